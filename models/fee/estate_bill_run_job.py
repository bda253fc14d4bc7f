import logging

from odoo import models

from .estate_bill_run_publish import JournalBusyError

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5


class EstateBillRun(models.Model):
    """Who publishes a run: OCA's job queue where it is installed, else the cron.

    Either takes one chunk per transaction, the same one (design §2.5). Chunks of one
    journal follow each other, since its numbers have no gap; with the queue any
    worker of any host takes the next, and runs of other journals go on beside it.
    """

    _inherit = "estate.bill.run"

    def _trigger_publishing(self):
        # Clerks may start the job though they have no right on queues and actions.
        if "queue.job" in self.env:
            for run in self:
                run.sudo()._enqueue_chunk()
        else:
            self.env.ref("estate_service.cron_publish_bills").sudo()._trigger()

    # -------------------------------------------------------------------- CRON

    def _cron_publish(self):
        """Publish the runs in hand, a chunk per transaction.

        A kill loses the chunk in hand only: its rows are still to do. Beside a queue
        it takes up what a queue that was down has left.
        """
        attempts = 0
        while run := self._next_run():
            try:
                written = run._publish_chunk_safely()
            except JournalBusyError as error:
                # Only a new transaction sees the numbers a colleague took meanwhile.
                self.env.cr.rollback()
                attempts += 1
                if attempts == MAX_ATTEMPTS:
                    raise
                _logger.info("Bill run retries a chunk: %s", error)
                continue
            attempts = 0
            remaining = self.search_count([("state", "=", "publishing")])
            left = self.env["ir.cron"]._commit_progress(written, remaining=remaining)
            if not left:
                return

    def _next_run(self):
        """The oldest run in hand that no other worker has taken."""
        runs = self.search([("state", "=", "publishing")], order="id")
        run = runs.try_lock_for_update(limit=1)
        return run.with_company(run.company_id)

    # ------------------------------------------------------------------- QUEUE

    def _enqueue_chunk(self):
        """Put the next chunk into the queue, unless it waits there already."""
        self.ensure_one()
        self.with_delay(
            description=self.env._("Publish the bills of %(run)s", run=self.name),
            identity_key=f"estate.bill.run/{self.id}",
        )._publish_queued_chunk()

    def _publish_queued_chunk(self):
        """One job of the queue: a chunk, and the job of the next one.

        :return: number of bills written, kept as the job's result
        :raises RetryableJobError: while another worker has the run or its journal
        """
        # The queue is no dependency: this runs only where it is installed.
        from odoo.addons.queue_job.exception import RetryableJobError

        run = self.with_company(self.company_id)
        if run.state != "publishing":
            return 0
        busy = None
        try:
            if run.try_lock_for_update():
                written = run._publish_chunk_safely()
                if run.state == "publishing":
                    run._enqueue_chunk()
                return written
        except JournalBusyError as error:
            busy = error
        raise RetryableJobError(
            f"{run.name} is busy: {busy or 'another worker has it'}",
            seconds=1,
            ignore_retry=True,
        )
