"""The pack of a month as a workbook that spreadsheets open rightly (B-07)."""

import io

import xlsxwriter

from ...engine.cells import safe_cell
from .. import formats

WIDTHS = {"text": 20, "right": 16, "money": 16, "count": 10, "percent": 10, "date": 12}
LONGEST_NAME = 31
HUNDRED = 100


def workbook_of(close, sheets):
    """Return the tables of a month as the bytes of an XLSX file.

    Text is written as text, whatever it begins with: no name becomes a formula.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        # The moment of the close: the same close gives the same bytes.
        book.set_properties({"created": close.closed_at, "title": close.display_name})
        styles = _styles(book)
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.title))
            _write_page(page, sheet, styles, close)
    return stream.getvalue()


def _sheet_name(title):
    """Return a title without what names of sheets may not hold."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in title)
    return plain[:LONGEST_NAME]


def _styles(book):
    formats_ = {
        "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
        "title": {"bold": True, "font_size": 14},
        "note": {"italic": True},
        "text": {},
        "right": {"align": "right"},
        "money": {"num_format": "#,##0.00"},
        "count": {"num_format": "0"},
        "percent": {"num_format": "0.0%"},
        "date": {"num_format": "yyyy-mm-dd"},
    }
    totals = {
        f"total_{name}": {**style, "bold": True, "top": 1}
        for name, style in formats_.items()
    }
    return {name: book.add_format(s) for name, s in (formats_ | totals).items()}


def _write_page(page, sheet, styles, close):
    """Write the title, the heads, the rows and their total."""
    page.write_string(0, 0, safe_cell(sheet.title), styles["title"])
    page.write_string(1, 0, safe_cell(close.display_name))
    page.write_string(2, 0, safe_cell(sheet.note), styles["note"])
    first = 4
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, WIDTHS[column.kind])
        page.write_string(first - 1, place, safe_cell(column.head), styles["head"])
    for number, row in enumerate(sheet.rows, first):
        _write_row(page, number, row, sheet.columns, styles)
    last = first + len(sheet.rows)
    if sheet.total:
        _write_row(page, last, sheet.total, sheet.columns, styles, "total_")
    page.freeze_panes(first, 1)
    if sheet.rows:
        page.autofilter(first - 1, 0, last - 1, len(sheet.columns) - 1)


def _write_row(page, number, row, columns, styles, prefix=""):
    for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
        style = styles[prefix + column.kind]
        if cell is None or cell == "":
            page.write_blank(number, place, None, style)
        elif isinstance(cell, str):
            page.write_string(number, place, safe_cell(cell), style)
        elif column.kind == "date":
            page.write_datetime(number, place, cell, style)
        elif column.kind == "percent":
            page.write_number(number, place, cell / HUNDRED, style)
        else:
            page.write_number(number, place, float(cell), style)


def shown(env, cell, kind, currency):
    """Return a cell as it is printed."""
    if cell is None or cell == "" or cell is False:
        return ""
    if isinstance(cell, str):
        return cell
    if kind == "date":
        return formats.day(env, cell)
    if kind == "percent":
        return f"{cell:.1f} %"
    if kind == "count":
        return str(int(cell))
    return formats.amount(env, float(cell), currency)
