from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...engine.unit_code import normalise, parse_unit_code

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
CODE_PARTS = ("code", "section", "room")
MASTER_FIELDS = {
    "active",
    "area_built",
    "area_inner",
    "building_id",
    "code",
    "coefficient",
    "community_id",
    "date_delivery",
    "floor",
    "kind",
    "parent_id",
    "parking_spaces",
    "room",
    "section",
}
"""What codes and bills are made of: only a manager changes it."""


class EstateUnit(models.Model):
    """A unit (房屋): the thing that is owned, lived in and charged."""

    _name = "estate.unit"
    _description = "Unit"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "community_id, building_id, section, floor, room, id"
    _rec_name = "code"
    _scope_fields = ("community_id", "building_id")
    _check_company_auto = True

    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        copy=False,
        index="trigram",
        tracking=True,
        help="Building-section-room, unique in the community: 3-2-1501.",
    )
    community_id = fields.Many2one(
        "estate.community",
        compute="_compute_community_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
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
    floor = fields.Integer(
        compute="_compute_floor",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="Read from the room number: 1501 lies on floor 15.",
    )
    room = fields.Char(required=True, help="Room number as in the code: 1501.")
    kind = fields.Selection(UNIT_KINDS, required=True, default="home")
    state = fields.Selection(
        UNIT_STATES, required=True, default="delivered", tracking=True, index=True
    )
    suggested_state = fields.Selection(
        UNIT_STATES,
        compute="_compute_suggested_state",
        help="What the people of the unit say about its state.",
    )
    active = fields.Boolean(default=True)
    area_built = fields.Float(
        "Built Area (m²)", digits=(12, 2), tracking=True, help="房屋建筑面积 (R-109)"
    )
    area_inner = fields.Float("Inner Area (m²)", digits=(12, 2), tracking=True)
    coefficient = fields.Float(
        default=1.0,
        digits=(12, 4),
        aggregator=None,
        help="Weight of the unit in shared costs.",
    )
    parking_spaces = fields.Integer(
        aggregator="sum",
        help="Spaces that the unit rents or owns, as its archive says. Rules for "
        "charging a space may ask for it.",
    )
    parent_id = fields.Many2one(
        "estate.unit",
        "Belongs to",
        index="btree_not_null",
        check_company=True,
        domain="[('id', '!=', id), ('community_id', '=', community_id)]",
        help="The home that a parking space or store room belongs to.",
    )
    child_ids = fields.One2many("estate.unit", "parent_id", "Attached Units")
    date_delivery = fields.Date("Delivered On", tracking=True)
    date_movein = fields.Date("Moved In On", tracking=True)
    steward_id = fields.Many2one(
        "res.users",
        compute="_compute_steward_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        help="Taken from the building.",
    )
    vehicle_ids = fields.One2many("estate.vehicle", "unit_id", "Vehicles")
    card_ids = fields.One2many("estate.access.card", "unit_id", "Cards")
    vehicle_count = fields.Integer(compute="_compute_counts")
    card_count = fields.Integer("Cards Out", compute="_compute_counts")
    child_count = fields.Integer(compute="_compute_counts")
    note = fields.Text()

    _code_uniq = models.UniqueIndex(
        "(community_id, code)", "The code of a unit is unique in its community."
    )
    _building_room_idx = models.Index("(building_id, section, room)")
    _area_positive = models.Constraint(
        "CHECK(area_built >= 0 AND area_inner >= 0)", "An area cannot be negative."
    )
    _coefficient_positive = models.Constraint(
        "CHECK(coefficient >= 0)", "A coefficient cannot be negative."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("building_id.code", "section", "room")
    def _compute_code(self):
        for unit in self:
            parts = (unit.building_id.code, unit.section, unit.room)
            unit.code = "-".join(part for part in parts if part)

    @api.depends("room")
    def _compute_floor(self):
        for unit in self:
            digits = unit.room or ""
            numbered = digits.isdecimal() and 3 <= len(digits) <= 4
            unit.floor = int(digits[:-2]) if numbered else unit.floor

    @api.depends("building_id")
    def _compute_community_id(self):
        for unit in self:
            unit.community_id = unit.building_id.community_id or unit.community_id

    @api.depends("building_id.steward_id")
    def _compute_steward_id(self):
        for unit in self:
            unit.steward_id = unit.building_id.steward_id

    @api.depends("code", "community_id.name", "owner_id")
    @api.depends_context("uid", "allowed_company_ids", "formatted_display_name")
    def _compute_display_name(self):
        """The code; with the community when the user serves several of them."""
        with_owner = self.env.context.get("formatted_display_name")
        several = self.env["estate.community"]._user_serves_several()
        # A list names eighty units: their codes, without all else that is in a unit.
        self.fetch(["code", *(["community_id"] if several else [])])
        for unit in self:
            name = unit.code or ""
            if several and unit.community_id:
                name = f"{name} · {unit.community_id.name}"
            if with_owner and unit.owner_id:
                name = f"{name}\t--{unit.owner_id.name}--"
            unit.display_name = name

    @api.depends("state", "owner_id", "tenant_id")
    def _compute_suggested_state(self):
        for unit in self:
            suggested = unit._state_of_people()
            unit.suggested_state = suggested if suggested != unit.state else False

    def _state_of_people(self):
        """Return the state that fits the people of the unit, else the one it has."""
        if self.tenant_id and self.state in ("delivered", "occupied", "vacant"):
            return "let"
        if self.state == "let" and not self.tenant_id:
            return "vacant"
        if self.state == "unsold" and self.owner_id:
            return "undelivered"
        return self.state

    @api.depends("vehicle_ids", "card_ids.state", "child_ids")
    def _compute_counts(self):
        vehicles = self._count_by_unit("estate.vehicle", Domain.TRUE)
        cards = self._count_by_unit(
            "estate.access.card", Domain("state", "=", "issued")
        )
        children = self._count_by_unit("estate.unit", Domain.TRUE, "parent_id")
        for unit in self:
            unit.vehicle_count = vehicles.get(unit.id, 0)
            unit.card_count = cards.get(unit.id, 0)
            unit.child_count = children.get(unit.id, 0)

    def _count_by_unit(self, model, domain, field="unit_id"):
        """Return the number of records of a model by id of the unit."""
        groups = self.env[model]._read_group(
            domain & Domain(field, "in", self.ids), [field], ["__count"]
        )
        return {unit.id: count for unit, count in groups}

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("parent_id", "community_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A unit cannot belong to itself."))
        for unit in self.filtered("parent_id"):
            if unit.parent_id.community_id != unit.community_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s cannot belong to a unit of another community.",
                        unit=unit.code,
                    )
                )

    @api.constrains("building_id", "community_id")
    def _check_building(self):
        for unit in self:
            building = unit.building_id
            if building and building.community_id != unit.community_id:
                raise ValidationError(
                    self.env._(
                        "Building %(building)s is not in %(community)s.",
                        building=building.name,
                        community=unit.community_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalised(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalised(vals))

    @api.model
    def _normalised(self, vals):
        """Write codes with ASCII digits, letters and dashes, whoever typed them."""
        texts = {
            part: normalise(str(vals[part])) for part in CODE_PARTS if vals.get(part)
        }
        code = texts.get("code", "")
        parsed = None if code.isascii() else parse_unit_code(code)
        if parsed and parsed.room:
            texts["code"] = parsed.code
        return vals | texts

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for unit, vals in zip(self, vals_list, strict=True):
            if "room" not in (default or {}):
                vals["room"] = self.env._("%(name)s (copy)", name=unit.room)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        with_history = self.filtered(
            lambda unit: unit.occupancy_ids or unit.card_ids or unit.vehicle_ids
        )
        if with_history:
            raise UserError(
                self.env._(
                    "%(units)s have people, cards or vehicles on record: archive them "
                    "instead.",
                    units=", ".join(with_history.mapped("code")),
                )
            )

    def _has_field_access(self, field, operation):
        """Keep what codes and bills are made of to the manager (and the importer)."""
        allowed = super()._has_field_access(field, operation)
        if not allowed or operation != "write" or field.name not in MASTER_FIELDS:
            return allowed
        return self.env.su or self.env.user.has_group(
            "estate_service.group_estate_manager"
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_take_suggested_state(self):
        for unit in self.filtered("suggested_state"):
            unit.state = unit.suggested_state

    def action_new_owner(self):
        """Open a new ownership that follows the present one."""
        ends = self.present_occupancy_ids.filtered(
            lambda o: o.role == "owner" and o.is_primary and o.date_end
        ).mapped("date_end")
        start = fields.Date.add(max(ends), days=1) if ends else None
        return self._action_new_occupancy("owner", start)

    def action_new_tenant(self):
        return self._action_new_occupancy("tenant")

    def _action_new_occupancy(self, role, date_start=None):
        self.ensure_one()
        names = {
            "owner": self.env._("New Owner"),
            "tenant": self.env._("New Tenant"),
        }
        return {
            "type": "ir.actions.act_window",
            "res_model": "estate.occupancy",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "name": names[role],
            "context": {
                "default_unit_id": self.id,
                "default_role": role,
                "default_date_start": date_start or fields.Date.context_today(self),
            },
        }

    def action_view_occupancies(self):
        return self._action_view_related("estate_service.estate_occupancy_action")

    def action_view_vehicles(self):
        return self._action_view_related("estate_service.estate_vehicle_action")

    def action_view_cards(self):
        return self._action_view_related("estate_service.estate_access_card_action")

    def action_view_children(self):
        action = self._action_view_related("estate_service.estate_unit_action")
        return action | {
            "domain": [("parent_id", "in", self.ids)],
            "context": {"default_parent_id": self.id},
        }

    def _action_view_related(self, xmlid):
        """Return an action of the registry narrowed to these units."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {
            "domain": [("unit_id", "in", self.ids)],
            "context": {"default_unit_id": self.id if len(self) == 1 else False},
        }
