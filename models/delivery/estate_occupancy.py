from odoo import api, models


class EstateOccupancy(models.Model):
    """Somebody who pays beside a settlement: what was billed stays as it is."""

    _inherit = "estate.occupancy"

    @api.depends("partner_id", "unit_id.payer_id")
    def _compute_payer_note(self):
        """Say that open bills do not pass on by this alone (B-11)."""
        result = super()._compute_payer_note()
        for occupancy in self:
            payer = occupancy.unit_id.payer_id
            is_new = occupancy.is_payer and not occupancy._origin
            if is_new and payer and payer != occupancy.partner_id:
                note = self.env._(
                    "What is billed already stays with %(payer)s: a change of owner or "
                    "tenant, begun on the unit, splits it by day.",
                    payer=payer.name,
                )
                occupancy.payer_note = " ".join(
                    filter(None, [occupancy.payer_note, note])
                )
        return result
