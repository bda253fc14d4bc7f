from odoo import api, models

from .. import formats
from .book_rows import facts_of, rows_of

COUNTS = ("used", "void", "missing", "skipped", "blank")


class ReportBookSlip(models.AbstractModel):
    """票据领用单: whom a book was issued to; he signs it, and again at the return."""

    _name = "report.estate_service.report_book_slip"
    _description = "Issue Slip of a Receipt Book"

    @api.model
    def _get_report_values(self, docids, data=None):
        books = self.env["estate.receipt.book"].browse(docids)
        books.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": books._name,
            "docs": books,
            "pages": [self._page(book) for book in books],
        }

    def _page(self, book):
        return {
            "book": book,
            "lang": book.env.lang or "en_US",
            "company": book.company_id,
            "community": book.community_id,
            **facts_of(book),
        }


class ReportBookList(models.AbstractModel):
    """票据使用清单: what became of each number of a book (B-05, R-802)."""

    _name = "report.estate_service.report_book_list"
    _description = "Usage List of Receipt Books"
    _inherit = ["report.estate_service.report_book_slip"]

    def _page(self, book):
        def money(amount):
            return (
                ""
                if amount is None
                else formats.amount(book.env, amount, book.currency_id)
            )

        rows = rows_of(book)
        total = sum(row["amount"] or 0 for row in rows)
        return {
            **super()._page(book),
            "symbol": book.currency_id.symbol,
            "rows": [{**row, "amount": money(row["amount"])} for row in rows],
            "total": money(total),
            "counts": {state: book[f"{state}_count"] for state in COUNTS},
        }
