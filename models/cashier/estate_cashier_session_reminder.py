from datetime import datetime, time, timedelta

from odoo import api, fields, models

from ...engine.clock import as_utc
from .estate_cashier_in_session import PRESENT
from .estate_cashier_session_steps import REMINDER


class EstateCashierSession(models.Model):
    """The day's deadline: the cashier is reminded, then a supervisor (B-04)."""

    _inherit = "estate.cashier.session"

    @api.model
    def _cron_remind(self):
        """Remind of sessions that are open after the deadline of their day."""
        now = fields.Datetime.now()
        for session in self.search([("state", "in", PRESENT)]):
            late = now - session._deadline()
            escalation = session.company_id.estate_session_escalation
            if late >= timedelta(0):
                session._remind(session.user_id)
            if late >= timedelta(hours=escalation):
                session._remind(session._supervisor())

    def _community(self):
        """Return the community whose clock the cashier goes by."""
        communities = self.user_id.estate_community_ids
        return communities.filtered(
            lambda community: community.company_id == self.company_id
        )[:1]

    def _deadline(self):
        """Return the deadline of the session's day as a moment in UTC."""
        community = self._community()
        name = community._timezone() if community else self.user_id.tz
        day = datetime.combine(self.date, time())
        hours = timedelta(hours=self.company_id.estate_session_deadline)
        return as_utc(day + hours, name or "UTC")

    def _supervisor(self):
        """Return a supervisor of the cashier's community, else its manager."""
        community = self._community()
        group = self.env.ref("estate_service.group_estate_supervisor")
        supervisors = community.user_ids.filtered(
            lambda user: user.active and group in user.group_ids
        )
        return ((supervisors or community.manager_id) - self.user_id)[:1]

    def _remind(self, user):
        """Put the session on somebody's list once, without a mail."""
        told = self.activity_search([REMINDER], only_automated=False).user_id
        if not user or not user.active or user in told:
            return
        text = self.with_context(lang=user.lang).env._(
            "Close cashier session %(session)s", session=self.name
        )
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            REMINDER, date_deadline=self.date, summary=text, user_id=user.id
        )
