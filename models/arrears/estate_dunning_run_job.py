from odoo import api, fields, models
from odoo.fields import Domain


class EstateDunningRun(models.Model):
    """Who sends a run: see :file:`mixins/job_mixin.py`.

    What a killed chunk had queued went with it, since mails and SMS leave from core's
    queues after the commit.
    """

    _inherit = "estate.dunning.run"

    _job_states = ("sending",)
    _job_cron = "estate_service.cron_dunning_send"

    def _cron_send(self):
        """Send the runs in hand, a chunk per transaction."""
        self._work_off()

    def _take_chunk(self):
        return self._send_chunk_safely()

    def _job_description(self):
        return self.env._("Send the dunning of %(run)s", run=self.name)

    @api.model
    def _job_waiting(self):
        return super()._job_waiting() & (
            Domain("next_send_at", "=", False)
            | Domain("next_send_at", "<=", fields.Datetime.now())
        )

    def _job_eta(self):
        return self.next_send_at or None
