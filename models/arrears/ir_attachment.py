from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..mixins.kept_files import CONTENT

ATTEMPT = "estate.dunning.attempt"


class IrAttachment(models.Model):
    """Papers that prove a letter, which stay as they are with the letter (B-18)."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT & vals.keys() and not self.env.su:
            self._check_proves_nothing()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        self._check_proves_nothing()

    def _check_proves_nothing(self):
        """Files and signatures of letters are changed by the letter's steps alone."""
        # Superuser: whether it proves a letter decides, whoever touches the file.
        files = self.sudo()
        proof = Domain("proof_attachment_ids", "in", self.ids)
        if not self.env.su:
            signatures = files.filtered(
                lambda file: file.res_model == ATTEMPT and file.res_field
            )
            proof |= Domain("id", "in", signatures.mapped("res_id"))
        for attempt in files.env[ATTEMPT].search(proof, limit=1):
            raise UserError(
                self.env._(
                    "This file proves %(attempt)s and stays with it.",
                    attempt=attempt.display_name,
                )
            )
