from datetime import timedelta

from odoo import api, fields, models

from ..desk.estate_service_clock_sweep import CHUNK, LATE, WARN

CALL = "estate_service.mail_activity_type_punctuality"


class EstatePromise(models.Model):
    """Before and at an appointment: alerts and the punctuality call (R-409, B-14)."""

    _inherit = "estate.promise"

    @api.model
    def _cron_alerts(self):
        """Tell of what is due; each promise is told once of each."""
        while True:
            done = self._alert_chunk(fields.Datetime.now())
            if not done or not self.env["ir.cron"]._commit_progress(done):
                return

    @api.model
    def _alert_chunk(self, now):
        """Take what is due within the alerts of its company.

        :return: how many were told of something
        """
        told = self.browse()
        for company in self.env["res.company"].search([]):
            first = company.estate_promise_alert
            last = company.estate_promise_last_alert
            told |= self._due(company, now, first, "first_alert_at")._alert(now)
            told |= self._due(company, now, last, "last_alert_at")._alert_last(now)
            told |= self._to_call(company, now)._ask_call(now)
        return len(told)

    @api.model
    def _due(self, company, now, minutes, mark):
        """Return what must be kept within so many minutes and was not told of."""
        if not minutes:
            return self.browse()
        domain = [
            ("company_id", "=", company.id),
            ("state", "=", "open"),
            ("must_keep", "=", True),
            ("promised_for", ">", now),
            ("promised_for", "<=", now + timedelta(minutes=minutes)),
            (mark, "=", False),
        ]
        return self.search(domain, limit=CHUNK).try_lock_for_update()

    @api.model
    def _to_call(self, company, now):
        """Return the promises whose time has come, whether somebody came or not."""
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("open", "kept", "missed")),
            ("promised_for", "<=", now),
            ("call_due_at", "=", False),
        ]
        return self.search(domain, limit=CHUNK).try_lock_for_update()

    def _alert(self, now):
        self.write({"first_alert_at": now})
        for promise in self:
            promise._tell(
                WARN,
                promise._who(),
                lambda env: env._("Must be kept without fail"),
            )
        return self

    def _alert_last(self, now):
        """Say who could go instead, while there is time."""
        self.write({"last_alert_at": now})
        for promise in self:
            order = promise.order_id
            if order.arrived_at and order.state == "on_site":
                continue
            other = (order._ranking() - order.technician_id)[:1]
            promise._tell(
                LATE,
                promise._who() | order.user_id,
                lambda env, who=other.name: env._(
                    "Must be kept without fail; %s could go instead", who
                )
                if who
                else env._("Must be kept without fail"),
            )
        return self

    def _ask_call(self, now):
        """The engineering supervisor asks whether somebody came on time (R-409)."""
        self.write({"call_due_at": now})
        for promise in self:
            order = promise.order_id
            promise._tell(
                CALL,
                order.community_id.engineer_id or order.user_id,
                lambda env: env._("Ask whether the technician was on time"),
            )
        return self

    def _who(self):
        return self.order_id.technician_id or self.order_id.user_id

    def _tell(self, activity, users, say):
        """Put it on their lists; the list of activities tells it, not a mail.

        :param say: returns the words in the language of an environment
        """
        for user in users.filtered("active"):
            order = self.order_id.with_context(
                lang=user.lang, mail_activity_quick_update=True
            )
            order.activity_schedule(
                activity,
                date_deadline=order.community_id._today(),
                summary=say(order.env),
                user_id=user.id,
            )
