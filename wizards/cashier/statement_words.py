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

    def describe(self, move, names):
        """What happened, in the language of ``move``'s environment."""
        _ = move.env._
        if move.origin_payment_id:
            return self._payment(move)
        if move.move_type == "out_invoice":
            return _("Fees: %(items)s", items=self._items(move) or move.ref or "")
        if move.move_type == "out_refund" and self._is_cancellation(move):
            return _("Cancellation of %(entry)s", entry=move.reversed_entry_id.name)
        if move.move_type == "out_refund":
            return _("Credit note: %(items)s", items=self._items(move))
        if move.reversed_entry_id:
            return _("Cancellation of %(entry)s", entry=move.reversed_entry_id.name)
        purpose = self.purposes.get(move.id)
        if purpose == "prepay":
            return _("Prepayment applied")
        if purpose == "opening":
            return _("Opening balance: %(items)s", items=self._items(move))
        return move.ref or "; ".join(names)

    def _is_cancellation(self, refund):
        """Tell whether its bill was taken back: only that frees the billed days."""
        bill = refund.reversed_entry_id
        return bill.estate_run_id and not bill.line_ids.estate_assignment_id

    # ----------------------------------------------------------------- READING

    def _charges(self, entries):
        """Return {entry id: [(fee item, amount, first day, last day)]}.

        Of a bill its charged lines with tax, of another entry its receivable items.
        """
        charged = Domain("move_id", "in", (self.moves - entries).ids)
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

    def _items(self, move):
        """Write the period charged, once where it is the same, and each amount."""
        charges = self.charges.get(move.id, [])
        periods = [
            formats.period(move.env, start, end) for _i, _a, start, end in charges
        ]
        shared = len(set(periods)) == 1 or move.move_type != "entry"
        texts = [
            " ".join(
                filter(
                    None,
                    [
                        item.with_env(move.env).name,
                        "" if shared else period,
                        formats.amount(move.env, amount, move.currency_id),
                    ],
                )
            )
            for (item, amount, _start, _end), period in zip(
                charges, periods, strict=True
            )
        ]
        head = self._whole_period(move.env, charges) if shared else ""
        return " ".join(filter(None, [head, formats.listing(move.env, texts)]))

    def _whole_period(self, env, charges):
        starts = [start for _item, _amount, start, _end in charges if start]
        ends = [end for _item, _amount, _start, end in charges if end]
        return formats.period(env, min(starts), max(ends)) if starts and ends else ""
