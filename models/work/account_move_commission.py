from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """The charge of a commission is taken back with its settlement alone.

    Otherwise the order would stand as settled beside a charge that is none: what was
    prepaid would go back in full, and the cost be charged to nobody.
    """

    _inherit = "account.move"

    def _estate_commission_of_charge(self):
        """Return the first commission that one of these entries charges.

        The bills of a run, thousands at a time, charge none and are not asked for.
        """
        charges = self.filtered(
            lambda move: move.move_type == "out_invoice" and not move.estate_run_id
        )
        # Which order an entry charges is a fact of the entry, whoever asks.
        orders = self.env["estate.service.order"].sudo()
        if not charges:
            return orders
        return orders.search([("charge_move_id", "in", charges.ids)], limit=1)

    def _estate_commission_words(self, order):
        return self.env._(
            "%(bill)s charges commission %(order)s: undo its settlement instead.",
            bill=order.charge_move_id.name,
            order=order.name,
        )

    def _estate_hindrance(self):
        """Cancel Bill leaves commissions to their orders."""
        if self.state == "posted" and (order := self._estate_commission_of_charge()):
            return self._estate_commission_words(order)
        return super()._estate_hindrance()

    def _check_draftable(self):
        """The cashier service alone, as the superuser, cancels a charge."""
        self._estate_check_no_commission()
        return super()._check_draftable()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note may waive some of a charge; one that replaces it may not."""
        if cancel:
            self._estate_check_no_commission()
        return super()._reverse_moves(default_values_list, cancel)

    def _estate_check_no_commission(self):
        if not self.env.su and (order := self._estate_commission_of_charge()):
            raise UserError(self._estate_commission_words(order))
