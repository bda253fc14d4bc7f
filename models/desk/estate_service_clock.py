from odoo import api, fields, models

from ..mixins.clock_mixin import TARGETS
from ..mixins.documents import names_of


class EstateServiceClock(models.Model):
    """The promised time of one target of one document (R-317, B-15).

    A breach is stored once, when the sweep finds it or when the target is met too late;
    nothing that happens afterwards takes it away. A clock that has ended is history.
    """

    _name = "estate.service.clock"
    _description = "Promised Time of a Case"
    _inherit = ["estate.scope.mixin"]
    _order = "deadline, id"
    _rec_name = "target"
    _scope_fields = ("community_id",)
    _closed_fields = (
        "res_model",
        "res_id",
        "community_id",
        "company_id",
        "policy_id",
        "target",
        "state",
        "escalate",
        "started_at",
        "warn_at",
        "warned",
        "deadline",
        "reached_at",
        "breached_at",
        "minutes_late",
    )

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True, index=True
    )
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    policy_id = fields.Many2one(
        "estate.service.policy", "Service Level", readonly=True, ondelete="restrict"
    )
    target = fields.Selection(TARGETS, required=True, readonly=True)
    state = fields.Selection(
        [("running", "Clock Running"), ("reached", "Achieved"), ("stopped", "Stopped")],
        default="running",
        required=True,
        readonly=True,
    )
    escalate = fields.Boolean("Moves Up When Late", readonly=True)
    started_at = fields.Datetime("Began", required=True, readonly=True)
    warn_at = fields.Datetime("Warning", readonly=True)
    warned = fields.Boolean(readonly=True)
    deadline = fields.Datetime("Promised For", required=True, readonly=True)
    reached_at = fields.Datetime("Achieved At", readonly=True)
    breached_at = fields.Datetime(
        "Late Since", readonly=True, help="The promised time, once it has passed."
    )
    minutes_late = fields.Integer(
        readonly=True, help="By how many minutes it was missed when it was reached."
    )
    reason = fields.Char("Why Late", help="In the words of who was responsible.")

    _one_running = models.UniqueIndex(
        "(res_model, res_id, target) WHERE state = 'running'",
        "A case has one promised time of a kind.",
    )
    _due_idx = models.Index(
        "(deadline) WHERE state = 'running' AND breached_at IS NULL"
    )
    _warn_idx = models.Index("(warn_at) WHERE state = 'running' AND warned IS NOT TRUE")

    @api.depends("res_model", "res_id", "target")
    @api.depends_context("uid")
    def _compute_display_name(self):
        names = names_of(self)
        for clock in self:
            parts = (names.get((clock.res_model, clock.res_id)), clock._target_label())
            clock.display_name = ": ".join(part for part in parts if part)

    def _target_label(self):
        return dict(self._fields["target"]._description_selection(self.env))[
            self.target
        ]

    def _document(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _reach(self, at):
        """The target was met ``at`` (naive UTC); too late is stored as a breach."""
        told = self._told()
        for clock in self:
            late = at > clock.deadline
            holder = clock.responsible_id or self.env.user
            clock.write(
                {
                    "responsible_id": late and holder.id,
                    "state": "reached",
                    "reached_at": at,
                    "breached_at": clock.deadline if late else clock.breached_at,
                    "minutes_late": late
                    and int((at - clock.deadline).total_seconds() // 60),
                }
            )
        told._take_back()

    def _stop(self):
        """End without a verdict, as when the time was agreed anew."""
        now = fields.Datetime.now()
        told = self._told()
        for clock in self:
            late = now > clock.deadline
            clock.write(
                {
                    "state": "stopped",
                    "breached_at": clock.deadline if late else clock.breached_at,
                }
            )
        told._take_back()
