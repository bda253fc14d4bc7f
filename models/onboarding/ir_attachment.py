from odoo import Command, api, models
from odoo.exceptions import UserError

CONTENT = {"raw", "datas", "db_datas", "store_fname", "res_model", "res_id"}
"""What a file of a done import keeps: what it says, and to what it belongs."""


class IrAttachment(models.Model):
    """Files of an import, which its form shows among its messages, too."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT & vals.keys() and not self.env.su:
            self._estate_check_no_proof(self._estate_importers())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        """Keep what was imported as proof; a file taken away asks for a new dry run."""
        importers = self._estate_importers()
        if importers:
            self._estate_check_no_proof(importers)
            gone = [Command.unlink(file.id) for file in self]
            importers.write({"attachment_ids": gone, "state": "draft"})

    def _estate_importers(self):
        """The imports that these files were read for."""
        # Superuser: the state of an import decides, whoever touches its file.
        importers = self.env["estate.import"].sudo()
        return importers.search([("attachment_ids", "in", self.ids)])

    def _estate_check_no_proof(self, importers):
        done = importers.filtered(lambda i: i.state in ("done", "rolled_back"))
        if done:
            raise UserError(
                self.env._(
                    "This file is the proof of import %s and stays with it.",
                    done[0].name,
                )
            )
