from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .caller import forget_other_room, lives_elsewhere
from .estate_service_policy import URGENCIES

CHANNELS = [
    ("phone", "By Telephone"),
    ("walk_in", "At the Counter"),
    ("letter", "By Letter"),
    ("portal", "Portal"),
    ("superior", "From Above"),
    ("staff", "Seen by Staff"),
]
REPEATED = {"phone", "walk_in"}
"""Where what was understood is repeated to the caller (复清, R-301)."""
STATES = [
    ("new", "Registered"),
    ("handed", "In Hand"),
    ("done", "Done"),
    ("closed", "Case Closed"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("new", "handed", "done")
PLACE = {"community_id", "building_id", "unit_id"}
KEPT = PLACE | {
    "appointment",
    "caller_name",
    "caller_phone",
    "content",
    "partner_id",
    "place",
    "result",
    "rings",
    "summary",
    "type_id",
    "urgency",
}
"""What a case that is over says."""


class EstateRequest(models.Model):
    """Somebody asks, reports, wishes or complains (R-301…R-310).

    Who receives it first stays responsible that it is followed until it is closed
    (首问责任制, R-310), whoever works on it meanwhile.
    """

    _name = "estate.request"
    _description = "Service Request"
    _inherit = [
        "estate.number.mixin",
        "estate.place.mixin",
        "estate.scope.mixin",
        "estate.step.mixin",
        "estate.clock.mixin",
        "estate.escalation.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _number_code = "estate.request"
    _step_wizard = ("estate.request.step", "request_id")
    _clock_subject = "request"
    _scope_fields = ("community_id", "unit_id")
    _closed_fields = (
        "state",
        "first_owner_id",
        "received_at",
        "handed_at",
        "done_at",
        "closed_at",
        "deferred_until",
        "deferral_consent",
        "reopen_count",
        "held_since",
        "escalation_count",
        "next_deadline",
        "next_target",
        "is_breached",
        "timing",
    )
    _rec_names_search = ["name", "summary", "caller_name"]

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    unit_id = fields.Many2one(index=False, tracking=True)
    channel = fields.Selection(
        CHANNELS, "Came By", required=True, default="phone", tracking=True
    )
    rings = fields.Integer(
        "Answered After Rings", aggregator="avg", help="Within three (R-302)."
    )
    type_id = fields.Many2one(
        "estate.request.type", required=True, index=True, tracking=True
    )
    family = fields.Selection(related="type_id.family", store=True, string="Kind")
    flow = fields.Selection(related="type_id.flow", store=True)
    hint = fields.Text(related="type_id.hint")
    partner_id = fields.Many2one(
        "res.partner",
        "Resident",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    caller_name = fields.Char(
        compute="_compute_caller",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
    )
    caller_phone = fields.Char(
        "Telephone",
        compute="_compute_caller",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
    )
    phone_tail = fields.Char(
        compute="_compute_phone_tail", store=True, index="btree_not_null"
    )
    summary = fields.Char("Subject", required=True, tracking=True, index="trigram")
    content = fields.Text(
        "In Detail", help="As the resident tells it: what, where, since when."
    )
    repeated = fields.Boolean(
        "Repeated to the Caller",
        help="What was written down was read back and confirmed (复清, R-301).",
    )
    urgency = fields.Selection(URGENCIES, required=True, default="now", tracking=True)
    appointment = fields.Datetime("Agreed For", tracking=True)
    received_at = fields.Datetime(
        default=fields.Datetime.now,
        readonly=True,
        required=True,
        copy=False,
        index=True,
    )
    first_owner_id = fields.Many2one(
        "res.users",
        "First Receiver",
        default=lambda self: self.env.user,
        readonly=True,
        required=True,
        copy=False,
        help="Follows the case until it is closed, whoever works on it (R-310).",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "In the Hands Of",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        copy=False,
    )
    state = fields.Selection(
        STATES,
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    result = fields.Text(
        "What Was Done", tracking=True, copy=False, help="As the resident is told."
    )
    written_reply_ids = fields.Many2many(
        "ir.attachment",
        "estate_request_reply_rel",
        "request_id",
        "attachment_id",
        "Written Reply",
        copy=False,
        help="A letter is answered by a letter (R-306).",
    )
    handed_at = fields.Datetime("Handed Over", readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(
        "Case Closed At", readonly=True, copy=False, index="btree_not_null"
    )
    deferred_until = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    deferral_consent = fields.Char(
        "Consent to Wait",
        readonly=True,
        copy=False,
        help="Who agreed that it waits, and how (R-312).",
    )
    timing = fields.Selection(
        [("late", "Late"), ("in_time", "In Time")],
        compute="_compute_timing",
        store=True,
        help="In Time: no promised time has passed so far.",
    )
    reopen_count = fields.Integer("Times Reopened", readonly=True, copy=False)
    needs_visit = fields.Boolean(related="type_id.needs_visit", string="Return Visit")
    request_properties = fields.Properties(
        "Further Answers", definition="type_id.request_properties"
    )
    client_token = fields.Char(readonly=True, copy=False)

    _token_uniq = models.UniqueIndex(
        "(client_token) WHERE client_token IS NOT NULL",
        "This request was registered a moment ago.",
    )
    _open_idx = models.Index(
        "(community_id, next_deadline) WHERE state IN ('new', 'handed', 'done')"
    )
    _state_idx = models.Index(
        "(state, id DESC) WHERE state IN ('new', 'handed', 'done')"
    )
    _building_idx = models.Index("(building_id, type_id, received_at)")
    # Years of cases of a room are counted without a look at each of them.
    _unit_idx = models.Index(
        "(unit_id, id DESC) INCLUDE (community_id, company_id) "
        "WHERE unit_id IS NOT NULL"
    )

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("name", "summary")
    def _compute_display_name(self):
        for request in self:
            parts = (request.name, request.summary)
            request.display_name = " ".join(part for part in parts if part)

    @api.depends("unit_id")
    def _compute_partner_id(self):
        for request in self:
            unit, before = request.unit_id, request.partner_id
            if unit and (not before or lives_elsewhere(before, unit)):
                # The wrong room was corrected: its resident goes with it.
                request.partner_id = unit.tenant_id or unit.owner_id

    @api.depends("partner_id")
    def _compute_caller(self):
        for request in self:
            partner = request.partner_id
            forget_other_room(request)
            request.caller_name = request.caller_name or partner.name
            request.caller_phone = request.caller_phone or partner.phone

    @api.depends("caller_phone")
    def _compute_phone_tail(self):
        for request in self:
            digits = self.env["res.partner"]._estate_phone_digits(request.caller_phone)
            request.phone_tail = digits[-4:] if len(digits) >= 4 else False

    @api.depends("is_breached")
    def _compute_timing(self):
        """For the bar above the columns of the board: core counts no booleans."""
        for request in self:
            request.timing = "late" if request.is_breached else "in_time"

    @api.depends("type_id")
    def _compute_department_id(self):
        for request in self:
            if request.state in (False, "new") or not request.department_id:
                request.department_id = request.type_id.department_id

    @api.constrains("rings")
    def _check_rings(self):
        if self.filtered(lambda request: request.rings < 0):
            raise ValidationError(self.env._("A telephone rings once or more often."))

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Register requests; the second click of one screen finds the first (B-12)."""
        known = self._known_by_token(vals_list)
        fresh = [vals for vals in vals_list if vals.get("client_token") not in known]
        made = iter(super().create(fresh))
        requests = self.browse()
        for vals in vals_list:
            requests |= known.get(vals.get("client_token")) or next(made)
        new = requests - self.browse().union(*known.values())
        new._start_clocks(["answer", "finish"])
        return requests

    @api.model
    def _known_by_token(self, vals_list):
        tokens = {vals.get("client_token") for vals in vals_list} - {None, False}
        found = self.search([("client_token", "in", list(tokens))]) if tokens else self
        return {request.client_token: request for request in found}

    def write(self, vals):
        """What was told stays as it was; who holds a case from now on knows of it."""
        self._check_not_over(vals.keys())
        if "channel" in vals:
            self._check_channel_kept(vals["channel"])
        if "type_id" in vals:
            self._check_type_kept(vals["type_id"])
        given = self.browse()
        if "user_id" in vals and "held_since" not in vals:
            given = self.filtered(lambda request: request.user_id.id != vals["user_id"])
        result = super().write(vals)
        given._given_by_hand()
        return result

    def _check_not_over(self, names):
        """What was closed stays as it was told, done and signed off."""
        if self.env.su or not names & KEPT:
            return
        over = self.filtered(lambda one: one.state in ("closed", "cancelled"))
        if over:
            raise UserError(
                self.env._(
                    "%s is over and stays as it is. What is new is written below it, "
                    "or is a case of its own.",
                    ", ".join(over.mapped("name")),
                )
            )

    def _check_type_kept(self, type_id):
        """Whether the resident is asked follows from it: done is done as that type."""
        for request in self:
            if request.state not in ("new", "handed") and request.type_id.id != type_id:
                raise UserError(
                    self.env._(
                        "%s is done: what it was about stays as it is.", request.name
                    )
                )

    def _check_channel_kept(self, channel):
        """How it came decides how it is answered (R-306): not to be said otherwise."""
        if any(one.state != "new" and one.channel != channel for one in self):
            raise UserError(
                self.env._("How a request came stays as it was taken up (R-306).")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken_up(self):
        taken = self.filtered(lambda request: request.state != "new")
        if taken:
            raise UserError(
                self.env._(
                    "%(requests)s: what was taken up stays on record. Cancel it, with "
                    "the reason.",
                    requests=", ".join(taken.mapped("name")),
                )
            )

    # ------------------------------------------------------------------- HOOKS

    def _clock_begin(self):
        """What may wait counts from then (R-312); what goes on, from when it did."""
        again = self.reopen_count and self.handed_at
        return self.deferred_until or again or self.received_at

    def _clock_responsible(self):
        return self.user_id or self.first_owner_id

    def _closing_hindrances(self):
        """Return what is still missing before the request can be closed, in words."""
        self.ensure_one()
        missing = []
        if not (self.result or "").strip():
            missing.append(self.env._("what was done"))
        if self.channel == "letter" and not self.written_reply_ids:
            missing.append(self.env._("the written reply (R-306)"))
        return missing

    @api.model
    def _search_display_name(self, operator, value):
        """By number, subject and caller; four digits are the end of a telephone."""
        domain = super()._search_display_name(operator, value)
        is_tail = isinstance(value, str) and len(value) == 4 and value.isdecimal()
        # Whoever excludes a number excludes no telephone that ends like it.
        if is_tail and operator not in Domain.NEGATIVE_OPERATORS:
            domain = Domain(domain) | Domain("phone_tail", "=", value)
        return domain
