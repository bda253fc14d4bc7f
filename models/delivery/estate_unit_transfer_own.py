from odoo import Command, fields, models

from ...engine.money import decimal_of
from ...engine.periods import Period, month_keys
from ...engine.settlement import Component, split_amount

DEFAULT_CHOICES = {
    ("sale", "prepay"): "carry",
    ("sale", "deposit"): "carry",
    ("gift", "prepay"): "carry",
    ("gift", "deposit"): "carry",
    ("tenant_in", "prepay"): "keep",
    ("tenant_in", "deposit"): "keep",
    ("tenant_out", "prepay"): "refund",
    ("tenant_out", "deposit"): "refund",
    ("payer", "prepay"): "carry",
    ("payer", "deposit"): "keep",
}
"""What is proposed for held money; a deposit follows who may damage the home."""


class EstateUnitTransfer(models.Model):
    """What stays with the leaving party, and what becomes of its held money."""

    _inherit = "estate.unit.transfer"

    # ------------------------------------------------------------
    # WHAT STAYS WITH THE LEAVING PARTY
    # ------------------------------------------------------------

    def _own_rows(self, split_rows):
        """Return what is open of its own days, and what is not billed of them yet."""
        return self._arrears_rows(split_rows) + self._unbilled_rows()

    def _arrears_rows(self, split_rows):
        passing = {row["move_line_id"]: row["new_amount"] for row in split_rows}
        rows = []
        for line in self._open_of_leaving():
            left = line["open"] - decimal_of(passing.get(line["move_line_id"], 0))
            if line["open"] <= 0 or left <= 0:
                continue
            rows.append(
                {
                    "kind": "arrears",
                    "move_line_id": line["move_line_id"],
                    "label": line["name"],
                    "bill_name": line["bill"],
                    "item_id": line["item_id"],
                    "date_from": line["date_from"],
                    "date_to": line["date_to"],
                    "date_due": line["date_due"],
                    "base": float(line["amount"]),
                    "old_amount": float(left),
                    "open_amount": float(left),
                }
            )
        return rows

    def _open_of_leaving(self):
        return self.env["estate.cashier"]._open_lines(
            self.unit_id, partner=self.from_partner_id
        )

    def _unbilled_rows(self):
        """What the next bill run will ask of the leaving party for its own days."""
        rules = self._moving_rules()
        assignments = self.env["estate.fee.assignment"].search(
            [("unit_id", "=", self.unit_id.id), ("payer_rule", "in", rules)]
        )
        if not assignments:
            return []
        today = fields.Date.context_today(self)
        months = len(month_keys(min(today, self.date), self.date))
        forecast = assignments._forecast(months)
        return [
            self._unbilled_vals(row)
            for row in forecast
            if row["date_from"] < self.date
            and row["payer"].commercial_partner_id
            == self.from_partner_id.commercial_partner_id
        ]

    def _unbilled_vals(self, row):
        days = Period(row["date_from"], row["date_to"])
        split = split_amount(
            Component(decimal_of(row["amount"]), days),
            self.date,
            digits=self.currency_id.decimal_places,
        )
        return {
            "kind": "unbilled",
            "label": row["item"].name,
            "item_id": row["item"].id,
            "date_from": days.start,
            "date_to": min(days.end, self.last_day),
            "old_days": split.old_days,
            "old_amount": float(split.old),
            "base": float(split.old),
        }

    # ------------------------------------------------------------
    # HELD MONEY
    # ------------------------------------------------------------

    def _held_items(self):
        """Return the open prepayments and deposits of the leaving party."""
        service = self.env["estate.cashier"]
        items = self.env["account.move.line"]
        for kind in ("prepay", "deposit"):
            items |= items.search(
                [
                    *service._held_domain(self.unit_id, kind),
                    (
                        "partner_id",
                        "=",
                        self.from_partner_id.commercial_partner_id.id,
                    ),
                    ("amount_residual", "<", 0),
                ],
                order="date, id",
            )
        return items

    def _list_held_money(self):
        """List what is held now; what was chosen for it before stays chosen."""
        items = self._held_items()
        rows = self.held_ids.grouped("move_line_id")
        gone = self.held_ids.filtered(lambda row: row.move_line_id not in items)
        commands = [Command.delete(row.id) for row in gone]
        bound = self._bound_items(items)
        for item in items:
            vals = self._held_vals(item, item in bound)
            if row := rows.get(item):
                if row.choice == "carry" and vals["is_bound"]:
                    vals["choice"] = "keep"
                commands.append(Command.update(row.id, vals))
            else:
                choice = DEFAULT_CHOICES[(self.kind, vals["kind"])]
                carries = choice == "carry" and vals["is_bound"]
                vals["choice"] = "keep" if carries else choice
                commands.append(Command.create({**vals, "move_line_id": item.id}))
        self.held_ids = commands

    def _bound_items(self, items):
        """Return the deposits of cards that are out, or that are asked back."""
        cards = self.env["estate.cashier"]._cards_in_use(items)
        bound = items & cards.deposit_receipt_id.payment_ids.move_id.line_ids
        asked = self.env["estate.deposit.request"].search(
            [
                ("move_line_id", "in", items.ids),
                ("state", "in", ("draft", "approved")),
            ]
        )
        return bound.filtered(lambda item: not item.estate_item_id) | asked.move_line_id

    def _held_vals(self, item, is_bound):
        deposit = self.company_id.estate_deposit_account_id
        return {
            "kind": "deposit" if item.account_id == deposit else "prepay",
            "label": item.name or item.move_id.name,
            "item_id": item.estate_item_id.id,
            "date": item.date,
            "amount": -item.amount_residual,
            "is_bound": is_bound,
        }
