from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class EstateMeterRound(models.Model):
    """A round of reading: every meter of a type, read by a day, then checked.

    Starting it lays out one reading to do per meter in use. Whoever reads them types
    what the dials show, in a list or on a phone; what nobody could read is estimated;
    what was checked is billed by the next run.
    """

    _name = "estate.meter.round"
    _description = "Meter Reading Round"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _scope_fields = ("community_id",)
    _check_company_auto = True

    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["estate.community"]._only_one(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    type_id = fields.Many2one("estate.meter.type", required=True, ondelete="restrict")
    date = fields.Date("Read On", required=True, default=fields.Date.context_today)
    building_ids = fields.Many2many(
        "estate.building",
        string="Buildings",
        domain="[('community_id', '=', community_id)]",
        help="Empty: every building, and the meters of what all share.",
    )
    user_id = fields.Many2one(
        "res.users", "Read By", default=lambda self: self.env.user, tracking=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Being Read"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
    )
    reading_ids = fields.One2many("estate.meter.reading", "round_id", "Readings")
    todo_count = fields.Integer("To Read", compute="_compute_counts")
    read_count = fields.Integer("To Check", compute="_compute_counts")
    checked_count = fields.Integer("Released", compute="_compute_counts")
    unusual_count = fields.Integer("Unusual", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")

    @api.depends("reading_ids.state", "reading_ids.is_unusual")
    def _compute_counts(self):
        counts = {}
        for round_, state, count in self.env["estate.meter.reading"]._read_group(
            [("round_id", "in", self.ids)], ["round_id", "state"], ["__count"]
        ):
            counts[round_.id, state] = count
        unusual = dict(
            self.env["estate.meter.reading"]._read_group(
                [
                    ("round_id", "in", self.ids),
                    ("is_unusual", "=", True),
                    ("state", "=", "read"),
                ],
                ["round_id"],
                ["__count"],
            )
        )
        for round_ in self:
            for state in ("todo", "read", "checked"):
                round_[f"{state}_count"] = counts.get((round_._origin.id, state), 0)
            round_.unusual_count = unusual.get(round_._origin, 0)
            whole = round_.todo_count + round_.read_count + round_.checked_count
            done = round_.read_count + round_.checked_count
            round_.progress = 100.0 * done / (whole or 1)

    @api.depends("type_id.name", "date")
    def _compute_display_name(self):
        for round_ in self:
            day = round_.date and round_.date.strftime("%Y-%m")
            round_.display_name = " ".join(
                part for part in (round_.type_id.name, day) if part
            )

    # ------------------------------------------------------------------- CRUD

    @api.ondelete(at_uninstall=False)
    def _unlink_except_read(self):
        if any(round_.read_count or round_.checked_count for round_ in self):
            raise UserError(
                self.env._("A round with readings stays: they are what was billed.")
            )

    # ---------------------------------------------------------------- ACTIONS

    def action_start(self):
        """Lay out the readings to do; meters read on or after the day have none."""
        for round_ in self:
            if round_.state == "done":
                raise UserError(self.env._("This round is done: make a new one."))
            round_._lay_out()
            # Closed to direct writes; the right to change rounds was needed to come.
            round_.sudo().state = "open"
        return True

    def _lay_out(self):
        self.check_access("write")
        meters = self._meters_to_read()
        if not meters and not self.reading_ids:
            raise UserError(
                self.env._(
                    "No %(type)s in use is left to be read here by %(day)s.",
                    type=self.type_id.name,
                    day=self.date,
                )
            )
        self._lay_out_meters(meters)

    def _lay_out_left(self):
        """Lay out what came to hang there since these rounds began."""
        for round_ in self:
            round_._lay_out_meters(round_._meters_to_read())

    def _lay_out_meters(self, meters):
        # What is to be read is laid out for readers who may not add readings at will.
        self.env["estate.meter.reading"].sudo().create(
            [
                {
                    "meter_id": meter_id,
                    "round_id": self.id,
                    "date": self.date,
                    "state": "todo",
                    "previous_date": day,
                    "previous_value": dial,
                }
                for meter_id, day, dial in meters
            ]
        )

    def _meters_to_read(self):
        """Meter id, day and dial of the last reading, of those not read by the day."""
        self.env["estate.meter"].flush_model()
        self.env["estate.meter.reading"].flush_model()
        buildings = self.building_ids.ids
        return self.env.execute_query(
            SQL(
                """
                SELECT m.id, last.date, last.charged_to
                  FROM estate_meter m
                  LEFT JOIN LATERAL (
                       SELECT date, charged_to FROM estate_meter_reading r
                        WHERE r.meter_id = m.id AND r.state != 'todo'
                        ORDER BY date DESC LIMIT 1) AS last ON true
                 WHERE m.community_id = %(community)s AND m.type_id = %(type)s
                   AND m.active AND m.date_removed IS NULL
                   AND m.date_install < %(day)s
                   AND (last.date IS NULL OR last.date < %(day)s)
                   AND (%(everywhere)s OR m.building_id = ANY(%(buildings)s))
                   AND NOT EXISTS (
                       SELECT FROM estate_meter_reading waiting
                        WHERE waiting.meter_id = m.id AND waiting.state = 'todo'
                          AND waiting.date = %(day)s)
                 ORDER BY m.building_id, m.unit_id, m.serial
                """,
                community=self.community_id.id,
                type=self.type_id.id,
                day=self.date,
                everywhere=not buildings,
                buildings=buildings,
            )
        )

    def action_estimate(self):
        """Estimate what nobody could read, by what was used per day before."""
        self.ensure_one()
        self.check_access("write")
        waiting = self.reading_ids.filtered(lambda reading: reading.state == "todo")
        if not waiting:
            raise UserError(self.env._("Every meter of this round is read."))
        unknown = waiting._estimate()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if unknown else "success",
                "message": self._estimate_text(waiting - unknown, unknown),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _estimate_text(self, done, unknown):
        text = self.env._("%(count)s readings estimated.", count=len(done))
        if unknown:
            text += self.env._(
                " %(count)s were read on one day only and must be read.",
                count=len(unknown),
            )
        return text

    def action_check(self):
        """Check everything that is not unusual; the rest waits for a look."""
        self.ensure_one()
        plain = self.reading_ids.filtered(
            lambda reading: reading.state == "read" and not reading.is_unusual
        )
        return plain.action_check()

    def action_close(self):
        """Nothing is left to read or to check."""
        self.check_access("write")
        for round_ in self:
            if round_.todo_count or round_.read_count:
                raise UserError(
                    self.env._(
                        "%(todo)s meters are not read and %(read)s readings not "
                        "checked yet.",
                        todo=round_.todo_count,
                        read=round_.read_count,
                    )
                )
        # Closed to direct writes; the right was asked above.
        self.sudo().state = "done"
        return True

    def action_view_readings(self):
        """The list to type the readings in, those to do first."""
        self.ensure_one()
        return self._reading_action(self.env.context.get("estate_reading_filter"))

    def _reading_action(self, chosen=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_meter_reading_action"
        )
        chosen = chosen or ("todo" if self.todo_count else "read")
        return action | {
            "name": self.display_name,
            "domain": [("round_id", "=", self.id)],
            "context": {
                f"search_default_{chosen}": True,
            },
        }
