from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("daily", "Regular Visit"),
    ("report", "Return Visit: Report"),
    ("complaint", "Return Visit: Complaint"),
    ("service", "Return Visit: Special Service"),
    ("sampled", "Sampled Call"),
]
METHODS = [
    ("home", "At Home"),
    ("phone", "By Telephone"),
    ("event", "At a Public Event"),
    ("message", "By Message"),
]
SATISFACTION = [
    ("very", "Very Content"),
    ("content", "Content"),
    ("fair", "Neither Nor"),
    ("not", "Not Content"),
    ("angry", "Not Content at All"),
]
SCORES = {"very": 5, "content": 4, "fair": 3, "not": 2, "angry": 1}
UNCONTENT = ("not", "angry")
STATES = [
    ("due", "To Visit"),
    ("done", "Done"),
    ("missed", "Nobody Reached"),
    ("cancelled", "Not Needed"),
]
VISITORS = [
    ("manager", "Manager"),
    ("supervisor", "Supervisor"),
    ("steward", "Steward"),
    ("engineer", "Engineering Supervisor"),
    ("first", "First Receiver"),
]
SAID = {
    "answer_ids",
    "deadline",
    "kind",
    "method",
    "partner_id",
    "phone",
    "satisfaction",
    "told",
    "unit_id",
    "user_id",
    "wishes",
}
"""What is written while a visit is due, and no more afterwards."""
WHOLE = 100.0


