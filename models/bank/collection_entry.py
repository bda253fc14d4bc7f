"""From the answers of a bank to the entry that books them."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from odoo import Command
from odoo.tools import SQL, split_every

from ...engine.bank.choice import lay_answer
from ...engine.bank.layout import Outcome
from ...engine.money import decimal_of
from ..mixins.complete_entry import COMPLETE_ENTRY, complete_item_vals

ZERO = Decimal(0)
# The entry is complete when it is handed to core; the return says who booked it.
WRITE_CONTEXT = {
    "skip_invoice_sync": True,
    "skip_is_manually_modified": True,
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    **COMPLETE_ENTRY,
}
CREDITS_PER_ENTRY = 500
"""Core looks at every bill of an entry whenever one of its items is matched: with more
the time per deduction grows with the batch."""


@dataclass(slots=True)
class Receivable:
    """What is open of one bill (or opening item), in the words of the ledger."""

    account_id: int
    partner_id: int
    ids: list = field(default_factory=list)
    residual: Decimal = ZERO


class CollectionEntry:
    """Books what a bank took: a credit for each bill, one debit of money on its way.

    What is no longer open becomes a prepayment of the unit. Everything is read and
    written set-wise, in one entry up to some hundred credits, in several beyond: the
    time per deduction does not grow with the batch.
    """

    def __init__(self, found, pairs):
        """:param found: the ``estate.collection.return``, with all rights
        :param pairs: (deduction, answer) of those that waited for one
        """
        self.found = found
        self.env = found.env
        self.batch = found.batch_id
        self.company = found.company_id
        self.currency = found.company_id.currency_id
        self.profile = found.batch_id.profile_id
        self.pairs = pairs
        self.settled = {}
        """{id of a deduction's bill: amount settled of it}."""
        self.prepaid = {}
        """{id of a deduction: amount kept as prepayment}."""
        self.credits = []
        """(values of a credit, ids of the items it settles)."""

    def book(self):
        """Post the entries and reconcile them; without a success there is none.

        Each entry is of one community, so that the money on its way is told apart by
        community as what it pays is (B-01).
        """
        self._lay_answers()
        moves = self.env["account.move"].with_context(**WRITE_CONTEXT)
        for of_community in self._by_community():
            for credits in split_every(CREDITS_PER_ENTRY, of_community, list):
                move = moves.create(self._entry_vals(credits))
                move.action_post()
                self._reconcile(move.with_env(self.env), credits)

    def _by_community(self):
        """Return the credits in lists, one for each community."""
        units = self.batch.line_ids.unit_id
        home = {unit.id: unit.community_id.id for unit in units}
        groups = defaultdict(list)
        for vals, settled in self.credits:
            groups[home[vals["estate_unit_id"]]].append((vals, settled))
        return groups.values()

    # ---- What the money is for ------------------------------------------------

    def _lay_answers(self):
        """Lay each amount over the bills of its deduction, as they are open now."""
        lines = self.batch.line_ids.browse([line.id for line, _said in self.pairs])
        bills = lines.bill_ids
        receivables = self._receivables(bills)
        open_now = self._open_amounts(bills)
        for line, said in self.pairs:
            rows = line.bill_ids
            if said.outcome is not Outcome.SUCCESS:
                self.settled.update(dict.fromkeys(rows.ids, ZERO))
                continue
            asked = [decimal_of(row.amount) for row in rows]
            left = [open_now.get(row.move_line_id.id, ZERO) for row in rows]
            parts, rest = lay_answer(asked, left, said.paid)
            self.settled.update(zip(rows.ids, parts, strict=True))
            self._add_bills(line, zip(rows, parts, strict=True), receivables)
            if rest:
                self._add_prepayment(
                    line, self._paid_meanwhile(rows, asked, left), rest
                )

    def _open_amounts(self, bills):
        """Return {bill line id: open now}; what is paid or cancelled is not in it."""
        lines = self.env["estate.cashier"]._open_lines(bills.unit_id)
        return {ln["move_line_id"]: ln["open"] for ln in lines if ln["open"] > 0}

    def _receivables(self, bills):
        """Return what is open by ("move", id) of an invoice or ("item", id); locked."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id, item.move_id, item.account_id, item.partner_id,
                       item.amount_residual, move.move_type <> 'entry'
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                 WHERE item.move_id = ANY(%s)
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE
                   AND account.account_type = 'asset_receivable'
              ORDER BY item.date_maturity, item.id
                """,
                bills.move_id.ids,
            )
        )
        found = {}
        for item_id, move_id, account_id, partner_id, residual, is_invoice in rows:
            key = ("move", move_id) if is_invoice else ("item", item_id)
            receivable = found.setdefault(key, Receivable(account_id, partner_id))
            receivable.ids.append(item_id)
            receivable.residual += decimal_of(residual)
        items = self.env["account.move.line"].browse([row[0] for row in rows])
        self.env["estate.cashier"]._lock(items)
        return found

    def _add_bills(self, line, shares, receivables):
        """Add the credits of one deduction: one per bill, or per fee of a part."""
        by_bill = defaultdict(list)
        for row, part in shares:
            if part:
                key = ("item", row.move_line_id.id)
                if key not in receivables:
                    key = ("move", row.move_id.id)
                by_bill[key].append((row, part))
        for key, parts in by_bill.items():
            receivable = receivables[key]
            bill = parts[0][0].move_id.name
            for fee_id, amount in self._by_fee(parts, receivable).items():
                vals = self._item_vals(receivable.account_id, -amount)
                vals |= {
                    "name": f"{line._reference()} {bill}",
                    "partner_id": receivable.partner_id,
                    "estate_unit_id": line.unit_id.id,
                    "estate_item_id": fee_id,
                }
                self.credits.append((vals, receivable.ids))

    def _by_fee(self, parts, receivable):
        """Return {fee item: amount}; a bill that is paid up needs no telling apart."""
        by_fee = defaultdict(lambda: ZERO)
        for row, part in parts:
            by_fee[row.item_id.id] += part
        total = sum(by_fee.values(), ZERO)
        if len(by_fee) > 1 and total == receivable.residual:
            return {False: total}
        return by_fee

    def _paid_meanwhile(self, rows, asked, left):
        """Return the bill of which less is open than was asked for."""
        for row, wanted, still_open in zip(rows, asked, left, strict=True):
            if still_open < wanted:
                return row
        return rows[:1]

    def _add_prepayment(self, line, bill, amount):
        """Hold what is left over for who was billed, to pay the unit's next bills."""
        account = self.env["estate.cashier"]._account(self.company, "prepay")
        vals = self._item_vals(account.id, -amount)
        vals |= {
            "name": f"{line._reference()} {bill.move_id.name}",
            "partner_id": bill.partner_id.id,
            "estate_unit_id": line.unit_id.id,
        }
        self.credits.append((vals, []))
        self.prepaid[line.id] = amount

    # ---- Entry ----------------------------------------------------------------

    def _entry_vals(self, credits):
        """Return the values of an entry with all its items."""
        total = -sum(vals["balance"] for vals, _ids in credits)
        account = self.profile._outstanding_account()
        name = f"{self.batch.name} {self.found.name}"
        debit = self._item_vals(account.id, decimal_of(self.currency.round(total)))
        lines = [debit | {"name": name}, *(vals for vals, _ids in credits)]
        return {
            "move_type": "entry",
            "journal_id": self.profile.journal_id.id,
            "company_id": self.company.id,
            "currency_id": self.currency.id,
            "date": self.found.date,
            "ref": name,
            "estate_collection_return_id": self.found.id,
            "line_ids": [Command.create(vals) for vals in lines],
        }

    def _item_vals(self, account_id, amount):
        """Return an item without what tells it from others."""
        vals = complete_item_vals(self.profile.journal_id, account_id, float(amount))
        return vals | {"estate_unit_id": False, "estate_item_id": False}

    def _reconcile(self, move, credits):
        """Settle the bills by the credits made for them, all in one plan."""
        _debit, *items = move.line_ids.sorted("id").ids
        groups = defaultdict(list)
        for item_id, (_vals, settled) in zip(items, credits, strict=True):
            if settled:
                groups[tuple(settled)].append(item_id)
        self.env["account.move.line"]._estate_settle(
            [[*settled, *paying] for settled, paying in groups.items()]
        )
