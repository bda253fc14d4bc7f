from odoo import api, models
from odoo.exceptions import UserError


class EstateHeldMoneyRefund(models.TransientModel):
    """Money of a commission goes back with its settlement, not from the list."""

    _inherit = "estate.held.money.refund"

    @api.model
    def _check_refundable(self, held):
        # Which order the money is for stands in the ledger, closed to the counter.
        items = self.env["account.move.line"].sudo()
        service = self.env["estate.cashier"]
        domain = service._held_domain(held.unit, held.kind)
        orders = items.search(
            [*domain, ("partner_id", "=", held.partner.id)]
        ).estate_service_order_id
        if orders and not service._refundable_amount(held):
            raise UserError(
                self.env._(
                    "This money is prepaid for commission %(orders)s: it goes back "
                    "from there.",
                    orders=", ".join(orders.mapped("name")),
                )
            )
        return super()._check_refundable(held)
