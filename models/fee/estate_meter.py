from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

IDENTITY = {"type_id", "unit_id", "building_id", "community_id", "digits", "ratio"}
"""What the usage of a meter's readings was computed with."""


class EstateMeter(models.Model):
    """A meter of a unit, or of what all share where no unit is given.

    It counts for one charge (``assignment_id``), whose item gives the price; without
    one its readings are kept and nothing is charged. A meter that is replaced hands
    its charge on: the old one ends with its final reading, the new one starts with
    its own, so usage is never negative.
    """

    _name = "estate.meter"
    _description = "Meter"
    _inherit = ["estate.place.mixin", "estate.scope.mixin", "mail.thread"]
    _order = "community_id, building_id, unit_id, type_id, serial, id"
    _rec_name = "serial"
    _rec_names_search = ["serial", "unit_id.code", "place"]
    _scope_fields = ("community_id", "building_id", "unit_id")
    _closed_fields = ("date_removed", "replaces_id")

    serial = fields.Char("Serial No.", required=True, tracking=True)
    type_id = fields.Many2one(
        "estate.meter.type", required=True, index=True, ondelete="restrict"
    )
    uom = fields.Char(related="type_id.uom")
    building_id = fields.Many2one(ondelete="restrict")
    unit_id = fields.Many2one(
        ondelete="restrict", help="Empty: a meter of what all share."
    )
    place = fields.Char(
        "Where It Hangs", help="As whoever reads it finds it: shaft 3F."
    )
    digits = fields.Integer(
        "Digits of the Dial",
        compute="_compute_digits",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="With five digits it shows 99999 before it begins again at zero.",
    )
    ratio = fields.Float(
        default=1.0,
        digits=(12, 4),
        help="Units per unit of the dial, of a current transformer for one.",
    )
    date_install = fields.Date("In Use From", required=True, tracking=True)
    date_removed = fields.Date("In Use Until", readonly=True, copy=False, tracking=True)
    first_value = fields.Float(
        "First Reading",
        digits=(14, 4),
        min_display_digits=1,
        help="What the dial showed when it came into use.",
    )
    assignment_id = fields.Many2one(
        "estate.fee.assignment",
        "Charged As",
        compute="_compute_assignment_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('unit_id', '=', unit_id), ('item_id.meter_type_id', '=', type_id)]",
        tracking=True,
        help="The fee that its usage is billed by. Empty: nothing is charged.",
    )
    replaces_id = fields.Many2one(
        "estate.meter",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    replaced_by_ids = fields.One2many("estate.meter", "replaces_id", "Replaced By")
    reading_ids = fields.One2many("estate.meter.reading", "meter_id", "Readings")
    last_date = fields.Date("Last Read On", compute="_compute_last")
    last_value = fields.Float(
        "Last Reading", compute="_compute_last", digits=(14, 4), min_display_digits=1
    )
    active = fields.Boolean(default=True)

    _serial_uniq = models.UniqueIndex(
        "(community_id, type_id, serial)",
        "The community has such a meter with this serial number already.",
    )
    _ratio_positive = models.Constraint(
        "CHECK(ratio > 0)", "The ratio of a meter is above zero."
    )
    _digits_plausible = models.Constraint(
        "CHECK(digits BETWEEN 3 AND 10)", "A dial has 3 to 10 digits."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_removed IS NULL OR date_removed >= date_install)",
        "A meter cannot be removed before it was in use.",
    )
    _one_at_a_time = models.Constraint(
        """EXCLUDE USING gist (
            int4range(assignment_id, assignment_id, '[]') WITH &&,
            daterange(date_install, date_removed, '[)') WITH &&
        ) WHERE (assignment_id IS NOT NULL)""",
        "Another meter counts for this fee in these days: replace that one, or assign "
        "the fee a second time with a label of its own.",
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("type_id")
    def _compute_digits(self):
        for meter in self:
            meter.digits = meter.type_id.digits or meter.digits

    @api.depends("unit_id", "type_id")
    def _compute_assignment_id(self):
        """The fee of the unit that this type counts for, where there is just one."""
        free = self._free_assignments()
        for meter in self:
            found = free.get((meter.unit_id.id, meter.type_id.id), ())
            charge = meter.assignment_id
            if charge.unit_id != meter.unit_id or (
                charge.item_id.meter_type_id != meter.type_id
            ):
                charge = charge.browse()
            if not charge and len(found) == 1:
                charge = found[0]
            meter.assignment_id = charge

    def _free_assignments(self):
        """``{(unit id, type id): [assignments that no meter counts for]}``."""
        taken = self.search(
            [("unit_id", "in", self.unit_id.ids), ("assignment_id", "!=", False)]
        ).assignment_id
        groups = self.env["estate.fee.assignment"]._read_group(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("item_id.meter_type_id", "in", self.type_id.ids),
                ("is_current", "=", True),
                ("id", "not in", taken.ids),
            ],
            ["unit_id", "item_id"],
            ["id:recordset"],
        )
        free = {}
        for unit, item, assignments in groups:
            free.setdefault((unit.id, item.meter_type_id.id), []).extend(assignments)
        return free

    def _compute_last(self):
        self.env["estate.meter.reading"].flush_model(
            ["meter_id", "date", "value", "state"]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (meter_id) meter_id, date, value
                     FROM estate_meter_reading
                    WHERE meter_id = ANY(%s) AND state != 'todo'
                    ORDER BY meter_id, date DESC""",
                list(self._origin.ids),
            )
        )
        last = {meter_id: (date, value) for meter_id, date, value in rows}
        for meter in self:
            date, value = last.get(meter._origin.id, (False, 0.0))
            meter.last_date, meter.last_value = date, float(value)

    @api.depends("serial", "type_id.name", "unit_id", "place")
    def _compute_display_name(self):
        for meter in self:
            parts = (meter.unit_id.code or meter.place, meter.type_id.name)
            meter.display_name = " · ".join(
                part for part in (*parts, meter.serial) if part
            )

    # ------------------------------------------------------------- CONSTRAINTS

    @api.constrains("assignment_id", "unit_id", "type_id")
    def _check_assignment(self):
        for meter in self.filtered("assignment_id"):
            charge = meter.assignment_id
            if (
                charge.unit_id != meter.unit_id
                or charge.item_id.meter_type_id != meter.type_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(charge)s is no fee that %(meter)s could count for: unit and "
                        "type of meter must be the same.",
                        charge=charge.display_name,
                        meter=meter.display_name,
                    )
                )

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        meters = super().create(vals_list)
        meters._read_first()
        return meters

    def _read_first(self):
        """Each begins with what its dial showed: usage counts on from there."""
        # Who keeps meters need not be one who reads them.
        self.env["estate.meter.reading"].sudo().create(
            [
                {
                    "meter_id": meter.id,
                    "date": meter.date_install,
                    "value": meter.first_value,
                    "kind": "start",
                    "state": "checked",
                }
                for meter in self
            ]
        )

    def write(self, vals):
        changed = self.filtered(
            lambda meter: any(
                name in vals
                and vals[name]
                != meter._fields[name].convert_to_write(meter[name], meter)
                for name in IDENTITY
            )
        )
        changed._check_not_read(self.env._("replace it instead of changing it"))
        result = super().write(vals)
        if {"date_install", "first_value"} & vals.keys():
            self._move_first_reading()
        return result

    def _move_first_reading(self):
        for meter in self:
            first = meter.reading_ids.filtered(lambda reading: reading.kind == "start")
            # Who keeps meters need not be one who reads them.
            first.sudo().write({"date": meter.date_install, "value": meter.first_value})

    def _check_not_read(self, advice):
        """What readings were counted with stays.

        :raises UserError: naming the meters, with the advice what to do instead
        """
        read = self.env["estate.meter.reading"]._read_group(
            [
                ("meter_id", "in", self.ids),
                ("kind", "!=", "start"),
                ("state", "!=", "todo"),
            ],
            ["meter_id"],
        )
        if read:
            raise UserError(
                self.env._(
                    "%(meters)s was read already: %(advice)s.",
                    meters=", ".join(meter.display_name for (meter,) in read[:5]),
                    advice=advice,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_read(self):
        self._check_not_read(self.env._("archive it instead of deleting it"))
        self.reading_ids._unlink_with_meter()

    def copy_data(self, default=None):
        """A copy is another meter at the same place, not read yet."""
        default = {
            "reading_ids": [Command.clear()],
            **(default or {}),
        }
        vals_list = super().copy_data(default)
        for meter, vals in zip(self, vals_list, strict=True):
            if vals.get("serial") == meter.serial:
                vals["serial"] = self.env._("%(serial)s (copy)", serial=meter.serial)
                vals["assignment_id"] = False
        return vals_list

    # ---------------------------------------------------------------- ACTIONS

    def action_view_readings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_meter_reading_action"
        )
        return action | {
            "domain": [("meter_id", "in", self.ids)],
            "context": {"default_meter_id": self.id if len(self) == 1 else False},
        }
