from odoo import models


class AccountMove(models.Model):
    """The bill of a repair that is no bill any more waits for finance again."""

    _inherit = "account.move"

    def button_cancel(self):
        """Core's own way to take a bill back, beside the cancellation with a reason.

        A bill that is credited in full stays one: it was waived or settled, and only
        its cancellation frees what it was for (design §2.2).
        """
        result = super().button_cancel()
        # The order may be of a community that the accountant does not serve.
        orders = self.env["estate.workorder"].sudo()
        for order in orders.search([("move_id", "in", self.ids)]):
            order.message_post(
                body=self.env._("Bill %s was cancelled.", order.move_id.name)
            )
            order.move_id = False
        return result
