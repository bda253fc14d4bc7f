import logging
import time
from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .estate_bill_run_publish import JournalBusyError

_logger = logging.getLogger(__name__)

BUSY_ERRORS = (JournalBusyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
MAX_ATTEMPTS = 5
PAUSE_SECONDS = 0.2
"""How long the job waits for those who post into the same journal, times attempts."""


IN_HAND = ("publishing", "cancelling")
"""States in which the job has something to do."""


class EstateBillRun(models.Model):
    """Who publishes or cancels a run: OCA's job queue where installed, else the cron.

    Either takes one chunk per transaction, the same one (design §2.5). Chunks of one
    journal follow each other, since its numbers have no gap; with the queue any
    worker of any host takes the next, and runs of other journals go on beside it.
    """

    _inherit = "estate.bill.run"

    def _trigger_job(self):
        if "queue.job" in self.env:
            # Clerks may start the job though they have no right on queues.
            for run in self.sudo():
                run._enqueue_chunk()
        else:
            # Likewise on scheduled actions.
            self.env.ref("estate_service.cron_publish_bills").sudo()._trigger()

    # -------------------------------------------------------------------- CRON

    def _cron_publish(self):
        """Publish or cancel the runs in hand, a chunk per transaction.

        A kill loses the chunk in hand only: its rows are still to do. What goes wrong
        with one run is said on it and does not keep the others waiting. Beside a
        queue it takes up what a queue that was down has left.
        """
        attempts = Counter()
        while run := self._next_run(self._put_off(attempts)):
            written = run._take_chunk_in_turn(attempts)
            waiting = Domain("state", "in", IN_HAND)
            waiting &= Domain("id", "not in", self._put_off(attempts))
            left = self.env["ir.cron"]._commit_progress(
                written, remaining=self.search_count(waiting)
            )
            if not left:
                return

    def _put_off(self, attempts):
        return [run_id for run_id, count in attempts.items() if count >= MAX_ATTEMPTS]

    def _next_run(self, put_off):
        """The oldest run in hand that no other worker has taken."""
        waiting = Domain("state", "in", IN_HAND) & Domain("id", "not in", put_off)
        runs = self.search(waiting, order="id")
        run = runs.try_lock_for_update(limit=1)
        return run._for_the_job()

    def _for_the_job(self):
        """The run as its job reads it: in its company, in its clerk's language."""
        lang = self.create_uid.lang
        return self.with_company(self.company_id).with_context(lang=lang)

    def _take_chunk(self):
        """Do the next chunk of what the run has in hand.

        :return: number of bills written or cancelled
        :raises JournalBusyError: when its numbers were taken by somebody else
        """
        cancelling = self.state == "cancelling"
        return self._cancel_chunk() if cancelling else self._publish_chunk_safely()

    def _take_chunk_in_turn(self, attempts):
        """One chunk; when it cannot be done, count it in ``attempts`` and say why.

        :return: number of bills written or cancelled
        """
        try:
            written = self._take_chunk()
            self.env.flush_all()
        except BUSY_ERRORS as error:
            self._wait_for_colleagues(error, attempts)
        except Exception as error:
            self._note_trouble(error)
            attempts[self.id] = MAX_ATTEMPTS
        else:
            del attempts[self.id]
            return written
        return 0

    def _wait_for_colleagues(self, error, attempts):
        """Begin anew after a pause: only then the numbers they took can be seen."""
        self.env.cr.rollback()
        attempts[self.id] += 1
        _logger.info("Bill run %s waits for its journal: %s", self.id, error)
        if attempts[self.id] < MAX_ATTEMPTS:
            time.sleep(PAUSE_SECONDS * attempts[self.id])
        else:
            later = fields.Datetime.now() + relativedelta(minutes=1)
            # Clerks may start the job though they have no right on actions.
            self.env.ref("estate_service.cron_publish_bills").sudo()._trigger(later)

    def _note_trouble(self, error):
        """Say on the run why its chunk was given up; the log has the details."""
        _logger.error("Bill run %s gave up a chunk", self.id, exc_info=error)
        self.env.cr.rollback()
        reason = self.env._("Stopped by an unexpected error: %(error)s", error=error)
        self._take_step(self.state, chunk_failed=reason)

    # ------------------------------------------------------------------- QUEUE

    def _enqueue_chunk(self):
        """Put the next chunk into the queue, unless it waits there already."""
        self.ensure_one()
        self.with_delay(
            description=self._job_description(),
            identity_key=f"estate.bill.run/{self.id}",
        )._take_queued_chunk()

    def _job_description(self):
        if self.state == "cancelling":
            return self.env._("Cancel the bills of %(run)s", run=self.name)
        return self.env._("Publish the bills of %(run)s", run=self.name)

    def _take_queued_chunk(self):
        """One job of the queue: a chunk, and the job of the next one.

        :return: number of bills done, kept as the job's result
        :raises RetryableJobError: while another worker has the run or its journal
        """
        # The queue is no dependency: this runs only where it is installed.
        from odoo.addons.queue_job.exception import RetryableJobError

        run = self._for_the_job()
        if run.state not in IN_HAND:
            return 0
        busy = None
        try:
            if run.try_lock_for_update():
                written = run._take_chunk()
                if run.state in IN_HAND:
                    run._enqueue_chunk()
                return written
        except JournalBusyError as error:
            busy = error
        raise RetryableJobError(
            f"{run.name} is busy: {busy or 'another worker has it'}",
            seconds=1,
            ignore_retry=True,
        )
