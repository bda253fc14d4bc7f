from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..fee.estate_bill_run_publish import BUSINESS_ERRORS
from ..mixins.approval_mixin import KEEPER
from ..mixins.busy import BusyError
from .estate_cashier_collect import BOOKING_CONTEXT


class EstateLateFeeRun(models.Model):
    """Billing and cancelling a list: chunks of units, see :file:`job_mixin.py`.

    What cannot be billed, or not be cancelled, stays with its reason on its rows.
    """

    _inherit = "estate.late.fee.run"

    _job_states = ("billing", "cancelling")
    _job_cron = "estate_service.cron_late_fee_job"
    _job_busy_errors = (BusyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)

    def _cron_work(self):
        """Bill or cancel the runs in hand, a chunk per transaction."""
        self._work_off()

    def _take_chunk(self):
        run = self._for_its_user()
        return run._cancel_chunk() if run.state == "cancelling" else run._bill_chunk()

    def _job_description(self):
        if self.state == "cancelling":
            return self.env._("Cancel the late fees of %(run)s", run=self.name)
        return self.env._("Bill the late fees of %(run)s", run=self.name)

    def _for_its_user(self):
        """The run as the accountant sees it who pressed the button.

        Rows and bills are written by the program: his role was checked at the button,
        and is checked again when he cancels bills.
        """
        user = self.done_by_id or self.create_uid
        run = self.with_user(user).with_context(lang=user.lang)
        # As above: the rows are the program's.
        return run.sudo().with_company(self.company_id)

    def _finish(self, state, **vals):
        self._take_step(state, **vals)
        self.invalidate_recordset()

    # ------------------------------------------------------------------
    # BILLING
    # ------------------------------------------------------------------

    def _bill_chunk(self):
        """Bill the next units; if one of them cannot be, one by one.

        :return: number of bills
        """
        rows = self._next_rows()
        if not rows:
            self._finish_billing()
            return 0
        service = self.env["estate.cashier"].with_context(**BOOKING_CONTEXT)
        journal = self.company_id.estate_bill_journal_id
        try:
            service._check_not_locked(self.date_invoice, self.company_id, journal)
        except UserError as error:
            self._finish("planned", chunk_failed=str(error))
            return 0
        try:
            with self.env.cr.savepoint():
                return len(service._bill_late_fees(self, rows))
        except BusyError:
            raise
        except BUSINESS_ERRORS:
            return self._bill_one_by_one(service, rows)

    def _bill_one_by_one(self, service, rows):
        billed = 0
        for group in rows.grouped(lambda row: (row.unit_id, row.partner_id)).values():
            try:
                with self.env.cr.savepoint():
                    billed += len(service._bill_late_fees(self, group))
            except BusyError:
                raise
            except BUSINESS_ERRORS as error:
                reason = self.env["estate.bill.run"]._readable(error)
                group.write({"state": "failed", "reason": reason})
                self._take_step(self.state, chunk_failed=reason)
        return billed

    def _next_rows(self):
        """Return the rows of the next units and payers, whole bills at a time."""
        waiting = [("run_id", "=", self.id), ("state", "=", "planned")]
        lines = self.env["estate.late.fee.line"]
        pairs = lines._read_group(
            waiting,
            ["unit_id", "partner_id"],
            order="unit_id, partner_id",
            limit=self.company_id.estate_chunk_size,
        )
        units = lines.unit_id.union(*(unit for unit, _payer in pairs))
        rows = lines.search([*waiting, ("unit_id", "in", units.ids)], order="id")
        return rows.filtered(lambda row: (row.unit_id, row.partner_id) in set(pairs))

    def _finish_billing(self):
        booked = self.line_ids.filtered(lambda line: line.state == "booked")
        failed = self.line_ids.filtered(lambda line: line.state == "failed")
        self._finish("done" if booked else "planned")
        self.message_post(
            body=self.env._(
                "%(bills)s bills of late fees, %(amount)s in all; %(failed)s lines "
                "were not billed.",
                bills=len(booked.move_id),
                amount=self.currency_id.format(sum(booked.mapped("amount"))),
                failed=len(failed),
            )
        )

    # ------------------------------------------------------------------
    # CANCELLING
    # ------------------------------------------------------------------

    def _cancel_chunk(self):
        """Cancel the next bills; those that were paid stay with the reason.

        :return: number of bills
        """
        if not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("The accountant cancels bills."))
        bills = self._next_bills()
        if not bills:
            self._finish_cancelling()
            return 0
        try:
            with self.env.cr.savepoint():
                self._cancel_bills(bills)
            return len(bills)
        except BUSINESS_ERRORS:
            return sum(self._cancel_alone(bill) for bill in bills)

    def _next_bills(self):
        rows = self.line_ids.filtered(
            lambda line: line.state == "booked" and not line.reason
        )
        return rows.move_id.sorted("id")[: self.company_id.estate_chunk_size]

    def _cancel_bills(self, bills):
        bills._estate_cancel_bills(
            self.env._("Late fee run %s was cancelled.", self.name)
        )

    def _cancel_alone(self, bill):
        try:
            with self.env.cr.savepoint():
                self._cancel_bills(bill)
        except BUSINESS_ERRORS as error:
            reason = self.env["estate.bill.run"]._readable(error)
            rows = self.line_ids.filtered(lambda line: line.move_id == bill)
            rows.reason = reason
            self._take_step(self.state, chunk_failed=reason)
            return 0
        return 1

    def _finish_cancelling(self):
        stay = self.line_ids.filtered(lambda line: line.state == "booked")
        (self.line_ids - stay).state = "cancelled"
        if stay:
            self._finish("done")
        else:
            self._finish("cancelled", chunk_failed=False)
        # Another list may follow at once, which the database allows from here on.
        self.flush_recordset(["state"])
        self.message_post(
            body=self.env._(
                "Cancelled; their days can be charged again. %(stay)s bills stay.",
                stay=len(stay.move_id),
            )
        )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _hand_over(self, state):
        """Give the run to the job, in the name of who pressed the button."""
        self._take_step(state, done_by_id=self.env.uid, chunk_failed=False)
        self._trigger_job()

    def _start_billing(self):
        """Look at the list once more, then hand it to the job."""
        self.ensure_one()
        # Rows and bills are written by the program; the role was checked.
        listed = self.sudo().with_company(self.company_id)
        service = listed.env["estate.cashier"].with_context(**BOOKING_CONTEXT)
        service._lock(listed)
        if listed.state in ("billing", "done"):
            return
        lines = listed.line_ids.filtered(lambda line: line.state == "planned")
        if listed.state != "planned" or not lines:
            raise UserError(self.env._("List late fees first: there is none to bill."))
        journal = listed.company_id.estate_bill_journal_id
        service._check_not_locked(listed.date_invoice, listed.company_id, journal)
        listed._check_list_is_fresh(lines)
        self._hand_over("billing")

    def _start_cancelling(self):
        """Throw a list away at once; bills are cancelled by the job."""
        self.ensure_one()
        # Rows and state are the program's; the accountant's role was checked.
        run = self.sudo()
        self.env["estate.cashier"]._lock(run)
        if run.state in ("cancelling", "cancelled"):
            return
        booked = run.line_ids.filtered(lambda line: line.state == "booked")
        if booked:
            booked.reason = False
            self._hand_over("cancelling")
            return
        run.line_ids.state = "cancelled"
        run._take_step("cancelled", chunk_failed=False)
        # Another list may follow at once, which the database allows from here on.
        run.flush_recordset(["state"])

    def action_stop(self):
        """Stop after the chunk in hand; what is not billed yet stays on the list."""
        self._check_role(KEEPER)
        for run in self.filtered(lambda run: run.state in run._job_states):
            # Which rows are billed is the run's own, whoever may read them.
            states = set(run.sudo().line_ids.mapped("state"))
            billed = "booked" in states and "planned" not in states
            run._take_step("done" if billed else "planned")
        return True
