from odoo import api, fields, models


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
