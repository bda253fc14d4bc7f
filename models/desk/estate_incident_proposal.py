from odoo import api, fields, models

STATES = [
    ("proposed", "Proposed"),
    ("accepted", "One Incident"),
    ("solved", "Solved"),
    ("dismissed", "No Incident"),
]


class EstateIncidentProposal(models.Model):
    """Many like requests of one building within a short time: one cause (B-17).

    Proposed by itself; a person decides. Then the residents get one notice, and the
    requests are closed together, with a result of each and some residents asked.
    """

    _name = "estate.incident.proposal"
    _description = "Incident of Many Requests"
    _inherit = [
        "estate.number.mixin",
        "estate.scope.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _number_code = "estate.incident.proposal"
    _scope_fields = ("community_id",)
    _closed_fields = (
        "name",
        "community_id",
        "building_id",
        "type_id",
        "likeness",
        "state",
        "first_at",
        "last_at",
        "told_at",
        "told_by_id",
        "decided_at",
        "decided_by_id",
        "solved_at",
        "result",
    )
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    building_id = fields.Many2one(
        "estate.building", required=True, readonly=True, index=True
    )
    type_id = fields.Many2one(
        "estate.request.type", "What Was Reported", required=True, readonly=True
    )
    likeness = fields.Char(readonly=True, required=True)
    state = fields.Selection(
        STATES, default="proposed", required=True, readonly=True, tracking=True
    )
    first_at = fields.Datetime("First Report", readonly=True, required=True)
    last_at = fields.Datetime("Last Report", readonly=True, required=True)
    request_ids = fields.One2many(
        "estate.request", "incident_id", "Service Requests", readonly=True
    )
    request_count = fields.Integer(compute="_compute_counts", compute_sudo=True)
    open_count = fields.Integer(
        "Open Requests", compute="_compute_counts", compute_sudo=True
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", tracking=True, domain="[('share', '=', False)]"
    )
    notice = fields.Text(
        "Notice to Residents",
        help="What all residents concerned are told, once, instead of each by himself.",
    )
    told_at = fields.Datetime("Residents Told", readonly=True)
    told_by_id = fields.Many2one("res.users", "Told By", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided By", readonly=True)
    result = fields.Text("What Was Done", readonly=True)
    solved_at = fields.Datetime(readonly=True)

    _open_idx = models.Index(
        "(building_id, likeness, last_at) WHERE state IN ('proposed', 'accepted')"
    )

    @api.depends("name", "type_id", "building_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for incident in self:
            parts = (incident.name, incident.building_id.name, incident.type_id.name)
            incident.display_name = " ".join(part for part in parts if part)

    @api.depends("request_ids.state")
    def _compute_counts(self):
        counts = {
            (incident, state): count
            for incident, state, count in self.env["estate.request"]._read_group(
                [("incident_id", "in", self.ids)],
                ["incident_id", "state"],
                ["__count"],
            )
        }
        for incident in self:
            mine = {state: n for (one, state), n in counts.items() if one == incident}
            incident.request_count = sum(mine.values())
            incident.open_count = mine.get("new", 0) + mine.get("handed", 0)

    def action_view_requests(self):
        """Open the requests that were linked."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_request_action"
        )
        return action | {
            "domain": [("incident_id", "=", self.id)],
            "context": {"create": False},
        }
