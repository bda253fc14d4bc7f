"""How the entries of an account read on a statement."""

from odoo.fields import Domain

from ...reports import formats


class StatementWords:
    """Describes the entries of a statement's rows; everything is read once for all.

    ``moves`` come with the rights of the system: who may see a unit may see its
    account, and the caller has checked the units.
    """

    def __init__(self, moves):
        self.moves = moves
        moves.mapped("origin_payment_id.estate_receipt_id.name")
        moves.mapped("origin_payment_id.estate_refund_id.name")
        entries = moves.filtered(
            lambda move: move.move_type == "entry" and not move.origin_payment_id
        )
        self.charges = self._charges(entries)
        self.purposes = self._purposes(entries)

    def document(self, move):
        """The number the payer knows: of his receipt or refund, else of the entry."""
        payment = move.origin_payment_id
        voucher = payment.estate_receipt_id or payment.estate_refund_id
        return voucher.name or move.name

    def lines(self, move, names):
        """What happened, in the language of ``move``'s environment.

        Each item that was charged or credited is a line of its own, with its period.
        """
        kind, charges = self._kind(move), self.charges.get(move.id, [])
        head = self._head(move, kind)
        is_listed = kind == "opening" or move.move_type in ("out_invoice", "out_refund")
        items = [self._item(move, charge) for charge in charges if is_listed]
        return [*filter(None, [head, *items])] or [move.ref or "; ".join(names)]

    def _head(self, move, kind):
        """What kind of entry it is; a bill says so by its items."""
        _ = move.env._
        if kind == "payment":
            return self._payment(move)
        if kind == "credit":
            return _("Credit note")
        if kind == "cancellation":
            return _("Cancellation of %(entry)s", entry=move.reversed_entry_id.name)
        if kind == "prepay":
            return _("Prepayment applied")
        return _("Opening balance") if kind == "opening" else ""

    def _kind(self, move):
        """Tell what an entry is for: a payment, a bill, a credit, …"""
        if move.origin_payment_id:
            return "payment"
        if move.move_type == "out_invoice":
            return "bill"
        if move.move_type == "out_refund" and not self._is_cancellation(move):
            return "credit"
        if move.reversed_entry_id:
            return "cancellation"
        return self.purposes.get(move.id)

    def _is_cancellation(self, refund):
        """Tell whether its bill was taken back: only that frees the billed days."""
        bill = refund.reversed_entry_id
        return bill.estate_run_id and not bill.line_ids.estate_assignment_id

    # ----------------------------------------------------------------- READING

    def _charges(self, entries):
        """Return {entry id: [(fee item, amount, first day, last day)]}.

        Of a bill its charged lines with tax, of another entry its receivable items;
        also of the bills that were credited, whose periods the credits do not repeat.
        """
        bills = self.moves - entries
        charged = Domain("move_id", "in", (bills | bills.reversed_entry_id).ids)
        owed = Domain("move_id", "in", entries.ids)
        owed &= Domain("account_id.account_type", "=", "asset_receivable")
        charges = {}
        for move, item, total, balance, start, end in self.moves.line_ids._read_group(
            (charged | owed) & Domain("estate_item_id", "!=", False),
            ["move_id", "estate_item_id"],
            [
                "price_total:sum",
                "balance:sum",
                "estate_date_from:min",
                "estate_date_to:max",
            ],
        ):
            amount = balance if move.move_type == "entry" else total
            charges.setdefault(move.id, []).append((item, amount, start, end))
        return charges

    def _purposes(self, entries):
        """Return {entry id: prepay or opening}, told by the accounts it touches."""
        companies = entries.company_id
        accounts = companies.estate_prepay_account_id
        accounts |= companies.estate_opening_account_id
        groups = self.moves.line_ids._read_group(
            [("move_id", "in", entries.ids), ("account_id", "in", accounts.ids)],
            ["move_id"],
            ["account_id:recordset"],
        )
        return {
            move.id: "opening"
            if move.company_id.estate_opening_account_id in used
            else "prepay"
            for move, used in groups
        }

    # ----------------------------------------------------------------- WRITING

    def _payment(self, move):
        payment = move.origin_payment_id
        field = payment._fields["estate_channel"]
        labels = dict(field._description_selection(move.env))
        way = labels.get(payment.estate_channel) or payment.journal_id.name
        if payment.payment_type == "outbound":
            return move.env._("Refund (%(way)s)", way=way)
        return move.env._("Payment (%(way)s)", way=way)

    def _item(self, move, charge):
        item, amount, *days = charge
        period = formats.period(move.env, *self._days(move, item, days))
        name = item.with_env(move.env).name
        amount = formats.amount(move.env, amount, move.currency_id)
        return " ".join(filter(None, [period, name, amount]))

    def _days(self, move, item, days):
        """The first and last day charged; of a credit those of its bill."""
        charged = self.charges.get(move.reversed_entry_id.id, [])
        of_bill = {of: span for of, _amount, *span in charged}
        return days if any(days) else of_bill.get(item, days)
