from odoo import fields, models


class ResCompany(models.Model):
    """Who may approve how much of the fees' use."""

    _inherit = "res.company"

    estate_fund_manager_limit = fields.Monetary(
        "Expenses Approved by the Manager up to",
        default=5000.0,
        help="Above it, and whatever is outside the budget, the general manager "
        "approves (R-807).",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    estate_fund_manager_limit = fields.Monetary(
        related="company_id.estate_fund_manager_limit", readonly=False
    )
