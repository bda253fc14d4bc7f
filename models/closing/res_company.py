from odoo import fields, models


class ResCompany(models.Model):
    """How far back the checks look (B-06), what closing locks (B-07), fees used."""

    _inherit = "res.company"

    estate_diagnostic_months = fields.Integer(
        "Months Looked Back",
        default=12,
        help="The checks of fees look at bills, readings and receipts of so many "
        "months before this one.",
    )
    estate_diagnostic_measured_min = fields.Monetary(
        "Smallest Difference of Metered Fees",
        default=20.0,
        help="What is counted by meters or shared differs from month to month: the "
        "checks tell a bill that is so much or more from the last one, and off by the "
        "share of the settings as well.",
    )
    estate_close_lock = fields.Selection(
        [("all", "All entries of the month"), ("sale", "Bills and credit notes only")],
        "Closing Locks",
        required=True,
        default="all",
        help="Which of Odoo's lock dates the close of a month sets: the global one "
        "and that of sales, or that of sales alone.",
    )
    estate_closed_until = fields.Date(
        "Months Closed Until",
        readonly=True,
        copy=False,
        help="Last day of the last closed month.",
    )

    estate_fund_manager_limit = fields.Monetary(
        "Expenses Approved by the Manager up to",
        default=5000.0,
        help="Above it, and whatever is outside the budget, the general manager "
        "approves (R-807).",
    )
    estate_fund_report_months = fields.Integer(
        "Months of a Report on the Use of Fees",
        default=6,
        help="How often the owners are told what fees were used for (R-807).",
    )

    _estate_fund_report_months = models.Constraint(
        "CHECK (estate_fund_report_months BETWEEN 1 AND 12)",
        "A report covers one to twelve months.",
    )
    _estate_diagnostic_months = models.Constraint(
        "CHECK (estate_diagnostic_months > 0)",
        "The checks look back one month at least.",
    )
