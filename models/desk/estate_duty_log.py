from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .caller import forget_other_room
from .estate_duty_shift import CONTROL_ROOM, ENGINEER, FRONT_DESK
from .estate_request import CHANNELS, REPEATED
from .estate_request_rings import average_of_noted
from .estate_service_policy import URGENCIES

ACK_STATES = [
    ("not_needed", "No Acknowledgment Needed"),
    ("waiting", "To Be Acknowledged"),
    ("acknowledged", "Acknowledged"),
]
ASKED = {"repeated", "rings", "type_id"}
TOLD = {
    "community_id",
    "unit_id",
    "building_id",
    "place",
    "caller_name",
    "caller_phone",
    "channel",
    "relayed_by",
    "content",
    "urgency",
    "appointment",
    "outcome",
}
"""What an entry tells: it stays as others have read it."""


class EstateDutyLog(models.Model):
    """One entry of the duty log (值班记录表, R-313).

    Whose call it was, where, what and when, whether it is immediate or by appointment,
    also when another colleague relays it. What is a case becomes a request at once;
    what was logged off hours waits until the day desk has acknowledged it (B-13).
    """

    _name = "estate.duty.log"
    _description = "Entry of the Duty Log"
    _inherit = [
        "estate.number.mixin",
        "estate.place.mixin",
        "estate.scope.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "logged_at desc, id desc"
    _number_code = "estate.duty.log"
    _scope_fields = ("community_id", "unit_id", "shift_id")
    _closed_fields = (
        "user_id",
        "shift_id",
        "logged_at",
        "request_id",
        "off_hours",
        "ack_state",
        "ack_due",
        "ack_breached",
        "acked_by",
        "acked_at",
        "to_check",
        "checked_by",
        "checked_at",
    )
    _place_parts = ("unit_id", "shift_id", "building_id")
    _rec_names_search = ["name", "content", "caller_name"]

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    shift_id = fields.Many2one(
        "estate.duty.shift", readonly=True, index=True, copy=False, ondelete="restrict"
    )
    team = fields.Selection(related="shift_id.team", store=True)
    user_id = fields.Many2one(
        "res.users",
        "Logged By",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: self.env.user,
    )
    logged_at = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="When it was written down: the minutes to take over count from then. "
        "When something happened before is said in the text.",
    )
    channel = fields.Selection(CHANNELS, "Came By", required=True, default="phone")
    relayed_by = fields.Char(
        help="The colleague who was told of it and passed it on (R-313)."
    )
    rings = fields.Integer("Answered After Rings", aggregator="avg")
    caller_name = fields.Char(
        compute="_compute_caller", store=True, readonly=False, precompute=True
    )
    caller_phone = fields.Char(
        "Telephone",
        compute="_compute_caller",
        store=True,
        readonly=False,
        precompute=True,
    )
    content = fields.Text(
        "What Was Reported",
        required=True,
        help="What, where, since when, as it was told.",
    )
    repeated = fields.Boolean(
        "Repeated to the Caller",
        help="What was written down was read back and confirmed (复清, R-301).",
    )
    urgency = fields.Selection(URGENCIES, required=True, default="now", tracking=True)
    appointment = fields.Datetime(copy=False)
    type_id = fields.Many2one(
        "estate.request.type",
        "Kind of Case",
        index="btree_not_null",
        help="What it is a case of: a request is registered at once. Empty for what "
        "is only noted, as a round that was made.",
    )
    hint = fields.Text(related="type_id.hint")
    request_id = fields.Many2one(
        "estate.request",
        "Service Request",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    request_state = fields.Selection(related="request_id.state", string="State")
    holder_id = fields.Many2one(related="request_id.user_id", string="In the Hands Of")
    deferred_until = fields.Datetime(related="request_id.deferred_until")
    deferral_consent = fields.Char(related="request_id.deferral_consent")
    outcome = fields.Text(
        "Done on Duty", tracking=True, help="What was done at once by who is on duty."
    )
    off_hours = fields.Boolean(compute="_compute_handover", store=True)
    ack_state = fields.Selection(
        ACK_STATES,
        "Hand-Over",
        compute="_compute_ack_state",
        store=True,
        index=True,
    )
    ack_due = fields.Datetime(
        "To Be Acknowledged By",
        compute="_compute_handover",
        store=True,
    )
    ack_breached = fields.Boolean("Acknowledged Late", readonly=True, copy=False)
    acked_by = fields.Many2one(
        "res.users", "Acknowledged By", readonly=True, copy=False
    )
    acked_at = fields.Datetime("Acknowledged At", readonly=True, copy=False)
    to_check = fields.Boolean("Drawn for a Check", readonly=True, copy=False)
    checked_by = fields.Many2one("res.users", "Inspected By", readonly=True, copy=False)
    checked_at = fields.Datetime("Inspected At", readonly=True, copy=False)
    finding = fields.Text(
        "Result of the Check",
        copy=False,
        tracking=True,
        help="What the engineering supervisor found when he checked the entry (R-313).",
    )

    _waiting_idx = models.Index("(community_id, ack_due) WHERE ack_state = 'waiting'")
    _to_check_idx = models.Index("(community_id) WHERE to_check")
    _logged_idx = models.Index("(community_id, logged_at DESC)")

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("name", "content")
    def _compute_display_name(self):
        for log in self:
            log.display_name = " ".join(filter(None, (log.name, log._subject())))

    @api.depends("unit_id")
    def _compute_caller(self):
        for log in self:
            person = log.unit_id.tenant_id or log.unit_id.owner_id
            forget_other_room(log)
            log.caller_name = log.caller_name or person.name
            log.caller_phone = log.caller_phone or person.phone

    @api.depends("community_id", "logged_at", "team")
    def _compute_handover(self):
        """Off hours counts what the control room answers or what lies out of hours."""
        for log in self:
            community, moment = log.community_id, log.logged_at
            if not (community and moment):
                log.off_hours = log.ack_due = False
                continue
            log.off_hours = log.team == "control_room" or not community._is_office_time(
                moment
            )
            # What is due is a setting of the company, no secret.
            minutes = community.sudo().company_id.estate_handover_minutes
            log.ack_due = log.off_hours and community._office_time_after(
                moment, minutes
            )

    @api.depends("off_hours", "acked_at")
    def _compute_ack_state(self):
        for log in self:
            state = "waiting" if log.off_hours else "not_needed"
            log.ack_state = "acknowledged" if log.acked_at else state

    @api.constrains("logged_at")
    def _check_time(self):
        soon = fields.Datetime.now() + timedelta(minutes=1)
        if self.filtered(lambda log: log.logged_at > soon):
            raise ValidationError(self.env._("What has not happened is not logged."))

    @api.constrains("urgency", "appointment")
    def _check_appointment(self):
        for log in self:
            if log.urgency == "appointment" and not log.appointment:
                raise ValidationError(self.env._("Say when the appointment is."))

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Log entries in the shift of their user, and register what are cases."""
        logs = super().create(vals_list)
        shifts = self.env["estate.duty.shift"]
        for log in logs.filtered(lambda log: not log.shift_id):
            # Whose shift it was is closed to direct writes.
            log.sudo().shift_id = shifts._of_user(log.community_id)
        logs._register_cases()
        return logs

    def write(self, vals):
        if not self.env.su:
            self._check_may_tell(vals.keys())
        result = super().write(vals)
        if vals.get("type_id"):
            self._register_cases()
        return result

    def _check_may_tell(self, names):
        """What others rely on is not told otherwise afterwards."""
        user = self.env.user
        on_duty = user.has_group(FRONT_DESK) or user.has_group(CONTROL_ROOM)
        if not on_duty and names & (TOLD | ASKED):
            raise AccessError(self.env._("Only who is on duty writes in the duty log."))
        if "finding" in names and not user.has_group(ENGINEER):
            raise AccessError(
                self.env._("The engineering supervisor checks the duty log.")
            )
        if not names & ((TOLD | ASKED) - {"outcome"}):
            return
        fixed = self.filtered(lambda log: log.acked_at or log.checked_at)
        if fixed:
            raise UserError(
                self.env._(
                    "%s was acknowledged or checked: it stays as it was read. Write "
                    "what is new below it, or make another entry.",
                    ", ".join(fixed.mapped("name")),
                )
            )

    def _read_group_select(self, aggregate_spec, query):
        """Leave calls of which nobody noted the rings out of the average."""
        return average_of_noted(self, aggregate_spec, query) or (
            super()._read_group_select(aggregate_spec, query)
        )

    # ---------------------------------------------------------------- BUSINESS

    def _subject(self):
        """Return the first line of what was told."""
        lines = (self.content or "").strip().splitlines()
        return lines[0] if lines else ""

    def _register_cases(self):
        """Make requests of the entries that are cases and have none yet."""
        for log in self.filtered(lambda log: log.type_id and not log.request_id):
            request = self.env["estate.request"].create(log._request_vals())
            # Which case an entry became is closed to direct writes.
            log.sudo().request_id = request

    def _request_vals(self):
        """Return the values of the request that the entry is."""
        self.ensure_one()
        return {
            "community_id": self.community_id.id,
            "unit_id": self.unit_id.id,
            "building_id": self.building_id.id,
            "place": self.place,
            "channel": self.channel,
            "rings": self.rings,
            "type_id": self.type_id.id,
            "caller_name": self.caller_name,
            "caller_phone": self.caller_phone,
            "summary": self._subject(),
            "content": self.content,
            "repeated": self.repeated or self.channel not in REPEATED,
            "urgency": self.urgency,
            "appointment": self.appointment,
        }
