from odoo import fields, models


class ResCompany(models.Model):
    """How long the evidence of dunning is kept."""

    _inherit = "res.company"

    estate_evidence_years = fields.Integer(
        "Years Contacts About Debts Are Kept",
        default=3,
        help="A claim lapses three years after it was last asked for (民法典 188); "
        "until then nobody deletes the evidence.",
    )
