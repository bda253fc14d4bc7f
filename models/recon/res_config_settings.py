from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the matching of bank lines."""

    _inherit = "res.config.settings"

    estate_match_auto = fields.Boolean(
        related="company_id.estate_match_auto", readonly=False
    )
    estate_match_confidence = fields.Float(
        related="company_id.estate_match_confidence", readonly=False
    )
    estate_match_confidence_by_name = fields.Float(
        related="company_id.estate_match_confidence_by_name", readonly=False
    )
    estate_match_cents_off = fields.Float(
        related="company_id.estate_match_cents_off", readonly=False
    )
