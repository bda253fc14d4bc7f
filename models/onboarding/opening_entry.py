"""From opening balances to complete journal entries, as core would write them."""

from odoo import Command, fields
from odoo.tools import SQL

from ..mixins.complete_entry import COMPLETE_ENTRY, complete_item_vals
from .import_plan import last_day

# Complete entries leave core nothing to synchronise or compute.
WRITE_CONTEXT = {
    "skip_invoice_sync": True,
    "skip_is_manually_modified": True,
    **COMPLETE_ENTRY,
}


class OpeningEntryBuilder:
    """Builds one entry per unit, dated the day before the cut-over.

    An arrear is a receivable item of its own, so that each month of each fee can be
    paid for itself; prepayments and deposits stand on their liability accounts; one
    item on the opening account balances the entry.
    """

    def __init__(self, importer, balances):
        self.importer = importer
        self.env = importer.env
        self.company = importer.company_id
        self.currency = importer.currency_id
        self.journal = self.company.estate_misc_journal_id
        self.date = fields.Date.subtract(importer.cut_over, days=1)
        self.kinds = dict(
            importer.total_ids._fields["kind"]._description_selection(self.env)
        )
        self.items = self._item_names(balances)
        self.receivables = self._receivable_accounts(balances)

    def _item_names(self, balances):
        """Return {fee item id: name}."""
        ids = {balance["item"] for balance in balances if balance["item"]}
        items = self.env["estate.fee.item"].browse(ids)
        return {item.id: item.name for item in items}

    def _receivable_accounts(self, balances):
        """Return {partner id: receivable account id}."""
        partners = self.env["res.partner"].browse({b["partner"] for b in balances})
        return {p.id: p.property_account_receivable_id.id for p in partners}

    # ---- Entries --------------------------------------------------------------

    def write_entries(self, by_unit):
        """Create and post the entries of {unit: [(balance, record it replaces)]}."""
        moves = self.env["account.move"].with_context(**WRITE_CONTEXT)
        names = self._take_numbers(len(by_unit))
        moves = moves.create(
            [
                self._entry_vals(rows, name)
                for rows, name in zip(by_unit.values(), names, strict=True)
            ]
        )
        moves.action_post()
        return moves.with_env(self.env)

    def _take_numbers(self, count):
        """Return the next numbers of the journal, which is locked until the commit."""
        query = SQL(
            "SELECT id FROM account_journal WHERE id = %s FOR NO KEY UPDATE",
            self.journal.id,
        )
        self.env.cr.execute(query)
        moves = self.env["account.move"]
        return moves._estate_take_numbers(self.journal, [self.date] * count)

    def _entry_vals(self, rows, name):
        """Return the values of one unit's entry."""
        balance = rows[0][0]
        lines = []
        for row, record in rows:
            if record:
                lines.append(self._balance_vals(record.values, sign=-1))
            if row["amount"]:
                lines.append(self._balance_vals(row))
        lines.append(self._counterpart_vals(lines, balance["partner"]))
        return {
            "move_type": "entry",
            "name": name,
            "journal_id": self.journal.id,
            "company_id": self.company.id,
            "currency_id": self.currency.id,
            "date": self.date,
            "ref": f"{self.importer.name} {balance['unit_code']}",
            "partner_id": balance["partner"],
            "estate_unit_id": balance["unit"],
            "line_ids": [Command.create(vals) for vals in lines],
        }

    # ---- Items ----------------------------------------------------------------

    def _balance_vals(self, balance, sign=1):
        """Return the item of one balance; sign -1 takes a posted one back."""
        kind, month = balance["kind"], balance["month"]
        if kind == "arrears":
            account = self.receivables[balance["partner"]]
        else:
            # Money held for the owner is owed to him: a credit.
            account = self.company[f"estate_{kind}_account_id"].id
            sign = -sign
        amount = sign * balance["amount"]
        vals = complete_item_vals(self.journal, account, amount, balance["partner"])
        vals |= {
            "name": self._label(balance),
            "estate_unit_id": balance["unit"],
            "estate_item_id": balance["item"],
        }
        if month:
            vals |= {
                "estate_date_from": f"{month}-01",
                "estate_date_to": last_day(month),
                "date_maturity": last_day(month),
            }
        return vals

    def _counterpart_vals(self, lines, partner_id):
        """Return the item that balances an entry."""
        amount = self.currency.round(-sum(vals["balance"] for vals in lines))
        account = self.company.estate_opening_account_id.id
        name = self.env._("Opening balance %s", self.importer.name)
        vals = complete_item_vals(self.journal, account, amount, partner_id)
        return vals | {"name": name}

    def _label(self, balance):
        """Return how the balance reads on a statement: 物业管理费 2026-09."""
        name = self.items.get(balance["item"]) or self.kinds[balance["kind"]]
        return " ".join(filter(None, [name, balance["month"]]))
