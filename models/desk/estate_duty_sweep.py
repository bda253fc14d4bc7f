from datetime import timedelta
from secrets import SystemRandom

from odoo import api, fields, models

from ..mixins.sweep import one_by_one

LATE = "estate_service.mail_activity_type_duty_handover"
CHECK = "estate_service.mail_activity_type_duty_check"


class EstateCommunity(models.Model):
    """Which days of the duty log were drawn from for a check."""

    _inherit = "estate.community"

    duty_drawn_on = fields.Date(
        "Duty Log Drawn On",
        readonly=True,
        copy=False,
        help="On this day the entries of the day before were drawn from (R-313).",
    )


class EstateDutyShift(models.Model):
    _inherit = "estate.duty.shift"

    def _alert(self):
        """Tell the manager that entries wait too long, once per shift (B-13)."""
        for shift in self:
            community = shift.community_id
            user = (community.manager_id | community.supervisor_id).filtered("active")
            told = shift.activity_search([LATE], only_automated=False).user_id
            if not user or user[0] in told:
                continue
            spoken = shift.with_context(lang=user[0].lang)
            summary = spoken.env._("Not taken over in time: %s", spoken.display_name)
            # The list of activities tells it, not a mail.
            shift.with_context(mail_activity_quick_update=True).activity_schedule(
                LATE,
                date_deadline=community._today(),
                summary=summary,
                user_id=user[0].id,
            )

    def _forget_alerts(self):
        """Take back the alerts of shifts in which nothing waits any longer."""
        done = self.filtered(lambda shift: not shift.waiting_count)
        done.activity_feedback([LATE])


class EstateDutyLog(models.Model):
    """Every few minutes: what nobody took over, and what is to be checked."""

    _inherit = "estate.duty.log"

    @api.model
    def _cron_sweep(self):
        """Alert of what was not taken over, then draw the day's entries."""
        if self._alert_unacknowledged():
            self._draw()

    @api.model
    def _alert_unacknowledged(self):
        """Store what the day desk has not acknowledged in time, and tell it (B-13).

        Shift by shift: one that cannot be told of keeps no other waiting.

        :return: whether there was time for all of them
        """
        late = self.search(self._unacknowledged())
        shifts = late.grouped("shift_id").values()
        return one_by_one(self.env["ir.cron"], shifts, self._breach)

    @api.model
    def _unacknowledged(self):
        return [
            ("ack_state", "=", "waiting"),
            ("ack_breached", "=", False),
            ("ack_due", "<", fields.Datetime.now()),
        ]

    @api.model
    def _breach(self, logs):
        late = logs.try_lock_for_update().filtered_domain(self._unacknowledged())
        late.ack_breached = True
        late.shift_id._alert()

    @api.model
    def _draw(self):
        """Draw some of each day's entries for the engineering supervisor (R-313)."""
        # pylint: disable=no-search-all
        communities = self.env["estate.community"].search([])
        fresh = communities.filtered(lambda one: one.duty_drawn_on != one._today())
        return one_by_one(self.env["ir.cron"], fresh, self._draw_of_day)

    @api.model
    def _draw_of_day(self, community):
        """Draw of yesterday, and of the days that an outage left out."""
        today = community._today()
        yesterday = today - timedelta(days=1)
        first = min(community.duty_drawn_on or yesterday, yesterday)
        community.duty_drawn_on = today
        for number in range((today - first).days):
            self._draw_from(community, first + timedelta(days=number))

    @api.model
    def _draw_from(self, community, day):
        begin, end = community._day_bounds(day)
        logs = self.search(
            [
                ("community_id", "=", community.id),
                ("logged_at", ">=", begin),
                ("logged_at", "<", end),
                ("checked_at", "=", False),
                ("user_id", "!=", community.engineer_id.id),
            ]
        )
        wanted = min(community.company_id.estate_duty_sample, len(logs))
        drawn = self.browse(SystemRandom().sample(logs.ids, wanted))
        drawn.to_check = True
        drawn._ask_for_check()

    def _ask_for_check(self):
        for log in self:
            community = log.community_id
            # Who comes next sees to it that somebody can check.
            told = community.engineer_id.filtered("active")
            told = (told or community._escalation_ladder())[:1]
            if told:
                spoken = log.with_context(lang=told.lang)
                # The list of activities tells it, not a mail.
                log.with_context(mail_activity_quick_update=True).activity_schedule(
                    CHECK,
                    date_deadline=community._today(),
                    summary=spoken.env._("To inspect: %s", log.display_name),
                    user_id=told.id,
                )
