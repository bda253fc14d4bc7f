from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .estate_bill_run_publish import BUSINESS_ERRORS


class EstateBillRun(models.Model):
    """Cancelling: the bills are reversed by the job, chunk by chunk, resumable.

    A bill that has to stay, being paid in part say, stays with the reason on its
    lines; the run is cancelled when none is left.
    """

    _inherit = "estate.bill.run"

    cancel_user_id = fields.Many2one(
        "res.users",
        "Cancelled By",
        readonly=True,
        copy=False,
        help="In whose name and with whose rights the job reverses the bills.",
    )

    def action_cancel(self):
        """Hand the bills of the run to the job, which frees their days.

        A run without bills is cancelled at once.
        """
        for run in self:
            run._check_may_cancel()
            if not run.bill_count:
                run._take_step("cancelled")
            elif run.state != "cancelled":
                run._forget_refusals()
                run._take_step(
                    "cancelling", cancel_user_id=self.env.uid, chunk_failed=False
                )
        self.filtered(lambda run: run.state == "cancelling")._trigger_job()
        return True

    # ------------------------------------------------------------------ CHUNKS

    def _cancel_chunk(self):
        """Reverse the next bills; what one of them has against it is said on it.

        :return: number of bills cancelled
        :raises JournalBusyError: when a number was taken by somebody else
        """
        self.ensure_one()
        user = self.cancel_user_id
        run = self.with_user(user).with_context(lang=user.lang, tz=user.tz)
        try:
            run._check_may_cancel()
        except AccessError as error:
            self._take_step(self._state_with_bills(), chunk_failed=str(error))
            return 0
        bills = run._next_bills_to_cancel(run.company_id.estate_chunk_size)
        if not bills:
            run._finish_cancelling()
            return 0
        try:
            with run._numbers_of_our_own():
                return run._cancel_bills(bills)
        except BUSINESS_ERRORS:
            return run._cancel_one_by_one(bills)

    def _cancel_one_by_one(self, bills):
        cancelled = 0
        for bill in bills:
            try:
                with self._numbers_of_our_own():
                    cancelled += self._cancel_bills(bill)
            except BUSINESS_ERRORS as error:
                reason = self._readable(error)
                self._refuse_to_cancel(bill, reason)
                self._take_step(self.state, chunk_failed=reason)
        return cancelled

    def _cancel_bills(self, bills):
        """Reverse those that hold days; those taken back before are only marked."""
        standing = bills.filtered(
            lambda bill: bill.state != "cancel" and bill.line_ids.estate_assignment_id
        )
        if standing:
            standing._estate_cancel_bills(
                self.env._("Bill run %(run)s was cancelled.", run=self.name)
            )
        (bills - standing)._estate_mark_plan_cancelled()
        return len(standing)

    def _next_bills_to_cancel(self, limit):
        rows = self.env.execute_query(
            SQL(
                """SELECT plan.move_id FROM estate_bill_plan AS plan
                     JOIN account_move AS bill ON bill.id = plan.move_id
                    WHERE plan.run_id = %s AND plan.state = 'written'
                      AND plan.reason IS NULL
                    GROUP BY plan.unit_id, plan.payer_id, plan.move_id
                    ORDER BY plan.unit_id, plan.payer_id, plan.move_id LIMIT %s""",
                self.id,
                limit,
            )
        )
        return self.env["account.move"].browse(move_id for (move_id,) in rows)

    def _refuse_to_cancel(self, bill, reason):
        self.env.cr.execute(
            SQL(
                """UPDATE estate_bill_plan SET reason = %s
                    WHERE run_id = %s AND state = 'written' AND move_id = %s""",
                reason,
                self.id,
                bill.id,
            )
        )
        self.env["estate.bill.plan"].invalidate_model(["reason"])

    def _forget_refusals(self):
        """Let every bill that stayed be tried again."""
        self.env.cr.execute(
            SQL(
                """UPDATE estate_bill_plan SET reason = NULL
                    WHERE run_id IN %s AND state = 'written' AND reason IS NOT NULL""",
                tuple(self.ids),
            )
        )
        self.env["estate.bill.plan"].invalidate_model(["reason"])

    def _finish_cancelling(self):
        """Call the run cancelled once none of its bills holds days any more."""
        self.invalidate_recordset(["todo_count", "cancelled_count", "refused_count"])
        stay = self._count_standing_bills()
        self._take_step(
            self._state_with_bills() if stay else "cancelled",
            chunk_failed=self.chunk_failed if stay else False,
        )
        self.message_post(
            body=self.env._(
                "%(cancelled)s lines cancelled, their days can be billed again; "
                "%(stay)s bills stay.",
                cancelled=self.cancelled_count,
                stay=stay,
            )
        )

    def _count_standing_bills(self):
        # Every bill of the run counts, those out of the user's sight as well.
        return (
            self.env["account.move"]
            .sudo()
            .search_count(
                [
                    ("estate_run_id", "=", self.id),
                    ("state", "!=", "cancel"),
                    ("line_ids.estate_assignment_id", "!=", False),
                ]
            )
        )

    def _state_with_bills(self):
        return "planned" if self.todo_count else "done"
