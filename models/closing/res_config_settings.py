from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the checks and of closing months."""

    _inherit = "res.config.settings"

    estate_diagnostic_months = fields.Integer(
        related="company_id.estate_diagnostic_months", readonly=False
    )
    estate_diagnostic_measured_min = fields.Monetary(
        related="company_id.estate_diagnostic_measured_min", readonly=False
    )
    estate_close_lock = fields.Selection(
        related="company_id.estate_close_lock", readonly=False
    )
    estate_fund_manager_limit = fields.Monetary(
        related="company_id.estate_fund_manager_limit", readonly=False
    )
    estate_fund_report_months = fields.Integer(
        related="company_id.estate_fund_report_months", readonly=False
    )
