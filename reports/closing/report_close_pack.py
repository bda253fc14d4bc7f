from odoo import api, fields, models

from .. import formats
from .pack_sheets import sheets_of
from .pack_workbook import shown

ALIGNED = ("money", "right", "count", "percent")


class ReportClosePack(models.AbstractModel):
    """月末关账报表: the tables of a month on paper (B-07)."""

    _name = "report.estate_service.report_close_pack"
    _description = "Pack of a Closed Month"

    @api.model
    def _get_report_values(self, docids, data=None):
        closes = self.env["estate.close"].browse(docids)
        closes.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": closes._name,
            "docs": closes,
            "pages": [self._page(close._as_printed()) for close in closes],
        }

    def _page(self, close):
        limit = close.company_id.estate_print_limit
        local = close.with_context(tz=close.company_id._estate_timezone() or "UTC")
        moment = fields.Datetime.context_timestamp(local, close.closed_at)
        return {
            "close": close,
            "lang": close.env.lang or "en_US",
            "company": close.company_id,
            "community": close.env["estate.community"],
            "month": close.period_name,
            "closed_on": formats.day(close.env, moment),
            "closed_by": close.closed_by_id.name or "",
            "symbol": close.currency_id.symbol,
            "sheets": [self._sheet(close, sheet, limit) for sheet in sheets_of(close)],
        }

    def _sheet(self, close, sheet, limit):
        """Return a table as texts; a long one is cut, the workbook has all of it."""
        left_out = max(len(sheet.rows) - limit, 0)
        return {
            "code": sheet.code,
            "title": sheet.title,
            "note": sheet.note,
            "more": left_out
            and close.env._("… and %s more rows, in the workbook.", left_out),
            "heads": [
                {"text": column.head, "is_num": column.kind in ALIGNED}
                for column in sheet.columns
            ],
            "rows": [self._cells(close, row, sheet) for row in sheet.rows[:limit]],
            "total": self._cells(close, sheet.total, sheet) if sheet.total else [],
        }

    def _cells(self, close, row, sheet):
        return [
            {
                "text": shown(close.env, cell, column.kind, close.currency_id),
                "is_num": column.kind in ALIGNED,
            }
            for cell, column in zip(row, sheet.columns, strict=True)
        ]
