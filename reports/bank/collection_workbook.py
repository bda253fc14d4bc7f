"""The list of a batch as a workbook that spreadsheets open rightly."""

import io

import xlsxwriter

from ...engine.cells import safe_cell
from .collection_rows import rows_of

WIDTHS = (6, 14, 20, 26, 18, 24, 14, 14, 34)


def workbook_of(batch):
    """Return the deductions of a batch as the bytes of an XLSX file.

    Text is written as text, whatever it begins with: account numbers keep all their
    digits and no name becomes a formula.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        # One moment for all copies: the same batch gives the same bytes.
        book.set_properties({"created": batch.date_frozen or batch.create_date})
        page = book.add_worksheet()
        _write_page(book, page, batch)
    return stream.getvalue()


def _write_page(book, page, batch):
    """Write the heads, a row per deduction, and the total."""
    bold = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    total = book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})
    rows = rows_of(batch)
    for column, (head, width) in enumerate(zip(_heads(batch.env), WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, bold)
    for number, row in enumerate(rows, 1):
        page.write_number(number, 0, row["number"])
        for column, key in enumerate(
            ("unit", "holder", "account", "contract", "period"), 1
        ):
            page.write_string(number, column, safe_cell(row[key]))
        page.write_number(number, 6, row["amount"], money)
        page.write_number(number, 7, row["paid"], money)
        page.write_string(number, 8, safe_cell(row["result"]))
    last = len(rows) + 1
    page.write_string(last, 1, batch.env._("Total"), total)
    page.write_number(last, 6, batch.amount_total, total)
    page.write_number(last, 7, batch.accepted_total, total)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(rows), len(WIDTHS) - 1)


def _heads(env):
    return (
        env._("Line No."),
        env._("Unit"),
        env._("Account Holder"),
        env._("Account Number"),
        env._("Contract No."),
        env._("Period"),
        env._("Asked For"),
        env._("Amount Taken"),
        env._("Result"),
    )
