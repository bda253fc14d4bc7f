from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain

from ..desk.estate_service_clock_sweep import LATE, WARN
from ..mixins.sweep import one_by_one


class EstatePromise(models.Model):
    """Before and at an appointment: who is told of it (R-409, B-14)."""

    _inherit = "estate.promise"

    @api.model
    def _cron_alerts(self):
        """Tell of what is due; each promise is told once of each."""
        self._alert_chunk(fields.Datetime.now())

    @api.model
    def _alert_chunk(self, now):
        """Take what is due within the alerts of its company.

        Promise by promise: one that cannot be told of keeps no other waiting.

        :return: whether there was time for all of them
        """
        return all(
            one_by_one(
                self.env["ir.cron"],
                self.search(due),
                partial(self._alert_if_due, due=due, tell=tell, now=now),
            )
            for company in self.env["res.company"].search([])
            for due, tell in self._alerts(company, now)
        )

    @api.model
    def _alerts(self, company, now):
        """Return pairs of what is due and how it is told."""
        first, last = company.estate_promise_alert, company.estate_promise_last_alert
        return (
            (self._due(company, now, first, "first_alert_at"), "_alert"),
            (self._due(company, now, last, "last_alert_at"), "_alert_last"),
            (self._to_call(company, now), "_ask_call"),
            (self._to_miss(company, now), "_miss"),
        )

    @api.model
    def _alert_if_due(self, promise, due, tell, now):
        """Look again: somebody may have come or agreed another time meanwhile."""
        promise.invalidate_recordset()
        still = promise.try_lock_for_update().filtered_domain(due)
        getattr(still, tell)(now)

    @api.model
    def _due(self, company, now, minutes, mark):
        """Return the domain of what must be kept within so many minutes, untold."""
        if not minutes:
            return Domain.FALSE
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("must_keep", "=", True),
                ("promised_for", ">", now),
                ("promised_for", "<=", now + timedelta(minutes=minutes)),
                (mark, "=", False),
            ]
        )

    @api.model
    def _to_call(self, company, now):
        """Return the domain of what was due, whether somebody came or not."""
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "in", ("open", "kept", "missed")),
                ("promised_for", "<=", now),
                ("call_due_at", "=", False),
            ]
        )

    @api.model
    def _to_miss(self, company, now):
        """Return the domain of what lapsed: the grace is over, nobody came (R-413)."""
        grace = timedelta(minutes=company.estate_promise_grace)
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("promised_for", "<", now - grace),
            ]
        )

    def _miss(self, _now):
        self._end("missed")

    def _alert(self, now):
        self.write({"first_alert_at": now})
        for promise in self:
            promise._tell(
                WARN,
                promise._who(),
                lambda env: env._("Must be kept without fail"),
            )

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
