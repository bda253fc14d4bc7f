from odoo import models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .estate_bill_run_publish import JournalBusyError


class EstateBillRun(models.Model):
    """Who publishes or cancels a run: see :file:`mixins/job_mixin.py`.

    Chunks of one journal follow each other, since its numbers have no gap; runs of
    other journals go on beside it.
    """

    _inherit = "estate.bill.run"

    _job_states = ("publishing", "cancelling")
    _job_cron = "estate_service.cron_publish_bills"
    _job_busy_errors = (JournalBusyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)

    def _cron_publish(self):
        """Publish or cancel the runs in hand, a chunk per transaction."""
        self._work_off()

    def _take_chunk(self):
        """Do the next chunk of what the run has in hand.

        :return: number of bills written or cancelled
        :raises JournalBusyError: when its numbers were taken by somebody else
        """
        cancelling = self.state == "cancelling"
        return self._cancel_chunk() if cancelling else self._publish_chunk_safely()

    def _job_description(self):
        if self.state == "cancelling":
            return self.env._("Cancel the bills of %(run)s", run=self.name)
        return self.env._("Publish the bills of %(run)s", run=self.name)
