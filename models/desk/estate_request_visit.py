from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .estate_visit import VISITORS

ENGINEERING = "estate_service.department_engineering"


class EstateRequestType(models.Model):
    _inherit = "estate.request.type"

    visitor = fields.Selection(
        [pair for pair in VISITORS if pair[0] in ("engineer", "first", "supervisor")],
        "Return Visit By",
        compute="_compute_visitor",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Who asks the resident afterwards: the engineering supervisor after "
        "repairs (R-410), else who received the request first (R-310).",
    )

    @api.depends("flow", "department_id")
    def _compute_visitor(self):
        # A department that an administrator has deleted repairs nothing.
        engineering = self.env.ref(ENGINEERING, raise_if_not_found=False)
        for request_type in self:
            repairs = request_type.flow in ("paid", "rectify", "public")
            by_engineers = repairs and request_type.department_id == engineering
            request_type.visitor = "engineer" if by_engineers else "first"


class EstateRequest(models.Model):
    """Nothing is closed before the resident was asked; who is not content goes on."""

    _name = "estate.request"
    _inherit = ["estate.request", "estate.visited.mixin"]

    visit_id = fields.Many2one(
        "estate.visit",
        "Told at the Visit",
        index="btree_not_null",
        check_company=True,
        readonly=True,
        copy=False,
    )
    visit_waived = fields.Boolean(
        "Asked by Sample",
        readonly=True,
        copy=False,
        help="Closed together with others of the same cause, of whom some are asked.",
    )
    visit_count = fields.Integer(compute="_compute_visit_count")

    def _is_closed(self, name):
        return name == "visit_waived" or super()._is_closed(name)

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        counts = dict(
            self.env["estate.visit"]._read_group(
                [("request_id", "in", self.ids)], ["request_id"], ["__count"]
            )
        )
        for request in self:
            request.visit_count = counts.get(request, 0)

    @api.constrains("visit_id", "community_id")
    def _check_visit(self):
        for request in self.filtered("visit_id"):
            if request.visit_id.community_id != request.community_id:
                raise ValidationError(
                    self.env._(
                        "%(visit)s is not in %(community)s.",
                        visit=request.visit_id.display_name,
                        community=request.community_id.name,
                    )
                )

    def action_view_visits(self):
        """Open the return visits of the request."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_visit_action"
        )
        return action | {
            "domain": [("request_id", "=", self.id)],
            "context": {"default_request_id": self.id, "default_kind": "report"},
        }

    # ------------------------------------------------------------------ VISITS

    def _visit_request(self):
        return self

    def _visit_by(self):
        visitor = self.type_id.visitor
        users = {
            "engineer": self.community_id.engineer_id,
            "supervisor": self.community_id.supervisor_id,
        }
        return visitor, users.get(visitor) or self.first_owner_id

    def _visits_since_work(self):
        """Return the visits about what was done last, in order, cancelled ones too."""
        self.ensure_one()
        # Whether the resident was asked is asked of all visits, by whoever closes.
        visits = self.env["estate.visit"].sudo()
        since = self.handed_at or self.received_at
        visits = visits.search(
            [
                ("request_id", "=", self.id),
                ("kind", "not in", ("daily", "sampled")),
                ("begun_at", ">=", since),
            ],
            order="id",
        )
        # What was said before it was done says nothing about what was done.
        done = self._work_ended()
        return visits.filtered(
            lambda visit: (
                visit.state == "due"
                or not done
                or (visit.done_at and visit.done_at >= done)
            )
        )

    def _work_ended(self):
        """Return since when the resident can say something about what was done."""
        self.ensure_one()
        return self.done_at

    def _has_visit_since_work(self):
        """Tell whether the resident is going to be asked, or was and is content."""
        visits = self._visits_since_work()
        return any(visit.state == "due" or visit._is_content() for visit in visits)

    def _needs_visit_now(self):
        """Tell whether the resident has still to be asked.

        A visit of which somebody said, with the reason, that it is not needed is not
        waited for.
        """
        self.ensure_one()
        if not self.needs_visit or self.visit_waived:
            return False
        visits = self._visits_since_work()
        if any(visit._is_content() for visit in visits):
            return False
        waits = any(visit.state == "due" for visit in visits)
        return waits or visits[-1:].state != "cancelled"

    def _closing_hindrances(self):
        missing = super()._closing_hindrances()
        if self._needs_visit_now():
            missing.append(self.env._("the return visit (R-304)"))
        return missing

    def _after_visit(self, visit):
        """Content: it is closed, unless something is missing. Else it goes on."""
        result = super()._after_visit(visit)
        if visit._is_content():
            if self.state == "done" and not self._closing_hindrances():
                self.action_close()
        elif self.state in ("done", "closed"):
            self._reopen(visit._in_words())
        return result

    # ------------------------------------------------------------------- STEPS

    def _after_done(self):
        result = super()._after_done()
        for request in self.filtered("needs_visit"):
            if not request.visit_waived:
                request._start_clocks(["visit"], request.done_at)
                request._visit_due()
        return result

    def _reopen(self, reason):
        result = super()._reopen(reason)
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().visit_waived = False
        self._stop_clocks(["visit"])
        self._drop_visits(self.env._("It goes on."))
        return result

    def _cancel(self, reason):
        result = super()._cancel(reason)
        self._drop_visits(self.env._("The request is cancelled."))
        return result
