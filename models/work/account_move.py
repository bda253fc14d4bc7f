from odoo import models


class AccountMove(models.Model):
    """The bill of a repair that is cancelled waits for finance again."""

    _inherit = "account.move"

    def _estate_cancel_bills(self, reason):
        result = super()._estate_cancel_bills(reason)
        self._estate_repairs()._find_bill(reason)
        return result
