from odoo import models

from .pack_sheets import sheets_of
from .pack_workbook import workbook_of


class EstateClose(models.Model):
    """The files of a pack: the same tables on paper and as a workbook (B-07)."""

    _inherit = "estate.close"

    def _make_file(self, kind):
        """Make a file of the pack and keep it with its checksum."""
        close = self._as_printed()
        if kind == "xlsx":
            data = workbook_of(close, sheets_of(close))
        else:
            data, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
                "estate_service.action_report_close_pack", close.ids
            )
        month = f"{close.period:%Y-%m}"
        name = f"{close.company_id.name} {month} v{close.version}.{kind}"
        self.env["estate.close.file"]._keep(close, kind, name, data)
