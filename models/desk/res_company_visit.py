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
    estate_visit_again_hours = fields.Integer(
        "Hours Between Two Attempts",
        default=2,
        help="Who was not reached is tried again after so many hours at the earliest.",
    )
    estate_burst_count = fields.Integer(
        "Like Requests That Make an Incident",
        default=3,
        help="So many of one kind in one building are proposed as one incident "
        "(B-17). Below two: never.",
    )
    estate_burst_minutes = fields.Integer("Minutes Within Which They Come", default=120)
    estate_burst_visit_percent = fields.Integer(
        "Return Visits After an Incident (%)",
        default=20,
        help="The share of the residents who are asked when the requests of an "
        "incident are closed together; at least one is.",
    )
    estate_quality_percent = fields.Integer(
        "Closed Requests Checked (%)",
        default=5,
        help="The share of last week's closed requests that quality control looks "
        "at, at least one in each community (R-430). 0: none.",
    )

    _estate_visit_numbers_sane = models.Constraint(
        "CHECK(estate_visit_hours > 0 AND estate_visit_attempts > 0"
        " AND estate_visit_again_hours >= 0)",
        "A return visit has hours and attempts.",
    )
    _estate_burst_numbers_sane = models.Constraint(
        "CHECK(estate_burst_count >= 0 AND estate_burst_minutes > 0)",
        "Like requests are counted within some minutes.",
    )
    _estate_shares_sane = models.Constraint(
        "CHECK(estate_burst_visit_percent BETWEEN 0 AND 100"
        " AND estate_quality_percent BETWEEN 0 AND 100)",
        "A share lies between 0 and 100 %.",
    )
