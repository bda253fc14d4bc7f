from odoo import fields, models


class ResCompany(models.Model):
    """How far back the checks look (B-06), what closing a month locks (B-07)."""

    _inherit = "res.company"

    estate_diagnostic_months = fields.Integer(
        "Months Looked Back",
        default=12,
        help="The checks of fees look at bills, readings and receipts of so many "
        "months before this one.",
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

    _estate_diagnostic_months = models.Constraint(
        "CHECK (estate_diagnostic_months > 0)",
        "The checks look back one month at least.",
    )
