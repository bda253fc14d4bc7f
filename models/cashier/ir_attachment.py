from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CONTENT = {"datas", "db_datas", "name", "raw", "res_id", "res_model", "store_fname"}
"""What a file says, and to what it belongs."""
RESTING = (
    ("estate.waiver", Domain("stage", "not in", ("draft", "rejected", "cancelled"))),
    ("estate.vacancy", Domain("state", "=", "confirmed")),
)
"""What rests on its evidence, once it was asked for or confirmed."""


class IrAttachment(models.Model):
    """Evidence of waivers and vacancies, which stays as it was looked at."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT & vals.keys() and not self.env.su:
            self._check_no_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su:
            self._check_no_evidence()

    def _check_no_evidence(self):
        for model, resting in RESTING:
            # Superuser: what rests on a file decides, whoever touches it.
            records = self.env[model].sudo()
            domain = Domain("attachment_ids", "in", self.ids) & resting
            for record in records.search(domain, limit=1):
                raise UserError(
                    self.env._(
                        "This file is the evidence of %(record)s and stays with it.",
                        record=record.display_name,
                    )
                )
