from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of dunning that are the company's; all others are the policy's."""

    _inherit = "res.config.settings"

    estate_evidence_years = fields.Integer(
        related="company_id.estate_evidence_years", readonly=False
    )
