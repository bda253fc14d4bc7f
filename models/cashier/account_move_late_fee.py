from odoo import fields, models
from odoo.exceptions import UserError

from .late_fee_wording import late_fee_text


class AccountMove(models.Model):
    """A cancelled bill of late fees frees their days."""

    _inherit = "account.move"

    estate_late_fee_ids = fields.One2many(
        "estate.late.fee.line", "bill_id", "Late Fees Charged On It", readonly=True
    )

    def _estate_cancel_bills(self, reason):
        notes = super()._estate_cancel_bills(reason)
        # Rows are the program's; who may cancel a bill was checked.
        rows = self.env["estate.late.fee.line"].sudo()
        rows.search([("move_id", "in", self.ids), ("state", "=", "booked")]).write(
            {"state": "cancelled"}
        )
        return notes

    def _estate_hindrance(self):
        """Late fees go before the bill they were charged on."""
        # Whether there are any is a fact of the bill, whoever asks.
        late = self.sudo().estate_late_fee_ids
        late = late.filtered(lambda row: row.state == "booked")
        if late:
            return self.env._(
                "%(bill)s was charged a late fee (%(late)s): cancel that bill first.",
                bill=self.name,
                late=", ".join(late.move_id.mapped("name")),
            )
        return super()._estate_hindrance()

    def _check_draftable(self):
        """The days of a late fee are freed by *Cancel bill* alone."""
        if not self.env.su:
            # Likewise a fact of the bill.
            rows = self.env["estate.late.fee.line"].sudo()
            if late := rows.search(
                [("move_id", "in", self.ids), ("state", "=", "booked")], limit=1
            ):
                raise UserError(
                    self.env._(
                        "%(bill)s charges late fees: cancel the bill instead.",
                        bill=late.move_id.name,
                    )
                )
        return super()._check_draftable()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _estate_explanation_text(self):
        """The calculation of a late fee, from the frozen explanation alone."""
        explained = self.estate_explanation
        if isinstance(explained, dict) and explained.get("kind") == "late_fee":
            return late_fee_text(self.env, explained, self.company_currency_id)
        return super()._estate_explanation_text()
