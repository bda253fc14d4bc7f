from odoo import api, fields, models

from .estate_collection_batch import CLERK

SECOND = "estate_service.mail_activity_type_second_deduction"


class EstateCollectionBatch(models.Model):
    """The clerk is reminded that what failed waits for its second deduction (B-03)."""

    _inherit = "estate.collection.batch"

    def action_cancel(self):
        """Give up batches; what a second deduction asked for waits once more."""
        result = super().action_cancel()
        # Told of anew: what was done about it is gone. The chatter keeps who did it.
        reminders = self.sudo()._second_reminders(active=False)
        reminders.filtered(lambda r: r.res_id in self.retry_of_id.ids).unlink()
        return result

    @api.model
    def _cron_remind_second(self):
        """Remind of each batch once, so many days before its second deduction.

        A batch that the bank has not answered in full is among them: its clerk imports
        what is missing, or has it completed. What is paid otherwise meanwhile, or with
        the bank again, needs no reminder any more.
        """
        reminded = self.browse(
            set(self._second_reminders(active=True).mapped("res_id"))
        )
        for batch in reminded:
            if not batch._second_waits():
                batch.activity_unlink([SECOND], only_automated=False)
        told = set(self._second_reminders(active=False).mapped("res_id"))
        for batch in self.search(self._second_domain()):
            if batch.id not in told and batch._second_is_near():
                batch._remind_second()

    @api.model
    def _second_reminders(self, active):
        """Return the reminders that are open, or all there ever were."""
        return (
            self.env["mail.activity"]
            .with_context(active_test=active)
            .search(
                [
                    ("res_model", "=", self._name),
                    ("activity_type_id", "=", self.env.ref(SECOND).id),
                ]
            )
        )

    @api.model
    def _second_domain(self):
        return [
            ("state", "in", ("sent", "answered", "closed")),
            ("line_ids.state", "=", "retry"),
        ]

    def _second_is_near(self):
        """Whether its day is near, and something is still to be asked for again."""
        notice = self.company_id.estate_second_notice_days
        ahead = (self._second_day() - fields.Date.context_today(self)).days
        return ahead <= notice and self._second_waits()

    def _second_waits(self):
        """Whether the bank can be asked again for something that it refused."""
        if self.attempt >= self.profile_id.attempt_limit or self.retry_ids.filtered(
            lambda retry: retry.state != "cancelled"
        ):
            return False
        refused = self.line_ids.filtered(lambda line: line.state == "retry")
        asked = set(refused.bill_ids.move_line_id.ids)
        owed = {
            line["move_line_id"]
            for line in self.env["estate.cashier"]._open_lines(refused.unit_id)
            if line["open"] > 0
        }
        left = asked & owed
        return bool(left - self._busy(left))

    def _second_clerk(self):
        """Return who prepares it: who froze the batch, else another of finance."""
        # Each is asked in all his companies: he may not work in all of this user's.
        anywhere = self.with_context(allowed_company_ids=[])
        first = self.user_frozen_id | self.create_uid | self.user_sent_id
        for user in first | self.community_ids.user_ids:
            if (
                user.active
                and user.has_group(CLERK)
                and anywhere.with_user(user).has_access("write")
            ):
                return user
        return self.env["res.users"]

    def _remind_second(self):
        """Put the batch on its clerk's list, without a mail."""
        user = self._second_clerk()
        if not user:
            return
        text = self.with_context(lang=user.lang).env._(
            "Prepare the second deduction of %(batch)s", batch=self.name
        )
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            SECOND, date_deadline=self._second_day(), summary=text, user_id=user.id
        )

    def _second_day(self):
        """Return the day of the second deduction: never one that has passed."""
        return max(
            self.profile_id._second_date(self.date), fields.Date.context_today(self)
        )
