from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of community programmes."""

    _inherit = "res.company"

    estate_programme_days = fields.Integer(
        "Days of Sessions Planned Ahead",
        default=28,
        help="So far ahead residents see the sessions of a programme (R-423).",
    )

    _estate_programme_days_sane = models.Constraint(
        "CHECK(estate_programme_days BETWEEN 1 AND 366)",
        "Sessions are planned for a day to a year ahead.",
    )


class ResConfigSettings(models.TransientModel):
    """Settings of community programmes."""

    _inherit = "res.config.settings"

    estate_programme_days = fields.Integer(
        related="company_id.estate_programme_days", readonly=False
    )
