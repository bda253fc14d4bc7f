from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _estate_cancel_bills(self, reason):
        """Hold again what was prepaid for the bills, then cancel them."""
        self.env["estate.cashier"]._take_back_from_bills(self, reason)
        return super()._estate_cancel_bills(reason)
