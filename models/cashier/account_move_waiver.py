from odoo import fields, models
from odoo.exceptions import UserError

from .waiver_wording import waiver_text


class AccountMove(models.Model):
    """Credit notes of waivers are made and undone by their waiver alone."""

    _inherit = "account.move"

    estate_waiver_id = fields.Many2one(
        "estate.waiver", "Waiver", index="btree_not_null", copy=False, readonly=True
    )

    def _check_draftable(self):
        self._estate_check_not_of_waiver()
        return super()._check_draftable()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._estate_check_not_of_waiver()
        return super()._reverse_moves(default_values_list, cancel)

    def _estate_check_not_of_waiver(self):
        """The service, which undoes a waiver, works as the superuser."""
        if self.env.su:
            return
        notes = self.filtered(lambda note: note.estate_waiver_id.state == "done")
        if notes:
            raise UserError(
                self.env._(
                    "%(note)s books waiver %(waiver)s: undo the waiver instead.",
                    note=notes[0].name,
                    waiver=notes[0].estate_waiver_id.name,
                )
            )

    def _estate_hindrance(self):
        """Name the waiver that stands in the way of cancelling a bill."""
        # What was waived is a fact of the bill, whoever asks.
        waived = self.sudo().reversal_move_ids.estate_waiver_id
        booked = waived.filtered(lambda waiver: waiver.state == "done")
        if booked and self.state == "posted":
            return self.env._(
                "%(bill)s is waived in part or in full (%(waivers)s): undo the waiver "
                "first.",
                bill=self.name,
                waivers=", ".join(booked.mapped("name")),
            )
        return super()._estate_hindrance()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _estate_explanation_text(self):
        """What was waived, and why, from the frozen explanation alone."""
        explained = self.estate_explanation
        if isinstance(explained, dict) and explained.get("kind") == "waiver":
            return waiver_text(self.env, explained, self.company_currency_id)
        return super()._estate_explanation_text()
