from odoo import Command, api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files of an import, which its form shows among its messages, too."""

    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        """Keep what was imported as proof; a file taken away asks for a new dry run."""
        files = self.filtered(lambda file: file.res_model == "estate.import")
        if not files:
            return
        # Superuser: the state of an import decides, whoever deletes its file.
        importers = self.env["estate.import"].sudo()
        importers = importers.search([("attachment_ids", "in", files.ids)])
        done = importers.filtered(lambda i: i.state in ("done", "rolled_back"))
        if done:
            raise UserError(
                self.env._(
                    "This file is the proof of import %s and stays with it.",
                    done[0].name,
                )
            )
        gone = [Command.unlink(file.id) for file in files]
        importers.write({"attachment_ids": gone, "state": "draft"})
