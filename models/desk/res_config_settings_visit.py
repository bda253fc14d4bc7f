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
    estate_visit_again_hours = fields.Integer(
        related="company_id.estate_visit_again_hours", readonly=False
    )
    estate_burst_count = fields.Integer(
        related="company_id.estate_burst_count", readonly=False
    )
    estate_burst_minutes = fields.Integer(
        related="company_id.estate_burst_minutes", readonly=False
    )
    estate_burst_visit_percent = fields.Integer(
        related="company_id.estate_burst_visit_percent", readonly=False
    )
    estate_quality_percent = fields.Integer(
        related="company_id.estate_quality_percent", readonly=False
    )
