from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of return visits, samples and bursts."""

    _inherit = "res.config.settings"

    estate_visit_hours = fields.Integer(
        related="company_id.estate_visit_hours", readonly=False
    )
    estate_visit_attempts = fields.Integer(
        related="company_id.estate_visit_attempts", readonly=False
    )
