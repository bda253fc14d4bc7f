from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain


class EstateVisitedMixin(models.AbstractModel):
    """Cases after which the resident is asked whether he is content (R-304, R-511).

    The model has ``community_id`` and ``company_id``; it calls ``_visit_due`` when its
    work is done, and ``_after_visit`` is called once the resident was asked.
    """

    _name = "estate.visited.mixin"
    _description = "Case with a Return Visit"

    visit_ids = fields.One2many(
        "estate.visit",
        "res_id",
        "Return Visits",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )

    # ------------------------------------------------------------------- HOOKS

    def _visit_request(self):
        """Return the request whose resident is asked."""
        self.ensure_one()
        return self.request_id

    def _visit_kind(self):
        """Return the kind of visit: after a report, a complaint or a service."""
        self.ensure_one()
        family = self._visit_request().family
        return family if family in ("complaint", "service") else "report"

    def _visit_by(self):
        """Return whose task the visit is: a role of ``VISITORS`` and the user."""
        self.ensure_one()
        return "engineer", self.community_id.engineer_id

    def _visit_deadline(self):
        """Return by when the resident is asked (naive UTC)."""
        self.ensure_one()
        hours = self.company_id.estate_visit_hours
        return fields.Datetime.now() + timedelta(hours=hours)

    def _after_visit(self, visit):
        """The resident was asked, or could not be reached: go on from there."""
        self.ensure_one()
        if "clock_ids" in self._fields:
            self._reach("visit", visit.done_at)

    def _without_visit(self):
        """A visit is not needed: its time stops, unless another one is due."""
        self.ensure_one()
        if "clock_ids" not in self._fields:
            return
        request = self._visit_request()
        mine = Domain("res_model", "=", self._name) & Domain("res_id", "=", self.id)
        if request:
            asked = Domain("request_id", "=", request.id)
            mine |= asked & Domain("kind", "not in", ("daily", "sampled"))
        # Who is going to be asked counts, whoever says that a visit is not needed.
        visits = self.env["estate.visit"].sudo()
        if not visits.search_count(mine & Domain("state", "=", "due"), limit=1):
            self._stop_clocks(["visit"])

    # ------------------------------------------------------------------- STEPS

    def _visit_due(self):
        """Plan one return visit of each case, unless its request has one already.

        A repair and the request it was made for are asked about once.

        :return: the new visits
        """
        # Whoever ends the work makes the visit due, which is another's task.
        visits = self.env["estate.visit"].sudo()
        vals_list = []
        for case in self:
            request = case._visit_request()
            if request and request._has_visit_since_work():
                continue
            visitor, user = case._visit_by()
            vals_list.append(
                {
                    "res_model": case._name,
                    "res_id": case.id,
                    "request_id": request.id,
                    "community_id": case.community_id.id,
                    "unit_id": case.unit_id.id,
                    "kind": case._visit_kind(),
                    "visitor": visitor,
                    "user_id": user.id,
                    "deadline": case._visit_deadline(),
                }
            )
        made = visits.create(vals_list)
        made._schedule()
        # No rights are gained, they are given up.
        return made.sudo(False)

    def _drop_visits(self, reason):
        """The case goes on, or is given up: nobody is asked about it yet."""
        # Open visits end with the step of their case, whoever takes it.
        visits = self.env["estate.visit"].sudo()
        mine = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        visits.search(mine & Domain("state", "=", "due"))._cancel(reason)
