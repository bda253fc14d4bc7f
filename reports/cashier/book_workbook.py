"""The usage of receipt books as a workbook that spreadsheets open rightly."""

import io

import xlsxwriter

from ...engine.cells import safe_cell
from .book_rows import facts_of, rows_of

WIDTHS = (26, 14, 16, 18, 18, 10, 8, 14, 40)


def workbook_of(books):
    """Return what became of the papers of books as the bytes of an XLSX file.

    Text is written as text, whatever it begins with: no prefix becomes a formula.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        _write_page(book, book.add_worksheet(), books)
    return stream.getvalue()


def _write_page(workbook, page, books):
    """Write the heads and a row per range of each book."""
    bold = workbook.add_format({"bold": True, "bottom": 1})
    money = workbook.add_format({"num_format": "#,##0.00"})
    for column, (head, width) in enumerate(zip(_heads(books.env), WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, bold)
    rows = [(facts_of(book), row) for book in books for row in rows_of(book)]
    for number, (facts, row) in enumerate(rows, 1):
        texts = (
            *(facts[key] for key in ("numbers", "kind", "holder")),
            *(row[key] for key in ("first", "last", "label")),
        )
        for column, text in enumerate(texts):
            page.write_string(number, column, safe_cell(text))
        page.write_number(number, len(texts), row["count"])
        if row["amount"] is not None:
            page.write_number(number, len(texts) + 1, row["amount"], money)
        page.write_string(number, len(texts) + 2, safe_cell(row["reason"]))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows), len(WIDTHS) - 1)


def _heads(env):
    return (
        env._("Receipt Book"),
        env._("Kind of Paper"),
        env._("Issued To"),
        env._("First Number"),
        env._("Last Number"),
        env._("State"),
        env._("Papers"),
        env._("Amount"),
        env._("Reasons"),
    )
