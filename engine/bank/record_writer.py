"""Write the texts of records as a file of one of the three kinds."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from .layout import FieldLayout, Kind, Layout, RecordLayout, ValueKind
from .values import size_of

Texts = Mapping[FieldLayout, str]
_NO_MOMENT = datetime(2000, 1, 1)
"""Told as the moment of writing, so that the same records give the same bytes."""


def write_file(layout: Layout, rows: Sequence[tuple[RecordLayout, Texts]]) -> bytes:
    """Return the bytes of a file: one line per record, column names where due."""
    if layout.kind is Kind.FIXED:
        lines = [_fixed_line(texts, layout) for _record, texts in rows]
        text = "".join(line + layout.newline for line in lines)
        return text.encode(layout.encoding or "utf-8")
    cells = _with_names(layout, rows)
    if layout.kind is Kind.XLSX:
        return _workbook(layout, cells)
    return _delimited(layout, cells)


def _fixed_line(texts: Texts, layout: Layout) -> str:
    """Return a line with every text at its place."""
    line, size = "", 0
    for field, text in sorted(texts.items(), key=lambda item: item[0].first):
        gap = " " * (field.first - 1 - size)
        # Nothing is not zero: an empty field stays blank.
        filling = (field.pad if text else " ") * (field.width - size_of(text, layout))
        line += gap + (filling + text if field.right else text + filling)
        size = field.last
    return line


# ---- Tables ---------------------------------------------------------------------

_Cells = list[tuple[FieldLayout | None, str]]
"""A row: for each column its field, if it has one, and its text."""


def _with_names(
    layout: Layout, rows: Sequence[tuple[RecordLayout, Texts]]
) -> list[_Cells]:
    """Return the rows of a table, the column names above the details."""
    cells = [_row(texts, layout) for _record, texts in rows]
    if layout.by_name:
        names: _Cells = [(None, field.names[0]) for field in layout.detail.fields]
        cells.insert(1 if layout.header else 0, names)
    return cells


def _row(texts: Texts, layout: Layout) -> _Cells:
    """Return the cells of a record in the order of the columns."""
    places = {field: number for number, field in enumerate(layout.detail.fields, 1)}
    columns = {field.column or places[field]: field for field in texts}
    row: _Cells = [(None, "")] * max(columns)
    for number, field in columns.items():
        row[number - 1] = field, texts[field]
    return row


def _delimited(layout: Layout, rows: list[_Cells]) -> bytes:
    """Return a delimited text."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=layout.delimiter,
        lineterminator=layout.newline,
        quoting=csv.QUOTE_MINIMAL if layout.quotes else csv.QUOTE_NONE,
        quotechar='"' if layout.quotes else None,
    )
    writer.writerows([text for _field, text in row] for row in rows)
    return out.getvalue().encode(layout.encoding or "utf-8")


def _workbook(layout: Layout, rows: list[_Cells]) -> bytes:
    """Return a workbook: amounts are numbers, all else is text whatever it begins with.

    Account numbers would lose digits as numbers, and names could be formulas.
    """
    # Here, so that text files are written where xlsxwriter is not installed.
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _NO_MOMENT})
        page = book.add_worksheet(layout.sheet or None)
        for number, row in enumerate(rows):
            for column, (field, text) in enumerate(row):
                if text and field and field.kind is ValueKind.AMOUNT:
                    page.write_number(number, column, float(text))
                elif text:
                    page.write_string(number, column, text)
    return out.getvalue()
