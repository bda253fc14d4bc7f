from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

READING_KINDS = [
    ("start", "First"),
    ("regular", "Regular"),
    ("estimated", "Estimated"),
    ("final", "Final"),
]
COUNTED = ("previous_date", "previous_value", "usage", "charged_to", "is_unusual")
"""What follows from the reading before."""
READ = {"meter_id", "date", "value", "kind", "rolled_over"}
"""What the usage of this and of later readings follows from."""
SHOWN_FAULTS = 20


class EstateMeterReading(models.Model):
    """What a dial showed on a day, and what was used since the reading before.

    ``usage`` (in the unit of the meter's type, its ratio taken in) belongs to the days
    from the one after the reading before up to ``date``. It is billed once somebody
    checked it. Usage is counted once, when a reading is entered; see
    ``estate_meter_counting.py``.
    """

    _name = "estate.meter.reading"
    _description = "Meter Reading"
    _inherit = ["estate.scope.mixin"]
    _order = "date desc, community_id, building_id, unit_id, meter_id, id"
    _rec_names_search = ["meter_id.serial", "unit_id.code"]
    _scope_fields = ("meter_id",)
    _closed_fields = (
        *COUNTED,
        "state",
        "round_id",
        "reader_id",
        "checker_id",
        "skipped_on",
    )
    _check_company_auto = True

    meter_id = fields.Many2one(
        "estate.meter",
        required=True,
        index=False,
        ondelete="restrict",
        check_company=True,
    )
    type_id = fields.Many2one(related="meter_id.type_id", store=True, index=True)
    community_id = fields.Many2one(
        related="meter_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="meter_id.company_id", store=True, index=True)
    building_id = fields.Many2one(
        related="meter_id.building_id", store=True, index="btree_not_null"
    )
    unit_id = fields.Many2one(
        related="meter_id.unit_id", store=True, index="btree_not_null"
    )
    place = fields.Char(related="meter_id.place")
    uom = fields.Char(related="type_id.uom")
    round_id = fields.Many2one(
        "estate.meter.round", index="btree_not_null", ondelete="cascade"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float(
        "Reading", digits=(14, 4), min_display_digits=1, aggregator=None
    )
    kind = fields.Selection(READING_KINDS, required=True, default="regular")
    rolled_over = fields.Boolean(
        "Began Again at Zero",
        help="The dial passed its highest number since the reading before.",
    )
    photo = fields.Image(max_width=1600, max_height=1600, attachment=True)
    note = fields.Char()
    state = fields.Selection(
        [("todo", "To Read"), ("read", "Read"), ("checked", "Released")],
        required=True,
        default="read",
        index=True,
    )
    reader_id = fields.Many2one("res.users", "Read By", readonly=True)
    checker_id = fields.Many2one("res.users", "Checked By", readonly=True)
    previous_date = fields.Date("Read Before On", readonly=True)
    previous_value = fields.Float(
        "Reading Before",
        default=0.0,
        digits=(14, 4),
        min_display_digits=1,
        readonly=True,
        aggregator=None,
    )
    usage = fields.Float(
        "Consumption",
        default=0.0,
        digits=(14, 4),
        min_display_digits=1,
        readonly=True,
        aggregator="sum",
    )
    charged_to = fields.Float(
        "Counted Up To",
        default=0.0,
        digits=(14, 4),
        readonly=True,
        aggregator=None,
        help="The dial up to which usage is counted: above the reading after an "
        "estimate that was too high.",
    )
    is_unusual = fields.Boolean(
        "Unusual",
        readonly=True,
        help="The usage per day differs from the time before by the company's "
        "deviation to look at, or more.",
    )
    is_billed = fields.Boolean(compute="_compute_is_billed")

    _meter_date_uniq = models.UniqueIndex(
        "(meter_id, date)", "The meter was read on this day already."
    )
    _value_positive = models.Constraint(
        "CHECK(value >= 0)", "A dial shows no negative number."
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("meter_id", "date")
    def _compute_display_name(self):
        for reading in self:
            reading.display_name = f"{reading.meter_id.display_name} {reading.date}"

    def _compute_is_billed(self):
        billed = self._billed_ids()
        for reading in self:
            reading.is_billed = reading._origin.id in billed

    def _billed_ids(self):
        """Ids of those whose usage stands on a posted bill."""
        if not self._origin.ids:
            return set()
        self.env["account.move.line"].flush_model(
            ["estate_assignment_id", "estate_date_to", "parent_state"]
        )
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT r.id
                  FROM estate_meter_reading r
                  JOIN estate_meter m ON m.id = r.meter_id
                  JOIN account_move_line l
                    ON l.estate_assignment_id = m.assignment_id
                   AND l.parent_state = 'posted'
                   AND l.estate_date_to > r.previous_date
                   AND l.estate_date_from <= r.date
                 WHERE r.id = ANY(%s) AND r.state = 'checked'
                """,
                list(self._origin.ids),
            )
        )
        return {reading_id for (reading_id,) in rows}

    @api.onchange("value", "rolled_over")
    def _onchange_value(self):
        """Say what was used before it is saved; what the dial cannot show too."""
        if self.meter_id and self.value:
            usage, problem = self._origin._would_use(self.value, self.rolled_over)
            if problem:
                return {
                    "warning": {"title": self.env._("Please check"), "message": problem}
                }
            self.usage = usage
        return None

    # ------------------------------------------------------------- CONSTRAINTS

    @api.constrains("date", "meter_id")
    def _check_in_use(self):
        self.meter_id._check_read_in_use()

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("kind", "regular")
        readings = super().create(vals_list)
        done = readings.filtered(lambda reading: reading.state != "todo")
        # One that is put in before what was billed would change its usage.
        done._check_open()
        done._note_reader()
        done._count(readings_from=done._earliest())
        return readings

    def write(self, vals):
        if not READ & vals.keys():
            return super().write(vals)
        self._check_open()
        before = self._earliest()
        result = super().write(vals)
        if {"date", "meter_id"} & vals.keys():
            # It must not come to lie before what was billed either.
            self._check_open()
        if "value" in vals:
            waiting = self.filtered(lambda reading: reading.state == "todo")
            # A state is closed to direct writes: a value typed is what was read.
            waiting.sudo().write({"state": "read", **waiting._come_by()})
            waiting._note_reader()
        self._withdraw_release()
        after = self.filtered(lambda reading: reading.state != "todo")._earliest()
        self._count(_earlier(before, after))
        return result

    def _enter(self, values):
        """Enter many readings at once: counted together, by a few queries.

        :param dict values: ``{reading: {"value": …, "rolled_over": …}}``
        :raises ValidationError: naming every reading that the dial cannot show
        """
        self.check_access("write")
        self._check_open()
        for reading in self:
            vals = {"state": "read", "reader_id": self.env.uid, **values[reading]}
            if vals.get("kind") != "estimated":
                vals.update(self._come_by())
            # State and reader are closed to direct writes; the right was asked above.
            reading.sudo()._write_uncounted(vals)
        self._count(self._earliest())

    def _write_uncounted(self, vals):
        """Write what will be counted together with others."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._check_open()

    def unlink(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self._check_not_first()
        earliest = self._earliest()
        result = super().unlink()
        self._count(earliest)
        return result

    def _check_not_first(self):
        for reading in self:
            if reading.kind == "start":
                raise UserError(
                    self.env._(
                        "The first reading belongs to meter %(meter)s itself.",
                        meter=reading.meter_id.display_name,
                    )
                )

    def _unlink_with_meter(self):
        """Delete also the first readings: their meters go with them, never read."""
        return super().unlink()

    def _note_reader(self):
        # Who read is not typed: it is who entered it.
        self.sudo().reader_id = self.env.user

    def _earliest(self):
        """``{meter: first day of these readings}``."""
        days = {}
        for reading in self:
            day = days.get(reading.meter_id)
            days[reading.meter_id] = min(day, reading.date) if day else reading.date
        return days

    def _check_open(self):
        """What was billed stays as it was read.

        :raises UserError: naming the readings that stand on bills, they or later ones
        """
        later = self.search(
            [
                ("meter_id", "in", self.meter_id.ids),
                ("date", ">=", min(self.mapped("date"), default=fields.Date.today())),
                ("state", "=", "checked"),
            ]
        )
        first = self._earliest()
        later = later.filtered(lambda other: other.date >= first[other.meter_id])
        billed = self.browse(later._billed_ids())
        if billed:
            raise UserError(
                self.env._(
                    "%(readings)s stands on bills: cancel those bills first.",
                    readings=", ".join(billed[:5].mapped("display_name")),
                )
            )

    # ---------------------------------------------------------------- ACTIONS

    def action_check(self):
        """Release what was read for billing."""
        self._check_may_release()
        waiting = self.filtered(lambda reading: reading.state == "read")
        if not waiting:
            raise UserError(self.env._("None of these readings waits to be checked."))
        # Closed to direct writes: who may check was asked above and by the role.
        waiting.sudo().write({"state": "checked", "checker_id": self.env.uid})
        return True

    def action_uncheck(self):
        """Take a release back, as long as nothing is billed by it."""
        self._check_may_release()
        self._check_open()
        self._withdraw_release()
        return True

    def _withdraw_release(self):
        """What changed after somebody looked at it waits for a look again."""
        released = self.filtered(
            lambda reading: reading.state == "checked" and reading.kind != "start"
        )
        # Closed to direct writes: the change itself was allowed.
        released.sudo().write({"state": "read", "checker_id": False})

    def _check_may_release(self):
        """Who walks from meter to meter does not release what he read."""
        self.check_access("write")
        roles = ("finance_clerk", "supervisor")
        if not any(
            self.env.user.has_group(f"estate_service.group_estate_{role}")
            for role in roles
        ):
            raise AccessError(
                self.env._("Readings are checked by a supervisor or a finance clerk.")
            )


def _earlier(days, others):
    """The earlier day of two ``{meter: day}`` for each meter."""
    return {
        meter: min(day for day in (days.get(meter), others.get(meter)) if day)
        for meter in {**days, **others}
    }
