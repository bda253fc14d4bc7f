from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the checks and of closing months."""

    _inherit = "res.config.settings"

    estate_diagnostic_months = fields.Integer(
        related="company_id.estate_diagnostic_months", readonly=False
    )
    estate_close_lock = fields.Selection(
        related="company_id.estate_close_lock", readonly=False
    )
