from odoo import models


class EstateUnitTransfer(models.Model):
    """What is prepaid for a commission is not carried to the new party (R-813)."""

    _inherit = "estate.unit.transfer"

    def _bound_items(self, items):
        """It waits for the settlement of its order, as an asked deposit does."""
        bound = super()._bound_items(items)
        return bound | items.filtered("estate_service_order_id")
