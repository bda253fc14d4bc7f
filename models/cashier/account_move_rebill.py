from odoo import models
from odoo.exceptions import UserError

from ..fee.bill_wording import number_text


class AccountMove(models.Model):
    """Bills of price differences, and the bills that they belong to."""

    _inherit = "account.move"

    def _estate_rebill_rows(self, name):
        # Whether a difference is booked is a fact of the bill, whoever asks.
        rows = self.env["estate.fee.rebill"].sudo()
        return rows.search([(name, "in", self.ids), ("state", "=", "done")])

    def _estate_cancel_bills(self, reason):
        rows = self._estate_rebill_rows("new_move_id")
        notes = super()._estate_cancel_bills(reason)
        rows.state = "undone"
        return notes

    def _estate_hindrance(self):
        """The difference goes before the bill it was booked on."""
        rows = self._estate_rebill_rows("move_id")
        if rows and self.state == "posted":
            return self.env._(
                "The price difference of %(bill)s is booked (%(entries)s): take that "
                "back first.",
                bill=self.name,
                entries=", ".join(rows.new_move_id.mapped("name")),
            )
        return super()._estate_hindrance()

    def _check_draftable(self):
        """Credit notes of differences are taken back with their line."""
        if not self.env.su and (rows := self._estate_rebill_rows("new_move_id")):
            raise UserError(
                self.env._(
                    "%(entry)s books a price difference: take it back on the "
                    "adjustment %(name)s.",
                    entry=rows[0].new_move_id.name,
                    name=rows[0].adjustment_id.name,
                )
            )
        return super()._check_draftable()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _estate_explanation_text(self):
        """How a difference came about, from the frozen explanation alone."""
        explained = self.estate_explanation
        if not (isinstance(explained, dict) and explained.get("kind") == "rebill"):
            return super()._estate_explanation_text()
        digits = self.company_currency_id.decimal_places
        return self.env._(
            "%(from)s – %(to)s at the new price of %(price)s: %(due)s instead of "
            "%(billed)s on %(bill)s (%(adjustment)s, consent %(consent)s)",
            **{"from": explained.get("date_from"), "to": explained.get("date_to")},
            price=number_text(self.env, explained.get("price") or 0, least=2),
            due=number_text(self.env, explained.get("due") or 0, digits),
            billed=number_text(self.env, explained.get("billed") or 0, digits),
            bill=explained.get("bill"),
            adjustment=explained.get("adjustment"),
            consent=explained.get("consent"),
        )
