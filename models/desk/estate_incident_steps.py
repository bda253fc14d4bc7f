from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.sampling import sample

BURST = "estate_service.mail_activity_type_burst"


class EstateIncidentProposal(models.Model):
    """Decide, tell everybody once, close all together (B-17)."""

    _inherit = "estate.incident.proposal"

    # ----------------------------------------------------------------- ACTIONS

    def action_accept(self):
        """They have one cause: the requests are treated as one incident."""
        self._decide("accepted")
        for incident in self:
            incident.notice = incident.notice or incident._draft_notice()
            # All of its requests, whoever may decide: the right was checked.
            for request in incident.sudo().request_ids:
                request.message_post(
                    body=self.env._("Part of incident %s.", incident.name)
                )

    def action_dismiss(self):
        """They are alike by chance: each goes its own way."""
        self._decide("dismissed")

    def action_tell(self):
        """Tell all residents concerned, once (B-17)."""
        self.check_access("write")
        self._check_state("accepted")
        for incident in self:
            if not (incident.notice or "").strip():
                raise UserError(self.env._("Write down what the residents are told."))
            if incident.told_at:
                raise UserError(
                    self.env._("The residents of %s were told.", incident.name)
                )
            # Everybody concerned is told, whoever may decide: the right was checked.
            incident._tell_residents(incident.sudo().request_ids)
            # Closed to direct writes; the role was checked.
            incident.sudo().write(
                {"told_at": fields.Datetime.now(), "told_by_id": self.env.uid}
            )

    def action_solve(self):
        """Ask what was done, to close all requests with it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close All Requests"),
            "res_model": "estate.incident.close",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_incident_id": self.id},
        }

    # ------------------------------------------------------------------- STEPS

    def _check_state(self, *states):
        for incident in self:
            if incident.state not in states:
                raise UserError(
                    self.env._(
                        "%s was decided otherwise by a colleague. Look at it again.",
                        incident.name,
                    )
                )

    def _decide(self, state):
        self.check_access("write")
        self._check_state("proposed")
        # Closed to direct writes; the role was checked.
        self.sudo().write(
            {
                "state": state,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )
        self.activity_unlink([BURST])

    def _draft_notice(self):
        """Return the words of a notice, to be written over."""
        spoken = self.with_context(lang=self.company_id.partner_id.lang or "en_US")
        return spoken.env._(
            "Dear residents of %(building)s, %(kind)s: we know of it and are at work. "
            "We apologise for the trouble and tell you when it is done.",
            building=spoken.building_id.name,
            kind=spoken.type_id.name,
        )

    def _tell_residents(self, requests):
        """Post the notice on each request; its resident gets it by mail, if any."""
        for request in requests:
            reached = request.partner_id.filtered("email")
            request.message_post(
                body=self.notice,
                partner_ids=reached.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _solve(self, result):
        """Close what is open with one result; each request says how it went.

        Some residents are asked (sampled); their requests wait for the visit. What
        cannot be closed stays as it is, with the reason.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("accepted")
        # All of them, whoever may decide: the right was checked.
        requests = self.sudo().request_ids
        still_open = requests.filtered(lambda r: r.state in ("new", "handed"))
        asked = self._sample(still_open)
        for request in still_open:
            request._end_with_incident(result, request in asked)
        # Closed to direct writes; the role was checked.
        self.sudo().write(
            {
                "state": "solved",
                "result": result,
                "solved_at": fields.Datetime.now(),
            }
        )

    def _sample(self, requests):
        visited = requests.filtered("needs_visit")
        percent = self.company_id.estate_burst_visit_percent
        ids = sample(visited.ids, percent, f"{self._name}/{self.id}")
        return visited.filtered(lambda request: request.id in ids)
