from odoo import fields, models
from odoo.exceptions import UserError

from .settlement_wording import settlement_text


class AccountMove(models.Model):
    """Entries of a change of owner or tenant are made and undone by it alone."""

    _inherit = "account.move"

    estate_transfer_id = fields.Many2one(
        "estate.unit.transfer",
        "Change of Owner or Tenant",
        index="btree_not_null",
        copy=False,
        readonly=True,
    )

    def _check_draftable(self):
        self._estate_check_not_of_transfer()
        return super()._check_draftable()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._estate_check_not_of_transfer()
        return super()._reverse_moves(default_values_list, cancel)

    def _estate_check_not_of_transfer(self):
        """The service, which takes a change back, works as the superuser."""
        if self.env.su:
            return
        own = self.filtered(lambda move: move.estate_transfer_id.state == "closed")
        if own:
            raise UserError(
                self.env._(
                    "%(entry)s belongs to %(transfer)s: cancel the settlement instead.",
                    entry=own[0].name,
                    transfer=own[0].estate_transfer_id.display_name,
                )
            )

    def _estate_hindrance(self):
        """Name the change that stands in the way of cancelling a bill."""
        # What was settled is a fact of the bill, whoever asks.
        entries = self.sudo() | self.sudo().reversal_move_ids
        changes = entries.estate_transfer_id.filtered(lambda one: one.state == "closed")
        if changes and self.state == "posted":
            return self.env._(
                "%(bill)s is part of a settlement (%(changes)s): cancel that first.",
                bill=self.name,
                changes=", ".join(changes.mapped("name")),
            )
        return super()._estate_hindrance()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _estate_explanation_text(self):
        """How the days of a settlement were cut, from the frozen explanation alone."""
        explained = self.estate_explanation
        if isinstance(explained, dict) and explained.get("kind") == "settlement":
            return settlement_text(self.env, explained, self.company_currency_id)
        return super()._estate_explanation_text()
