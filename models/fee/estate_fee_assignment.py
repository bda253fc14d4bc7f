from odoo import fields, models

PAYER_RULES = [
    ("payer", "Who Pays for the Unit"),
    ("owner", "Owner"),
    ("tenant", "Tenant, else Owner"),
    ("partner", "A Certain Person"),
]


class EstateFeeAssignment(models.Model):
    """One thing that is charged: this item for this unit (or vehicle), these days.

    Two parking spaces are two assignments. *Billed until* is not kept here: it is
    read from the posted journal items, whose exclusion constraint makes billing
    the same day twice impossible.
    """

    _name = "estate.fee.assignment"
    _description = "Fee Assignment"
    _inherit = ["mail.thread"]
    _order = "unit_id, item_id, id"
    _check_company_auto = True

    unit_id = fields.Many2one(
        "estate.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    item_id = fields.Many2one(
        "estate.fee.item",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    vehicle_id = fields.Many2one(
        "estate.vehicle", index="btree_not_null", check_company=True
    )
    label = fields.Char(
        help="Tells two assignments of one item apart, e.g. the space number."
    )
    multiplier = fields.Float(
        default=1.0,
        digits=(12, 4),
        help="The amount is multiplied by this, e.g. 2 for two spaces.",
    )
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("To", tracking=True, help="Last day, included.")
    billing_start = fields.Date(
        tracking=True,
        help="Cut-over: days before it are never billed here.",
    )
    payer_rule = fields.Selection(PAYER_RULES, required=True, default="payer")
    payer_id = fields.Many2one(
        "res.partner", "Certain Payer", index="btree_not_null", tracking=True
    )
    rule_id = fields.Many2one(
        "estate.fee.rule",
        "Made by Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    active = fields.Boolean(default=True)

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "An assignment cannot end before it starts.",
    )
    _multiplier_positive = models.Constraint(
        "CHECK(multiplier >= 0)", "A multiplier cannot be negative."
    )
    _payer_known = models.Constraint(
        "CHECK(payer_rule != 'partner' OR payer_id IS NOT NULL)",
        "Say who the certain payer is.",
    )
