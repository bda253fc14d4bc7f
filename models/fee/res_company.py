from odoo import fields, models

MAJORITIES = [
    ("half", "more than half"),
    ("two_thirds", "two thirds or more"),
    ("three_quarters", "three quarters or more"),
]


class ResCompany(models.Model):
    """What a change of prices needs (R-808; 民法典 278)."""

    _inherit = "res.company"

    estate_vote_participation = fields.Selection(
        MAJORITIES,
        "Owners Who Have to Take Part",
        required=True,
        default="two_thirds",
        help="Of all owners and of all built area, each by itself (民法典 278).",
    )
    estate_vote_consent = fields.Selection(
        MAJORITIES,
        "Owners Who Have to Agree",
        required=True,
        default="half",
        help="Of the owners and the area that take part, each by itself.",
    )
    estate_adjustment_notice_days = fields.Integer(
        "Days Between Notice and New Price",
        default=30,
        help="So many days before it is in force owners are told of a new price; "
        "sooner only with a reason that is kept.",
    )
    estate_adjustment_band = fields.Float(
        "Width of a Band of Increase",
        default=10.0,
        help="A simulation counts units by their increase a month, in steps of this.",
    )
    estate_adjustment_top = fields.Integer(
        "Largest Increases Listed",
        default=20,
        help="So many units with the largest increase are listed by a simulation.",
    )

    _estate_adjustment_positive = models.Constraint(
        """CHECK(estate_adjustment_band > 0 AND estate_adjustment_top > 0
                 AND estate_adjustment_notice_days >= 0)""",
        "Bands, lists and days of price adjustments are counted in positive numbers.",
    )
