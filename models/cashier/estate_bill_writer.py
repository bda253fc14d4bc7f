from odoo import models


class EstateBillWriter(models.AbstractModel):
    _inherit = "estate.bill.writer"

    def _after_post(self, moves):
        """Let prepayments pay the new bills of the chunk."""
        result = super()._after_post(moves)
        self.env["estate.cashier"]._apply_prepayments(moves)
        return result
