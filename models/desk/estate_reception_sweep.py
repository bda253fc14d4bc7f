from odoo import api, fields, models

from ..mixins.sweep import one_by_one
from .estate_reception_steps import LATE


class EstateReception(models.Model):
    """Each minute: who waits too long, and what is not explained in time."""

    _inherit = "estate.reception"

    @api.model
    def _cron_sweep(self):
        """Each minute: who waits too long, and what is not explained (R-307, R-308)."""
        if self._sweep_waiting():
            self._sweep_explaining()

    @api.model
    def _sweep_waiting(self):
        late = self.search(self._waiting_too_long())
        return one_by_one(self.env["ir.cron"], late, self._note_waiting)

    @api.model
    def _waiting_too_long(self):
        return [
            ("state", "=", "waiting"),
            ("waited_long", "=", False),
            ("wait_due", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _note_waiting(self, reception):
        late = reception.try_lock_for_update()
        for visitor in late.filtered_domain(self._waiting_too_long()):
            visitor.waited_long = True
            visitor._ask_for_help()

    def _ask_for_help(self):
        """Somebody else has to receive him: the supervisor arranges it (R-307)."""
        user = self.community_id._escalation_ladder()[:1]
        if user:
            summary = self.with_context(lang=user.lang).env._(
                "Waits too long at the counter: %s", self.display_name
            )
            # The list of activities tells it, not a mail.
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                LATE,
                date_deadline=self.community_id._today(),
                summary=summary,
                user_id=user.id,
            )

    @api.model
    def _sweep_explaining(self):
        late = self.search(self._explained_too_long())
        return one_by_one(self.env["ir.cron"], late, self._move_up)

    @api.model
    def _explained_too_long(self):
        return [
            ("state", "=", "serving"),
            ("scenario_id.is_explained", "=", True),
            ("explain_due", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _move_up(self, reception):
        late = reception.try_lock_for_update()
        for visitor in late.filtered_domain(self._explained_too_long()):
            if not visitor._explain_until():
                # Meanwhile nobody stands above who serves him.
                visitor.explain_due = False
                continue
            to_user = visitor._next_on_ladder()
            reason = self.with_context(lang=to_user.lang).env._("Not explained in time")
            visitor._escalate(to_user, reason, automatic=True)
