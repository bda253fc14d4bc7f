from odoo import models


class AccountMove(models.Model):
    """The bill of a repair that is cancelled waits for finance again."""

    _inherit = "account.move"

    def _estate_cancel_bills(self, reason):
        result = super()._estate_cancel_bills(reason)
        # The order may be of a community that the accountant does not serve.
        orders = self.env["estate.workorder"].sudo()
        for order in orders.search([("move_id", "in", self.ids)]):
            order.message_post(
                body=self.env._(
                    "Bill %(bill)s was cancelled: %(reason)s",
                    bill=order.move_id.name,
                    reason=reason,
                )
            )
            order.move_id = False
        return result
