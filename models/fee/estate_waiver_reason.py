from odoo import fields, models

WAIVER_KINDS = [
    ("hardship", "Hardship"),
    ("service", "Service Fault"),
    ("vacancy", "Vacant Unit"),
    ("compensation", "Compensation"),
    ("late_fee", "Late Fee"),
    ("other", "Other"),
]


class EstateWaiverReason(models.Model):
    """Why something is waived: what the report groups by and what must be shown."""

    _name = "estate.waiver.reason"
    _description = "Reason of Waivers"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(WAIVER_KINDS, required=True, default="other")
    needs_proof = fields.Boolean(
        "Needs Evidence",
        help="A waiver for this reason is asked for with a file: a decision, a photo, "
        "a letter.",
    )
    of_paid = fields.Boolean(
        "Also of What Is Paid",
        help="A waiver for this reason is owed whether the bill was paid or not: what "
        "is more than open stays to the unit's credit and pays its next bills. Else no "
        "more is waived than is open.",
    )

    _name_uniq = models.UniqueIndex("(name)", "There is a reason of this name.")
