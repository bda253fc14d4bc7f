from odoo import fields, models


class ResCompany(models.Model):
    """How far back the checks look (B-06)."""

    _inherit = "res.company"

    estate_diagnostic_months = fields.Integer(
        "Months Looked Back",
        default=12,
        help="The checks of fees look at bills, readings and receipts of so many "
        "months before this one.",
    )

    _estate_diagnostic_months = models.Constraint(
        "CHECK (estate_diagnostic_months > 0)",
        "The checks look back one month at least.",
    )
