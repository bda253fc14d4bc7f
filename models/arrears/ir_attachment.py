from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Papers that prove a letter, which stay as long as the letter (B-18)."""

    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        # Superuser: whether it proves a letter decides, whoever deletes the file.
        attempts = self.env["estate.dunning.attempt"].sudo()
        for attempt in attempts.search([("proof_attachment_ids", "in", self.ids)]):
            raise UserError(
                self.env._(
                    "This file proves %(attempt)s and stays with it.",
                    attempt=attempt.display_name,
                )
            )
