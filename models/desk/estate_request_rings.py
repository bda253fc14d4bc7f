from odoo import api, fields, models
from odoo.tools import SQL


class EstateRequest(models.Model):
    """How soon the telephone was answered (R-302)."""

    _inherit = "estate.request"

    answered_late = fields.Boolean(
        compute="_compute_answered_late",
        store=True,
        precompute=True,
        help="The telephone rang more often than the settings allow.",
    )

    @api.depends("rings", "channel")
    def _compute_answered_late(self):
        for request in self:
            # What is allowed is a setting of the company, no secret.
            allowed = request.community_id.sudo().company_id.estate_max_rings
            is_call = request.channel == "phone"
            request.answered_late = is_call and request.rings > allowed

    def _read_group_select(self, aggregate_spec, query):
        """Leave calls of which nobody noted the rings out of the average."""
        return average_of_noted(self, aggregate_spec, query) or (
            super()._read_group_select(aggregate_spec, query)
        )


def average_of_noted(model, aggregate_spec, query):
    """Return the average of the rings above 0 as SQL, nothing for other figures."""
    if aggregate_spec != "rings:avg":
        return None
    rings = model._field_to_sql(model._table, "rings", query)
    return SQL("AVG(NULLIF(%s, 0))", rings)
