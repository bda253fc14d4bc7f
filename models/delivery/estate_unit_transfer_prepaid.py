from odoo import models
from odoo.exceptions import UserError


class EstateUnitTransfer(models.Model):
    """What is prepaid for a commission stays with who prepaid it (R-813).

    The new party does not take it over, and the settlement does not promise it back:
    its order uses it, and gives back what is left.
    """

    _inherit = "estate.unit.transfer"

    def _bound_items(self, items):
        """It waits for the settlement of its order, as an asked deposit does."""
        bound = super()._bound_items(items)
        return bound | items.filtered("estate_service_order_id")

    def _list_held_money(self):
        """List it as kept, whatever is proposed for other prepayments."""
        result = super()._list_held_money()
        self.held_ids.filtered(
            lambda row: row._is_of_order() and row.choice != "keep"
        ).choice = "keep"
        return result


class EstateUnitTransferHeld(models.Model):
    """What is prepaid for a commission is kept: nobody chooses otherwise."""

    _inherit = "estate.unit.transfer.held"

    def _is_of_order(self):
        # What money is for is a fact of the ledger, whoever settles.
        return bool(self.sudo().move_line_id.estate_service_order_id)

    def _check_free(self, choice):
        result = super()._check_free(choice)
        if choice == "refund" and (
            bound := self.filtered(lambda row: row._is_of_order())
        ):
            raise UserError(
                self.env._(
                    "%(what)s is held for a commission: its order gives back what is "
                    "left.",
                    what=bound[0].label,
                )
            )
        return result
