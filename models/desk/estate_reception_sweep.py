from odoo import api, fields, models


class EstateReception(models.Model):
    """Each minute: who waits too long, and what is not explained in time."""

    _inherit = "estate.reception"

    @api.model
    def _cron_sweep(self):
        """Each minute: who waits too long, and what is not explained (R-307, R-308)."""
        self._sweep_waiting()
        self._sweep_explaining()

    @api.model
    def _sweep_waiting(self):
        late = self.search(
            [
                ("state", "=", "waiting"),
                ("waited_long", "=", False),
                ("wait_due", "<=", fields.Datetime.now()),
            ]
        ).try_lock_for_update()
        late.waited_long = True
        for reception in late:
            reception._ask_for_help()

    def _ask_for_help(self):
        """Somebody else has to receive him: the supervisor arranges it (R-307)."""
        user = self.community_id._escalation_ladder()[:1]
        if user:
            summary = self.with_context(lang=user.lang).env._(
                "Waits too long at the counter: %s", self.display_name
            )
            # The list of activities tells it, not a mail.
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "estate_service.mail_activity_type_late",
                date_deadline=self.community_id._today(),
                summary=summary,
                user_id=user.id,
            )

    @api.model
    def _sweep_explaining(self):
        late = self.search(
            [("state", "=", "serving"), ("explain_due", "<=", fields.Datetime.now())]
        ).try_lock_for_update()
        for reception in late:
            if not reception._explain_until():
                # Meanwhile nobody stands above who serves him.
                reception.explain_due = False
                continue
            to_user = reception._next_on_ladder()
            reason = self.with_context(lang=to_user.lang).env._("Not explained in time")
            reception._escalate(to_user, reason, automatic=True)
