from odoo import fields, models

KINDS = [
    ("sale", "Sale"),
    ("gift", "Inheritance or Gift"),
    ("tenant_in", "Tenant Moves In"),
    ("tenant_out", "Tenant Moves Out"),
    ("payer", "Change of Payer"),
]


class EstateTransferPaper(models.Model):
    """A paper that a change of owner or tenant needs (R-105, R-212).

    Papers with the same group stand for each other: one of them is enough.
    """

    _name = "estate.transfer.paper"
    _description = "Paper of a Change"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    form = fields.Selection(
        [("original", "Original"), ("copy", "Copy")], required=True, default="copy"
    )
    is_required = fields.Boolean(
        "Must Be There",
        default=True,
        help="Without it nothing is settled; others are only asked for.",
    )
    either_group = fields.Char(
        "Either/Or Group",
        help="Of the papers with the same group one is enough, e.g. the title deed or "
        "the contract of sale.",
    )
    for_sale = fields.Boolean("Sale")
    for_gift = fields.Boolean("Inheritance or Gift")
    for_tenant_in = fields.Boolean("Tenant Moves In")
    for_tenant_out = fields.Boolean("Tenant Moves Out")
    for_payer = fields.Boolean("Change of Payer")
