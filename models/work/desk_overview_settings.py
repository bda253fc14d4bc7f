from odoo import fields, models


class ResCompany(models.Model):
    """How far the overview of the desk looks back."""

    _inherit = "res.company"

    estate_overview_days = fields.Integer(
        "Days of the Overview",
        default=30,
        help="Promises kept and arrivals in time are told of so many days until now.",
    )

    _estate_overview_days_positive = models.Constraint(
        "CHECK(estate_overview_days > 0)",
        "The overview looks back one day or more.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    estate_overview_days = fields.Integer(
        related="company_id.estate_overview_days", readonly=False
    )
