from contextlib import contextmanager

from psycopg2 import errors

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tools import SQL

# What a bad unit can raise: shown on its rows instead of stopping the others.
BUSINESS_ERRORS = (UserError, ValidationError, RedirectWarning, errors.IntegrityError)
NUMBER_CONSTRAINT = "account_move_unique_name"


class JournalBusyError(Exception):
    """Somebody posted into the bill journal while a chunk was written."""


class EstateBillRun(models.Model):
    """Publishing: the plan becomes posted invoices, chunk by chunk, resumable."""

    _inherit = "estate.bill.run"

    def action_publish(self):
        """Hand the run to the job; the button itself writes no bill."""
        for run in self:
            run._check_may_bill()
            if run.state not in ("planned", "publishing"):
                raise UserError(
                    self.env._("Compute the plan of run %(run)s first.", run=run.name)
                )
            if not run.todo_count:
                raise UserError(run._nothing_to_bill_message())
            locked = run._locked_period_message()
            if locked:
                raise UserError(locked)
            if run.state == "planned":
                run._check_plan_is_fresh()
            run._take_step("publishing", chunk_failed=False)
        self._trigger_job()
        return True

    def action_resume(self):
        """Try the rows that failed again, after their cause was mended."""
        self._check_may_bill()
        for run in self:
            run._replan_failed()
        self.filtered(lambda run: run.state == "done")._take_step("planned")
        return self.action_publish()

    def _locked_period_message(self):
        """Why no bill may have the run's date, or nothing.

        Core would move the bills to another date and number them anew, which leaves
        gaps in the numbers that the writer has taken.
        """
        company = self.sudo().company_id  # the set-up, for clerks without its rights
        locks = company._get_violated_lock_dates(
            self.date_invoice, self._has_taxes(), company.estate_bill_journal_id
        )
        return locks and self.env._(
            "The bill date %(date)s lies in a closed period (%(locks)s): choose "
            "another bill date, or let an accountant open the period.",
            date=fields.Date.to_string(self.date_invoice),
            locks=company._format_lock_dates(locks),
        )

    def _has_taxes(self):
        planned = self.env["estate.bill.plan"]._read_group(
            [("run_id", "=", self.id), ("state", "=", "todo")], ["item_id"]
        )
        # Taxes are no secret of the accountants.
        return any(item.sudo()._sale_taxes() for (item,) in planned)

    # ------------------------------------------------------------------ CHUNKS

    def _publish_all(self):
        """Publish every chunk in the caller's transaction, for tests and seeds."""
        self.ensure_one()
        self._take_step("publishing")
        while self.state == "publishing":
            self._publish_chunk_safely()
            # As the commit of the job does: no run carries its chunks in memory.
            self.env.invalidate_all()
        return self.move_ids

    def _publish_chunk_safely(self):
        """One chunk in a savepoint; if it fails, unit by unit (B-10).

        :return: number of bills written
        :raises JournalBusyError: when its numbers were taken by somebody else
        """
        self.ensure_one()
        groups = self._next_groups(self.company_id.estate_chunk_size)
        if not groups:
            self._finish()
            return 0
        locked = self._locked_period_message()
        if locked:
            self._take_step("planned", chunk_failed=locked)
            return 0
        try:
            with self._numbers_of_our_own():
                return len(self._publish_groups(groups))
        except BUSINESS_ERRORS:
            return self._publish_one_by_one(groups)

    def _publish_one_by_one(self, groups):
        written = 0
        for group in groups:
            try:
                with self._numbers_of_our_own():
                    written += len(self._publish_groups([group]))
            except BUSINESS_ERRORS as error:
                reason = self._readable(error)
                self._mark_failed(group, reason)
                self._take_step(self.state, chunk_failed=reason)
        return written

    @contextmanager
    def _numbers_of_our_own(self):
        """A savepoint; numbers that somebody else took are no fault of a unit."""
        try:
            with self.env.cr.savepoint():
                yield
        except errors.UniqueViolation as error:
            if error.diag.constraint_name != NUMBER_CONSTRAINT:
                raise
            raise JournalBusyError(error.diag.message_detail) from error

    def _publish_groups(self, groups):
        moves = self.env["estate.bill.writer"]._write_bills(self, groups)
        self.env["estate.bill.writer"]._after_post(moves)
        return moves

    def _next_groups(self, limit):
        """The next ``(unit id, payer id)`` pairs that wait for their bill."""
        return self.env.execute_query(
            SQL(
                """SELECT unit_id, payer_id FROM estate_bill_plan
                    WHERE run_id = %s AND state = 'todo'
                    GROUP BY unit_id, payer_id ORDER BY unit_id, payer_id LIMIT %s""",
                self.id,
                limit,
            )
        )

    def _mark_failed(self, group, reason):
        self.env.cr.execute(
            SQL(
                """UPDATE estate_bill_plan SET state = 'failed', reason = %s
                    WHERE run_id = %s AND unit_id = %s AND payer_id = %s
                      AND state = 'todo'""",
                reason,
                self.id,
                *group,
            )
        )
        self.env["estate.bill.plan"].invalidate_model(["state", "reason"])

    def _readable(self, error):
        """The reason a person can act on."""
        if isinstance(error, errors.ExclusionViolation):
            return self.env._("These days are billed already by another bill.")
        if isinstance(error, errors.IntegrityError):
            return self.env["ir.model"]._sql_error_to_message(error)
        return str(error.args[0])

    def _finish(self):
        # Chunks mark their rows by SQL: what was counted before them is old.
        self.invalidate_recordset(["bill_count", "amount_written", "failed_count"])
        # Trouble that was overcome is no news any more.
        trouble = self.failed_count and self.chunk_failed
        self._take_step("done", chunk_failed=trouble or False)
        self.message_post(
            body=self.env._(
                "%(bills)s bills published, %(amount)s in all; "
                "%(failed)s lines failed.",
                bills=self.bill_count,
                amount=self.currency_id.format(self.amount_written),
                failed=self.failed_count,
            )
        )
