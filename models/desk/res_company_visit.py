from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of return visits, samples and bursts."""

    _inherit = "res.company"

    estate_visit_hours = fields.Integer(
        "Hours Until a Return Visit",
        default=24,
        help="From the end of the work until the resident is called back (R-410).",
    )
    estate_visit_attempts = fields.Integer(
        "Attempts to Reach a Resident",
        default=3,
        help="After so many a return visit ends without the resident.",
    )
