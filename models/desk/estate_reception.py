from datetime import timedelta

from odoo import api, fields, models

STATES = [
    ("waiting", "Waiting"),
    ("serving", "Being Served"),
    ("done", "Done"),
    ("left", "Left Unserved"),
]
PRESENT = ("waiting", "serving")
SECONDS = 60


class EstateReception(models.Model):
    """A visitor at the counter: when he came, how long he waited, who served him.

    Nobody waits longer than the standard allows (R-307); what is not explained in time
    moves up by itself to the supervisor, then to the manager (R-308).
    """

    _name = "estate.reception"
    _description = "Visitor at the Counter"
    _inherit = [
        "estate.home.mixin",
        "estate.scope.mixin",
        "estate.escalation.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "urgent desc, arrived_at, id"
    _scope_fields = ("community_id", "unit_id")
    _over_states = ("done", "left")
    _closed_fields = (
        "state",
        "arrived_at",
        "user_id",
        "called_at",
        "ended_at",
        "wait_due",
        "waited_long",
        "explain_due",
        "held_since",
        "escalation_count",
        "manager_called_at",
        "passed_on_at",
    )
    _rec_names_search = ["visitor_name", "visitor_phone"]

    visitor_name = fields.Char("Visitor", help="The surname does: 汪先生.")
    visitor_phone = fields.Char("Telephone")
    scenario_id = fields.Many2one(
        "estate.scenario", "Comes For", index="btree_not_null"
    )
    urgent = fields.Boolean(
        tracking=True, help="Is seen to at once, even if a call is interrupted (R-307)."
    )
    note = fields.Text("Message", help="What the visitor wants to be passed on.")
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="waiting",
        copy=False,
        tracking=True,
        group_expand=True,
    )
    arrived_at = fields.Datetime(
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        index=True,
    )
    wait_due = fields.Datetime(
        "To Be Served By", compute="_compute_wait_due", store=True, precompute=True
    )
    waited_long = fields.Boolean("Waited Too Long", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        "Served By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    called_at = fields.Datetime("Service Begun", readonly=True, copy=False)
    is_explained = fields.Boolean(related="scenario_id.is_explained")
    explain_due = fields.Datetime(
        "To Be Explained By",
        readonly=True,
        copy=False,
        help="Then it moves up to the next in line (R-308).",
    )
    ended_at = fields.Datetime("End", readonly=True, copy=False)
    wait_minutes = fields.Float(
        "Minutes Waited",
        compute="_compute_minutes",
        store=True,
        aggregator="avg",
        digits=(12, 1),
    )
    serve_minutes = fields.Float(
        "Minutes of Service",
        compute="_compute_minutes",
        store=True,
        aggregator="avg",
        digits=(12, 1),
    )
    for_manager = fields.Boolean(related="scenario_id.for_manager")
    manager_called_at = fields.Datetime(
        "Manager Telephoned At", readonly=True, copy=False
    )
    passed_on_at = fields.Datetime(readonly=True, copy=False)
    client_token = fields.Char(readonly=True, copy=False)

    _token_uniq = models.UniqueIndex(
        "(client_token) WHERE client_token IS NOT NULL",
        "This visitor was registered a moment ago.",
    )
    _present_idx = models.Index(
        "(community_id, arrived_at) WHERE state IN ('waiting', 'serving')"
    )
    _arrived_idx = models.Index("(community_id, arrived_at DESC)")

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("visitor_name", "unit_id.code")
    def _compute_display_name(self):
        for reception in self:
            parts = (reception.visitor_name, reception.unit_id.code)
            reception.display_name = " ".join(filter(None, parts)) or self.env._(
                "Visitor"
            )

    @api.depends("arrived_at", "community_id")
    def _compute_wait_due(self):
        for reception in self:
            # How long one may wait is a setting of the company, no secret.
            company = reception.community_id.sudo().company_id
            minutes = company.estate_wait_minutes
            reception.wait_due = reception.arrived_at and (
                reception.arrived_at + timedelta(minutes=minutes)
            )

    @api.depends("arrived_at", "called_at", "ended_at")
    def _compute_minutes(self):
        for reception in self:
            begun = reception.called_at or reception.ended_at
            reception.wait_minutes = self._minutes(reception.arrived_at, begun)
            reception.serve_minutes = self._minutes(
                reception.called_at, reception.ended_at
            )

    @api.model
    def _minutes(self, begin, end):
        return (end - begin).total_seconds() / SECONDS if begin and end else 0.0

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Register visitors; the second click of one screen finds the first (B-12)."""
        tokens = {vals.get("client_token") for vals in vals_list} - {None, False}
        known = {}
        if tokens:
            found = self.search([("client_token", "in", list(tokens))])
            known = {reception.client_token: reception for reception in found}
        fresh = [vals for vals in vals_list if vals.get("client_token") not in known]
        made = iter(super().create(fresh))
        receptions = self.browse()
        for vals in vals_list:
            receptions |= known.get(vals.get("client_token")) or next(made)
        return receptions

    def write(self, vals):
        result = super().write(vals)
        if "scenario_id" in vals:
            self._time_explaining()
        return result
