import logging
import time
from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
PAUSE_SECONDS = 0.2
"""How long the job waits for those who have what it needs, times attempts."""


class EstateJobMixin(models.AbstractModel):
    """A run whose long work is done in chunks, a transaction each (design §2.5).

    By OCA's job queue where installed, else by the cron of the model: either takes the
    same chunk. A kill loses the chunk in hand only, the rest is still to do; with the
    queue any worker of any host takes the next one. What goes wrong with one run is
    said on it and does not keep the others waiting. Beside a queue the cron takes up
    what a queue that was down has left.

    The model has ``state``, ``chunk_failed`` and ``company_id``. It does the next chunk
    in ``_take_chunk``, which returns the number of records done, and says in
    ``_job_description`` what the queue shows of the run.
    """

    _name = "estate.job.mixin"
    _description = "Work in Chunks"

    _job_states = ()
    """States in which the job has something to do."""
    _job_cron = None
    """The scheduled action that takes chunks: its XML id."""
    _job_busy_errors = PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
    """Somebody else has what the chunk needs; it is begun anew."""

    # ------------------------------------------------------------------- HOOKS

    @api.model
    def _job_waiting(self):
        """Return the domain of the runs that have something to do now."""
        return Domain("state", "in", self._job_states)

    def _job_eta(self):
        """Return when the next chunk may begin; none means at once."""
        return None

    def _take_step(self, state, **vals):
        """Move runs on to ``state``, after an action has checked the role."""
        # The fields of a step are closed to everybody's direct writes.
        self.sudo().write({"state": state, **vals})

    # -------------------------------------------------------------------- CRON

    def _trigger_job(self):
        if "queue.job" in self.env:
            # Clerks may start the job though they have no right on queues.
            for run in self.sudo():
                run._enqueue_chunk()
        else:
            self._trigger_cron()

    def _trigger_cron(self, at=None):
        # Clerks may start the job though they have no right on scheduled actions.
        self.env.ref(self._job_cron).sudo()._trigger(at)

    def _work_off(self):
        """Take up the runs in hand, a chunk per transaction, the oldest first."""
        attempts = Counter()
        while run := self._next_run(self._put_off(attempts)):
            done = run._take_chunk_in_turn(attempts)
            waiting = self._job_waiting()
            waiting &= Domain("id", "not in", self._put_off(attempts))
            left = self.env["ir.cron"]._commit_progress(
                done, remaining=self.search_count(waiting)
            )
            # Out of time; with nothing done another run may still be worked off.
            if done and not left:
                return

    def _put_off(self, attempts):
        return [run_id for run_id, count in attempts.items() if count >= MAX_ATTEMPTS]

    def _next_run(self, put_off):
        """The oldest run in hand that no other worker has taken."""
        waiting = self._job_waiting() & Domain("id", "not in", put_off)
        run = self.search(waiting, order="id").try_lock_for_update(limit=1)
        return run._for_the_job()

    def _for_the_job(self):
        """The run as its job reads it: in its company, in its clerk's language."""
        lang = self.create_uid.lang
        return self.with_company(self.company_id).with_context(lang=lang)

    def _take_chunk_in_turn(self, attempts):
        """One chunk; when it cannot be done, count it in ``attempts`` and say why.

        :return: number of records done
        """
        try:
            done = self._take_chunk()
            self.env.flush_all()
        except self._job_busy_errors as error:
            self._wait_for_colleagues(error, attempts)
        except Exception as error:
            self._note_trouble(error)
            attempts[self.id] = MAX_ATTEMPTS
        else:
            del attempts[self.id]
            return done
        return 0

    def _wait_for_colleagues(self, error, attempts):
        """Begin anew after a pause: only then what they did can be seen."""
        self.env.cr.rollback()
        attempts[self.id] += 1
        _logger.info("%s waits for a colleague: %s", self, error)
        if attempts[self.id] < MAX_ATTEMPTS:
            time.sleep(PAUSE_SECONDS * attempts[self.id])
        else:
            self._trigger_cron(fields.Datetime.now() + relativedelta(minutes=1))

    def _note_trouble(self, error):
        """Say on the run why its chunk was given up; the log has the details."""
        _logger.error("%s gave up a chunk", self, exc_info=error)
        self.env.cr.rollback()
        reason = self.env._("Stopped by an unexpected error: %(error)s", error=error)
        self._take_step(self.state, chunk_failed=reason)

    # ------------------------------------------------------------------- QUEUE

    def _enqueue_chunk(self):
        """Put the next chunk into the queue, unless it waits there already."""
        self.ensure_one()
        self.with_delay(
            description=self._job_description(),
            identity_key=f"{self._name}/{self.id}",
            eta=self._job_eta(),
        )._take_queued_chunk()

    def _take_queued_chunk(self):
        """One job of the queue: a chunk, and the job of the next one.

        :return: number of records done, kept as the job's result
        :raises RetryableJobError: while another worker has the run, or what it needs
        """
        # The queue is no dependency: this runs only where it is installed.
        from odoo.addons.queue_job.exception import RetryableJobError

        run = self._for_the_job()
        if run.state not in self._job_states:
            return 0
        busy = None
        try:
            if run.try_lock_for_update():
                done = run._take_chunk()
                if run.state in self._job_states:
                    run._enqueue_chunk()
                return done
        except self._own_busy_errors() as error:
            busy = error
        raise RetryableJobError(
            f"{run.name} is busy: {busy or 'another worker has it'}",
            seconds=1,
            ignore_retry=True,
        )

    def _own_busy_errors(self):
        """Those of the database are retried by the queue itself."""
        return tuple(set(self._job_busy_errors) - {*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY})
