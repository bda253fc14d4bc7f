from odoo import fields, models


class EstateUnit(models.Model):
    """The mandates by which the bank pays the fees of a unit (R-208)."""

    _inherit = "estate.unit"

    mandate_ids = fields.One2many(
        "estate.mandate",
        "unit_id",
        "Mandates",
        groups="estate_service.group_estate_fee_reader",
    )
    mandate_count = fields.Integer(
        "Mandates in Use",
        compute="_compute_mandate_count",
        help="Not those that ended.",
        groups="estate_service.group_estate_fee_reader",
    )

    def _compute_mandate_count(self):
        groups = self.env["estate.mandate"]._read_group(
            [("unit_id", "in", self.ids), ("state", "!=", "ended")],
            ["unit_id"],
            ["__count"],
        )
        counts = {unit.id: count for unit, count in groups}
        for unit in self:
            unit.mandate_count = counts.get(unit.id, 0)

    def action_view_mandates(self):
        """Open the mandates of the unit, or begin one."""
        return self._action_view_related("estate_service.estate_mandate_action")
