from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.burst import Case, find_bursts
from .estate_incident_steps import BURST
from .estate_request import PLACE

OUTCOMES = [
    ("closed", "Case Closed"),
    ("visit", "Waits for the Return Visit"),
    ("open", "Could Not Be Closed"),
]
ALIKE = PLACE | {"type_id"}
"""What makes requests alike."""
WATCHED = ("report", "complaint")


class EstateRequestType(models.Model):
    _inherit = "estate.request.type"

    likeness = fields.Char(
        "Alike With",
        help="Types with the same word here are about one thing, as water at home and "
        "water in public areas; requests of them are counted together (B-17). Empty: "
        "reports and complaints of this type alone.",
    )

    def _likeness(self):
        """Return the word by which requests are counted together, or nothing."""
        self.ensure_one()
        if self.likeness:
            return self.likeness
        return f"type {self.id}" if self.family in WATCHED else None


class EstateRequest(models.Model):
    """Like requests of one building are noticed as they come in (B-17)."""

    _inherit = "estate.request"

    incident_id = fields.Many2one(
        "estate.incident.proposal",
        "Incident",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    incident_outcome = fields.Selection(
        OUTCOMES, "Result of the Incident", readonly=True, copy=False
    )
    incident_note = fields.Char("Why Not", readonly=True, copy=False)

    def _is_closed(self, name):
        of_incident = name in ("incident_id", "incident_outcome", "incident_note")
        return of_incident or super()._is_closed(name)

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests.filtered(lambda request: request.state == "new")._watch_bursts()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if ALIKE & vals.keys():
            self._leave_incident()
            self.filtered(lambda request: request.state == "new")._watch_bursts()
        return result

    # ------------------------------------------------------------------ BURSTS

    def _leave_incident(self):
        """What turns out to lie elsewhere, or to be another matter, is none of it."""
        # Who corrects the place need not decide on incidents.
        for request in self.sudo().filtered("incident_id"):
            incident = request.incident_id
            alike = (
                request.building_id == incident.building_id
                and request.type_id._likeness() == incident.likeness
            )
            if incident.state in ("proposed", "accepted") and not alike:
                request.incident_id = False
                request.message_post(
                    body=self.env._("No part of incident %s.", incident.name)
                )

    def _watch_bursts(self):
        """Join the incident these requests belong to, or propose one."""
        fresh = self.filtered(lambda r: r.building_id and not r.incident_id)
        # The detector acts for everybody, whoever registers the last of them.
        watched = fresh.sudo().filtered(
            lambda r: r.company_id.estate_burst_count > 1 and r.type_id._likeness()
        )
        watched._lock_buildings()
        for request in watched:
            if not request.incident_id:
                within = timedelta(minutes=request.company_id.estate_burst_minutes)
                request._join_or_propose(request.type_id._likeness(), within)

    def _lock_buildings(self):
        """Two who call at once: the second finds the incident of the first.

        The rows are written as they are, so that who began before the first had ended
        begins anew, by itself.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE estate_building SET write_date = write_date WHERE id IN %s",
                    tuple(self.building_id.ids),
                )
            )

    def _join_or_propose(self, likeness, within):
        known = self._open_incident(likeness, within)
        if known:
            known._link(self)
            return
        around = self._like_requests(likeness, within)
        cases = [
            Case(one.id, self.building_id.id, likeness, one.received_at)
            for one in around
        ]
        for burst in find_bursts(cases, self.company_id.estate_burst_count, within):
            requests = self.browse(case.key for case in burst)
            if self in requests:
                self._propose(likeness)._link(requests)

    def _open_incident(self, likeness, within):
        incidents = self.env["estate.incident.proposal"]
        return incidents.search(
            [
                ("building_id", "=", self.building_id.id),
                ("likeness", "=", likeness),
                ("state", "in", ("proposed", "accepted")),
                ("last_at", ">=", self.received_at - within),
                ("first_at", "<=", self.received_at + within),
            ],
            limit=1,
        )

    def _like_requests(self, likeness, within):
        types = self.type_id
        if self.type_id.likeness:
            types = types.search([("likeness", "=", likeness)])
        return self.search(
            Domain("building_id", "=", self.building_id.id)
            & Domain("type_id", "in", types.ids)
            & Domain("received_at", ">=", self.received_at - within)
            & Domain("received_at", "<=", self.received_at + within)
            & Domain("state", "!=", "cancelled")
            & Domain("incident_id", "=", False)
        )

    def _propose(self, likeness):
        community = self.community_id
        user = community._answering(self.department_id) or community.supervisor_id
        incident = self.env["estate.incident.proposal"].create(
            {
                "community_id": community.id,
                "building_id": self.building_id.id,
                "type_id": self.type_id.id,
                "likeness": likeness,
                "first_at": self.received_at,
                "last_at": self.received_at,
                "user_id": user.id,
            }
        )
        if user:
            spoken = incident.with_context(lang=user.lang)
            # The list of activities tells it, not a mail.
            incident.with_context(mail_activity_quick_update=True).activity_schedule(
                BURST,
                date_deadline=community._today(),
                summary=spoken.env._("One cause? %s", spoken.display_name),
                user_id=user.id,
            )
        return incident

    # --------------------------------------------------------------- MASS CLOSE

    def _end_with_incident(self, result, is_asked):
        """End a request with the result of its incident, in a savepoint of its own.

        :param is_asked: its resident is among those who are visited
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                outcome, note = self._end_step(result, is_asked)
        except UserError as error:
            outcome, note = "open", str(error)
        # Closed to direct writes; the role was checked.
        self.sudo().write({"incident_outcome": outcome, "incident_note": note})

    def _end_step(self, result, is_asked):
        # Closed to direct writes; the step checks the role.
        self.sudo().visit_waived = self.needs_visit and not is_asked
        self._feed_back(result)
        missing = self._closing_hindrances()
        if not missing:
            self.action_close()
            return "closed", False
        if is_asked:
            return "visit", False
        return "open", ", ".join(missing)


class EstateIncidentProposal(models.Model):
    _inherit = "estate.incident.proposal"

    def _link(self, requests):
        """Take requests in, and know from when to when they came."""
        self.ensure_one()
        requests.write({"incident_id": self.id})
        times = [*requests.mapped("received_at"), self.first_at, self.last_at]
        self.write({"first_at": min(times), "last_at": max(times)})
        if self.state == "accepted":
            for request in requests:
                request.message_post(body=self.env._("Part of incident %s.", self.name))
            if self.told_at:
                # The others know already.
                self._tell_residents(requests)
