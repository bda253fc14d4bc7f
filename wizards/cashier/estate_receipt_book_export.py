import base64

from odoo import Command, api, fields, models

from ...reports.cashier.book_workbook import workbook_of


class EstateReceiptBookExport(models.TransientModel):
    """The usage of some books as a workbook, for who asked for it."""

    _name = "estate.receipt.book.export"
    _description = "Export of Receipt Books"

    book_ids = fields.Many2many("estate.receipt.book", string="Books")
    file = fields.Binary(compute="_compute_file", attachment=False)

    @api.depends("book_ids")
    def _compute_file(self):
        for export in self:
            export.file = base64.b64encode(workbook_of(export.book_ids))

    @api.model
    def _download(self, books):
        """Return the action that hands the workbook of these books to the browser."""
        export = self.create({"book_ids": [Command.set(books.ids)]})
        name = self.env._("Receipt Book Usage")
        path = f"/web/content/{self._name}/{export.id}/file/{name}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"{path}?download=true",
            "target": "download",
        }
