from odoo import api, models


class EstateBuilding(models.Model):
    """The chessboard also says who is behind with paying."""

    _inherit = "estate.building"

    @api.model
    def _chessboard_unit_values(self, units):
        values = super()._chessboard_unit_values(units)
        if not self._chessboard_shows_arrears():
            return values
        for unit_id, (_total, overdue, months) in units._arrears().items():
            values[unit_id]["arrears"] = float(overdue)
            values[unit_id]["arrears_months"] = months
        return values
