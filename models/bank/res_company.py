from odoo import fields, models


class ResCompany(models.Model):
    """How bank collection is followed up (B-03)."""

    _inherit = "res.company"

    estate_second_notice_days = fields.Integer(
        "Notice of a Second Deduction",
        default=3,
        help="Days before a second deduction on which the clerk is reminded to prepare "
        "it, if something failed that may be tried again.",
    )

    _estate_second_notice_days_positive = models.Constraint(
        "CHECK(estate_second_notice_days >= 0)",
        "Days of notice cannot be negative.",
    )
