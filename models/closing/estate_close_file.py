import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateCloseFile(models.Model):
    """A file of a month's pack and its SHA-256: what was reported, for good (B-07)."""

    _name = "estate.close.file"
    _description = "File of a Month's Pack"
    _order = "close_id, version desc, kind desc"

    close_id = fields.Many2one(
        "estate.close",
        "Month-End Close",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="close_id.company_id", store=True, index=True)
    version = fields.Integer(required=True)
    kind = fields.Selection(
        [("pdf", "PDF"), ("xlsx", "Workbook")], "Kind of File", required=True
    )
    name = fields.Char("File", required=True)
    attachment_id = fields.Many2one("ir.attachment", required=True, ondelete="restrict")
    sha256 = fields.Char("Checksum (SHA-256)", required=True)
    size = fields.Integer("Bytes")
    made_at = fields.Datetime("Produced On", required=True, default=fields.Datetime.now)

    _once = models.UniqueIndex(
        "(close_id, version, kind)", "This file of the pack was made already."
    )
    _attachment_once = models.UniqueIndex(
        "(attachment_id)", "An attachment is one file of one pack."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was reported of a month stays."))

    def action_download(self):
        """Get the file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }

    @api.model
    def _keep(self, close, kind, name, data):
        """Keep a file of the pack with its checksum; once per closing.

        :param data: bytes
        """
        file = self.create(
            {
                "close_id": close.id,
                "version": close.version,
                "kind": kind,
                "name": name,
                "attachment_id": self.env["ir.attachment"]
                .create({"name": name, "raw": data})
                .id,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
            }
        )
        # From here on the attachment stays as it is, readable by who reads the file.
        file.attachment_id.write({"res_model": self._name, "res_id": file.id})
        return file

    def _is_unchanged(self):
        """Tell whether the file is still the one that was kept."""
        # The file's own right was asked for; the bytes are the attachment's.
        data = self.sudo().attachment_id.raw or b""
        return hashlib.sha256(data).hexdigest() == self.sha256