class EstateVisit(models.Model):
    """A talk with a resident: regularly, or after what was done for him (R-601…R-604).

    A return visit asks the four questions (R-511); who is not content has his case gone
    on with. A regular visit comes from a rule.
    """

    _name = "estate.visit"
    _description = "Resident Visit"
    _inherit = [
        "estate.home.mixin",
        "estate.scope.mixin",
        "estate.step.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "deadline, id"
    _rec_names_search = ["unit_id", "partner_id"]
    _scope_fields = ("community_id", "unit_id", "request_id")
    _closed_fields = (
        "state",
        "begun_at",
        "done_at",
        "done_by_id",
        "attempts",
        "res_model",
        "res_id",
        "rule_id",
        "period_start",
        "visitor",
        "score",
        "coverage",
    )
    _place_parts = ("unit_id", "request_id")
    _step_wizard = ("estate.visit.step", "visit_id")

    unit_id = fields.Many2one(
        compute="_compute_from_request", store=True, readonly=False, precompute=True
    )
    building_id = fields.Many2one(
        related="unit_id.building_id", store=True, index="btree_not_null"
    )
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
    phone = fields.Char(
        "Telephone", compute="_compute_phone", store=True, readonly=False
    )
    kind = fields.Selection(KINDS, required=True, default="daily", index=True)
    method = fields.Selection(
        METHODS, "By Which Means", required=True, default="phone", tracking=True
    )
    request_id = fields.Many2one(
        "estate.request",
        "Service Request",
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
    )
    res_model = fields.Char("Model of What Was Done", readonly=True)
    res_id = fields.Many2oneReference(
        "What Was Done", model_field="res_model", readonly=True, index="btree_not_null"
    )
    visitor = fields.Selection(
        VISITORS, "Whose Visit", readonly=True, help="R-410, R-603: whose task it is."
    )
    user_id = fields.Many2one(
        "res.users",
        "Who Visits",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
    )
    begun_at = fields.Datetime(
        "Open Since", readonly=True, required=True, default=fields.Datetime.now
    )
    deadline = fields.Datetime(
        "Due By", required=True, index=True, tracking=True, default=fields.Datetime.now
    )
    rule_id = fields.Many2one(
        "estate.visit.rule", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    period_start = fields.Date("Period Begins", readonly=True)
    hint = fields.Text(related="rule_id.hint", string="To Talk About")
    state = fields.Selection(
        STATES, default="due", required=True, readonly=True, copy=False, tracking=True
    )
    attempts = fields.Integer("Attempts in Vain", readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False, index=True)
    done_by_id = fields.Many2one("res.users", "Done By", readonly=True, copy=False)
    satisfaction = fields.Selection(SATISFACTION, tracking=True, copy=False)
    score = fields.Integer(
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="From 5, very content, to 1; 0 without an answer.",
    )
    answer_ids = fields.One2many(
        "estate.visit.answer", "visit_id", "Questions and Answers"
    )
    told = fields.Text(
        "What Was Told",
        help="How the vacant home was found, greetings, news of the project (R-603).",
    )
    wishes = fields.Text("Opinions and Wishes")
    coverage = fields.Float(
        "Coverage (%)",
        compute="_compute_coverage",
        store=True,
        aggregator="avg",
        help="The share of the planned visits that took place.",
    )
    wish_ids = fields.One2many(
        "estate.request",
        "visit_id",
        "Service Requests",
        help="Registered at the visit.",
    )

    _planned_uniq = models.UniqueIndex(
        "(rule_id, unit_id, period_start, COALESCE(partner_id, 0)) "
        "WHERE rule_id IS NOT NULL",
        "This household has its visit of the period already.",
    )
    _due_idx = models.Index("(community_id, deadline) WHERE state = 'due'")
    _user_idx = models.Index("(user_id, deadline) WHERE state = 'due'")

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("unit_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for visit in self:
            parts = (visit.unit_id.display_name, labels.get(visit.kind))
            visit.display_name = " ".join(part for part in parts if part)

    @api.depends("request_id")
    def _compute_from_request(self):
        for visit in self:
            visit.unit_id = visit.request_id.unit_id or visit.unit_id

    @api.depends("unit_id", "request_id")
    def _compute_partner_id(self):
        for visit in self:
            known = visit.request_id.partner_id or visit.partner_id
            unit = visit.unit_id
            visit.partner_id = known or unit.tenant_id or unit.owner_id

    @api.depends("partner_id", "request_id")
    def _compute_phone(self):
        for visit in self:
            told = visit.request_id.caller_phone
            visit.phone = told or visit.partner_id.phone or visit.phone

    @api.depends("satisfaction")
    def _compute_score(self):
        for visit in self:
            visit.score = SCORES.get(visit.satisfaction, 0)

    @api.depends("state")
    def _compute_coverage(self):
        for visit in self:
            visit.coverage = WHOLE if visit.state == "done" else 0.0

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Return visits and sampled calls bring their questions with them (R-511)."""
        visits = super().create(vals_list)
        asked = visits.filtered(lambda v: v.kind != "daily" and not v.answer_ids)
        asked._ask_questions()
        return visits

    def _ask_questions(self):
        """Word the questions in the language of who asks, whoever plans the visit."""
        # pylint: disable=no-search-all
        questions = self.env["estate.visit.question"].search([])
        vals_list = []
        for visit in self:
            lang = visit.user_id.lang or visit.company_id.partner_id.lang
            vals_list += [
                {
                    "visit_id": visit.id,
                    "question_id": question.id,
                    "question": question.name,
                    "is_required": question.is_required,
                    "sequence": question.sequence,
                }
                for question in questions.with_context(lang=lang)
            ]
        # The wording of a question is closed to everybody's writes.
        self.env["estate.visit.answer"].sudo().create(vals_list)

    def write(self, vals):
        """What was said at a visit stays as it was said."""
        if SAID & vals.keys() and not self.env.su:
            self._check_due()
        if "request_id" in vals:
            self._check_case_kept(vals["request_id"])
        return super().write(vals)

    def _check_case_kept(self, request_id):
        """Its case waits for this visit and plans no other."""
        for visit in self.filtered("request_id"):
            if visit.request_id.id != request_id:
                raise UserError(
                    self.env._(
                        "%(visit)s was planned for %(request)s, and for nothing else.",
                        visit=visit.display_name,
                        request=visit.request_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if self.filtered(lambda visit: visit.state != "due" or visit.rule_id):
            raise UserError(
                self.env._(
                    "What was done, and what a rule planned, stays on record. Say "
                    "that the visit is not needed, and why."
                )
            )
