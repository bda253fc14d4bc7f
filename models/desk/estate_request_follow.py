from odoo import fields, models

FOLLOW_UP = "estate_service.mail_activity_type_follow_up"


class EstateRequest(models.Model):
    """Who received a request first follows it until it is closed (R-310, R-426)."""

    _inherit = "estate.request"

    def _hand_over(self):
        result = super()._hand_over()
        self._follow_up()
        return result

    def _escalate(self, to_user, reason, automatic=False):
        result = super()._escalate(to_user, reason, automatic=automatic)
        self._follow_up()
        return result

    def _reopen(self, reason):
        result = super()._reopen(reason)
        self._follow_up()
        return result

    def action_close(self):
        result = super().action_close()
        self.activity_unlink([FOLLOW_UP])
        return result

    def _cancel(self, reason):
        result = super()._cancel(reason)
        self.activity_unlink([FOLLOW_UP])
        return result

    def _follow_up(self):
        """Put it on the list of the first receiver, unless he holds it himself."""
        # Who hands a case over may see it no more: his right to do so was checked.
        cases = self.sudo().with_context(mail_activity_quick_update=True)
        known = cases.activity_search([FOLLOW_UP], only_automated=False)
        followed = set(known.mapped("res_id"))
        for request in cases.filtered(lambda case: case.id not in followed):
            receiver = request.first_owner_id
            if receiver != request.user_id:
                spoken = request.with_context(lang=receiver.lang)
                due = request.next_deadline or fields.Datetime.now()
                spoken.activity_schedule(
                    FOLLOW_UP,
                    date_deadline=request.community_id._local(due).date(),
                    summary=spoken.env._(
                        "Follow until it is closed: %s", request.summary
                    ),
                    user_id=receiver.id,
                )
