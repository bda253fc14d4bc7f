from odoo import api, fields, models
from odoo.exceptions import UserError

TEAMS = [
    ("centre", "Service Centre"),
    ("control_room", "Control Room"),
]
STATES = [
    ("on_duty", "On Duty"),
    ("ended", "Off Duty"),
    ("taken_over", "Taken Over"),
]
CONTROL_ROOM = "estate_service.group_estate_control_room"
FRONT_DESK = "estate_service.group_estate_front_desk"
ENGINEER = "estate_service.group_estate_engineer"
SUPERVISOR = "estate_service.group_estate_supervisor"
TOLD = {"begun_at", "colleagues", "community_id", "handover_note", "team"}
"""What the next one relies on: it stays as it was when the shift ended."""
LOGGED = {"community_id", "team"}
"""What follows for each entry: whether it has to be acknowledged, and by whom."""


class EstateDutyShift(models.Model):
    """Somebody answers for a community: the centre by day, else the control room.

    What he logs belongs to his shift; who comes after him takes it over (R-312, B-13).
    """

    _name = "estate.duty.shift"
    _description = "Shift on Duty"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "begun_at desc, id desc"
    _scope_fields = ("community_id",)
    _closed_fields = ("user_id", "ended_at", "taken_over_by", "taken_over_at")
    _check_company_auto = True

    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        default=lambda self: self.env["estate.community"]._only_one(),
        check_company=True,
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    team = fields.Selection(
        TEAMS, required=True, default=lambda self: self._default_team()
    )
    user_id = fields.Many2one(
        "res.users",
        "On Duty",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    colleagues = fields.Char("Together With")
    begun_at = fields.Datetime(
        "Begun", required=True, index=True, copy=False, default=fields.Datetime.now
    )
    ended_at = fields.Datetime("End", readonly=True, copy=False)
    handover_note = fields.Text(
        "For the Next Shift",
        copy=False,
        help="What is under way, what was promised, which keys and devices go on.",
    )
    taken_over_by = fields.Many2one(
        "res.users", "Relieved By", readonly=True, copy=False
    )
    taken_over_at = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(STATES, compute="_compute_state", store=True, index=True)
    log_ids = fields.One2many("estate.duty.log", "shift_id", "Log Entries")
    log_count = fields.Integer("Number of Entries", compute="_compute_counts")
    waiting_count = fields.Integer(
        "Not Acknowledged",
        compute="_compute_counts",
        help="Entries that the day desk has not acknowledged yet.",
    )

    _open_uniq = models.UniqueIndex(
        "(community_id, user_id) WHERE ended_at IS NULL",
        "You are on duty here already: end that shift first.",
    )
    _ended_after_begun = models.Constraint(
        "CHECK(ended_at IS NULL OR ended_at >= begun_at)",
        "A shift ends after it has begun.",
    )

    @api.model
    def _default_team(self):
        user = self.env.user
        at_night = user.has_group(CONTROL_ROOM) and not user.has_group(FRONT_DESK)
        return "control_room" if at_night else "centre"

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("ended_at", "taken_over_at")
    def _compute_state(self):
        for shift in self:
            ended = "taken_over" if shift.taken_over_at else "ended"
            shift.state = ended if shift.ended_at else "on_duty"

    @api.depends("log_ids.ack_state")
    def _compute_counts(self):
        groups = self.env["estate.duty.log"]._read_group(
            [("shift_id", "in", self.ids)], ["shift_id", "ack_state"], ["__count"]
        )
        for shift in self:
            mine = [row for row in groups if row[0] == shift._origin]
            shift.log_count = sum(count for *_key, count in mine)
            shift.waiting_count = sum(
                count for _shift, state, count in mine if state == "waiting"
            )

    @api.depends("begun_at", "team", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        teams = dict(self._fields["team"]._description_selection(self.env))
        for shift in self:
            begun = shift.begun_at or fields.Datetime.now()
            if shift.community_id:
                begun = shift.community_id._local(begun)
            parts = (
                fields.Date.to_string(begun.date()),
                teams.get(shift.team),
                shift.user_id.name,
            )
            shift.display_name = " ".join(part for part in parts if part)

    # -------------------------------------------------------------------- CRUD

    def write(self, vals):
        """What others rely on is not told otherwise afterwards (B-13)."""
        if not self.env.su:
            self._check_may_tell(vals.keys())
        return super().write(vals)

    def _check_may_tell(self, names):
        for shift in self:
            if names & TOLD and shift.ended_at:
                raise UserError(
                    self.env._(
                        "%s has ended: it stays as it was handed over. Write what is "
                        "new below it.",
                        shift.display_name,
                    )
                )
            # The entries of colleagues count, too.
            if names & LOGGED and shift.sudo().log_ids:
                raise UserError(
                    self.env._(
                        "%s has entries: team and community stay as they are.",
                        shift.display_name,
                    )
                )

    # ----------------------------------------------------------------- ACTIONS

    def action_end(self):
        """End the shift; what the next one has to know is written down first.

        :raises UserError: when nothing is written for the next shift, or when it is a
            colleague's; the supervisor ends what somebody forgot to end
        """
        self.check_access("write")
        for shift in self:
            shift._check_on_duty()
            shift._check_own()
            if not (shift.handover_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write what the next shift has to know; if there is nothing, "
                        "write so."
                    )
                )
        # The end of a shift is closed to direct writes; the step was checked.
        self.sudo().write({"ended_at": fields.Datetime.now()})

    def _check_on_duty(self):
        if self.ended_at:
            raise UserError(self.env._("%s has ended already.", self.display_name))

    def _check_own(self):
        user = self.env.user
        if user != self.user_id and not user.has_group(SUPERVISOR):
            raise UserError(
                self.env._(
                    "%s is ended by who is on duty, or by the supervisor.",
                    self.display_name,
                )
            )

    def action_take_over(self):
        """Take a shift over with all that was logged in it (B-13).

        Whoever relieves a colleague of the control room goes on with what he left; what
        was logged off hours waits until the day desk acknowledges it.

        :raises UserError: when it goes on, or its own holder takes it over
        """
        self.check_access("write")
        for shift in self:
            if shift.state != "ended":
                raise UserError(
                    self.env._(
                        "%s is taken over once it has ended.", shift.display_name
                    )
                )
            if shift.user_id == self.env.user:
                raise UserError(
                    self.env._("Who comes next takes a shift over, not its holder.")
                )
        if self.env.user.has_group(FRONT_DESK):
            waiting = self.log_ids.filtered(lambda log: log.ack_state == "waiting")
            waiting.action_acknowledge()
        # Closed to direct writes; the step was checked.
        self.sudo().write(
            {
                "taken_over_by": self.env.user.id,
                "taken_over_at": fields.Datetime.now(),
            }
        )

    def action_view_log(self):
        """Open what was logged in this shift."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_duty_log_action"
        )
        return action | {"domain": [("shift_id", "=", self.id)], "context": {}}

    # ---------------------------------------------------------------- BUSINESS

    @api.model
    def _of_user(self, community):
        """Return the shift that the user is on in a community; he begins one now."""
        shift = self.search(
            [
                ("community_id", "=", community.id),
                ("user_id", "=", self.env.user.id),
                ("ended_at", "=", False),
            ],
            limit=1,
        )
        return shift or self.create({"community_id": community.id})
