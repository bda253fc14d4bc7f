from odoo import api, fields, models

UNIT_KINDS = [
    ("home", "Home"),
    ("shop", "Shop"),
    ("office", "Office"),
    ("parking", "Parking Space"),
    ("store", "Store Room"),
]
UNIT_STATES = [
    ("unsold", "Unsold"),
    ("undelivered", "Undelivered"),
    ("delivered", "Delivered"),
    ("renovating", "Renovating"),
    ("occupied", "Occupied"),
    ("let", "Let"),
    ("vacant", "Vacant"),
]


class EstateUnit(models.Model):
    """A unit (房屋): the thing that is owned, lived in and charged."""

    _name = "estate.unit"
    _description = "Unit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "community_id, building_id, section, floor, room, id"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index="trigram",
        help="Building-section-room, unique in the community: 3-2-1501.",
    )
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    building_id = fields.Many2one(
        "estate.building",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    section = fields.Char(help="单元 of the building, as in the code: 2.")
    floor = fields.Integer(aggregator=None)
    room = fields.Char(required=True, help="Room number as in the code: 1501.")
    kind = fields.Selection(UNIT_KINDS, required=True, default="home")
    state = fields.Selection(
        UNIT_STATES, required=True, default="delivered", tracking=True, index=True
    )
    active = fields.Boolean(default=True)
    area_built = fields.Float(
        "Built Area (m²)", digits=(12, 2), tracking=True, help="房屋建筑面积 (R-109)"
    )
    area_inner = fields.Float("Inner Area (m²)", digits=(12, 2), tracking=True)
    coefficient = fields.Float(
        default=1.0, digits=(12, 4), help="Weight of the unit in shared costs."
    )
    parent_id = fields.Many2one(
        "estate.unit",
        "Belongs to",
        index="btree_not_null",
        check_company=True,
        help="The home that a parking space or store room belongs to.",
    )
    child_ids = fields.One2many("estate.unit", "parent_id", "Attached Units")
    date_delivery = fields.Date("Delivered On")
    date_movein = fields.Date("Moved In On")
    steward_id = fields.Many2one(
        "res.users",
        compute="_compute_steward_id",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    occupancy_ids = fields.One2many("estate.occupancy", "unit_id", "Occupancies")
    owner_id = fields.Many2one(
        "res.partner", "Owner", readonly=True, index="btree_not_null"
    )
    tenant_id = fields.Many2one(
        "res.partner", "Tenant", readonly=True, index="btree_not_null"
    )
    payer_id = fields.Many2one(
        "res.partner", "Payer", readonly=True, index="btree_not_null"
    )
    vehicle_ids = fields.One2many("estate.vehicle", "unit_id", "Vehicles")
    card_ids = fields.One2many("estate.access.card", "unit_id", "Cards")
    note = fields.Text()

    _code_uniq = models.UniqueIndex(
        "(community_id, code)", "The code of a unit is unique in its community."
    )
    _area_positive = models.Constraint(
        "CHECK(area_built >= 0 AND area_inner >= 0)", "An area cannot be negative."
    )

    @api.depends("building_id.code", "section", "room")
    def _compute_code(self):
        for unit in self:
            parts = (unit.building_id.code, unit.section, unit.room)
            unit.code = "-".join(part for part in parts if part)

    @api.depends("building_id.steward_id")
    def _compute_steward_id(self):
        for unit in self:
            unit.steward_id = unit.building_id.steward_id
