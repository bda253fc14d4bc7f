import logging

from odoo import fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class EstateDunningRun(models.Model):
    """Who sends a run: OCA's job queue where installed, else the cron.

    Either takes one chunk per transaction, the same one (design §2.5). A kill loses
    the chunk in hand only: its cases are still to do, and what they had queued went
    with it, since mails and SMS leave from core's queues after the commit.
    """

    _inherit = "estate.dunning.run"

    def _trigger_job(self):
        if "queue.job" in self.env:
            # Clerks may start the job though they have no right on queues.
            for run in self.sudo():
                run._enqueue_chunk()
        else:
            # Likewise on scheduled actions.
            self.env.ref("estate_service.cron_dunning_send").sudo()._trigger()

    # -------------------------------------------------------------------- CRON

    def _cron_send(self):
        """Send the runs in hand, a chunk per transaction.

        What goes wrong with one run is said on it and does not keep the others
        waiting.
        """
        put_off = []
        while run := self._next_run(put_off):
            sent = run._send_chunk_in_turn(put_off)
            left = self.env["ir.cron"]._commit_progress(
                sent, remaining=self.search_count(self._in_hand(put_off))
            )
            if not left:
                return

    def _in_hand(self, put_off):
        waiting = Domain("state", "=", "sending") & Domain("id", "not in", put_off)
        return waiting & (
            Domain("next_send_at", "=", False)
            | Domain("next_send_at", "<=", fields.Datetime.now())
        )

    def _next_run(self, put_off):
        """The oldest run in hand that no other worker has taken."""
        runs = self.search(self._in_hand(put_off), order="id")
        return runs.try_lock_for_update(limit=1)._for_the_job()

    def _for_the_job(self):
        """The run as its job reads it: in its company, in its clerk's language."""
        lang = self.create_uid.lang
        return self.with_company(self.company_id).with_context(lang=lang)

    def _send_chunk_in_turn(self, put_off):
        """One chunk; when it cannot be done, say why and let the others go on."""
        try:
            sent = self._send_chunk_safely()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            self.env.cr.rollback()
            put_off.append(self.id)
            _logger.info("Dunning run %s waits for a colleague: %s", self.id, error)
            # Clerks may start the job though they have no right on actions.
            self.env.ref("estate_service.cron_dunning_send").sudo()._trigger()
        except Exception as error:
            _logger.error("Dunning run %s gave up a chunk", self.id, exc_info=error)
            self.env.cr.rollback()
            put_off.append(self.id)
            reason = self.env._(
                "Stopped by an unexpected error: %(error)s", error=error
            )
            self._take_step(self.state, chunk_failed=reason)
        else:
            return sent
        return 0

    # ------------------------------------------------------------------- QUEUE

    def _enqueue_chunk(self):
        """Put the next chunk into the queue, unless it waits there already."""
        self.ensure_one()
        self.with_delay(
            description=self.env._("Send the dunning of %(run)s", run=self.name),
            identity_key=f"estate.dunning.run/{self.id}",
            eta=self.next_send_at or None,
        )._send_queued_chunk()

    def _send_queued_chunk(self):
        """One job of the queue: a chunk, and the job of the next one.

        :return: number of cases decided, kept as the job's result
        :raises RetryableJobError: while another worker has the run
        """
        # The queue is no dependency: this runs only where it is installed.
        from odoo.addons.queue_job.exception import RetryableJobError

        run = self._for_the_job()
        if run.state != "sending":
            return 0
        if run.try_lock_for_update():
            sent = run._send_chunk_safely()
            if run.state == "sending":
                run._enqueue_chunk()
            return sent
        raise RetryableJobError(
            f"{run.name}: another worker has it", seconds=1, ignore_retry=True
        )
