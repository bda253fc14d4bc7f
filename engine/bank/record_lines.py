"""The lines of a collection file as they come: fixed text, delimited text, workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ..decoding import decode_text
from ..table_error import TableError
from ..tabular import Dialect, find_header, is_xlsx, read_table
from ..workbook import Cell, Limits, Row, Sheet, is_blank
from .fault import refusal
from .layout import FieldLayout, Kind, Layout, RecordLayout, ValueKind
from .values import ValueFault

_END_OF_FILE = "\x1a"


class Line(Protocol):
    """A line of a file, not yet understood."""

    @property
    def number(self) -> int:
        """Line or row, from 1."""

    @property
    def told(self) -> str:
        """The line as it is told to a person."""

    def cell(self, field: FieldLayout) -> Cell:
        """Return what stands at a field's place.

        :raise ValueError: ``split_character`` or ``line_too_short``.
        """

    def excess(self, record: RecordLayout) -> int:
        """Return the record's last position if there is content beyond it, else 0."""


def read_lines(data: bytes, layout: Layout, limits: Limits) -> list[Line]:
    """Return the lines with content; the row of column names is not among them.

    :raise TableError: see :func:`tabular.read_table`.
    :raise BankFileError: ``wrong_format``, ``sheet_missing``.
    """
    if is_xlsx(data) != (layout.kind is Kind.XLSX):
        raise refusal("wrong_format", expected=layout.kind.value)
    if layout.kind is Kind.FIXED:
        return _fixed_lines(data, layout, limits)
    dialect = Dialect(layout.delimiter, layout.quotes)
    book = read_table(data, "", limits, layout.encoding, dialect)
    return _table_lines(_sheet(book.sheets, layout), layout)


# ---- Fixed lines ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _FixedLine:
    """A line of fixed positions."""

    number: int
    told: str
    content: str | bytes
    """Bytes where the positions count them."""
    encoding: str

    def cell(self, field: FieldLayout) -> str:
        cut = self.content[field.first - 1 : field.last]
        if 0 < len(cut) < field.width and field.kind is not ValueKind.TEXT:
            raise ValueFault("line_too_short", limit=field.last)
        if isinstance(cut, str):
            return cut
        try:
            return cut.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise ValueFault("split_character") from error

    def excess(self, record: RecordLayout) -> int:
        end = max(field.last for field in record.all_fields)
        return end if self.content[end:].strip() else 0


def _fixed_lines(data: bytes, layout: Layout, limits: Limits) -> list[Line]:
    """Split a text into lines with content."""
    limits.check_size(data)
    decoded = decode_text(data, layout.encoding)
    lines: list[Line] = []
    for number, text in enumerate(decoded.text.split("\n"), 1):
        text = text.rstrip("\r" + _END_OF_FILE)
        if not text.strip():
            continue
        if len(lines) == limits.rows:
            raise TableError("too_many_rows", sheet="", limit=limits.rows)
        content = text.encode(decoded.encoding) if layout.bytewise else text
        lines.append(_FixedLine(number, text, content, decoded.encoding))
    return lines


# ---- Tables ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TableLine:
    """A row of a table."""

    row: Row
    columns: Mapping[str, int]
    """Places of the fields that are found by the name of their column."""

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def told(self) -> str:
        return " ".join(str(cell) for cell in self.row.cells if not is_blank(cell))

    def cell(self, field: FieldLayout) -> Cell:
        if field.column:
            return self.row.cell(field.column - 1)
        return self.row.cell(self.columns.get(field.name))

    def excess(self, record: RecordLayout) -> int:
        return 0


def _sheet(sheets: list[Sheet], layout: Layout) -> Sheet:
    """Return the sheet that the layout names, or the first one."""
    if layout.kind is not Kind.XLSX or not layout.sheet:
        return sheets[0]
    for sheet in sheets:
        if sheet.name.strip() == layout.sheet.strip():
            return sheet
    raise refusal("sheet_missing", value=layout.sheet)


def _table_lines(sheet: Sheet, layout: Layout) -> list[Line]:
    """Return the rows; where columns have names, without whatever is no record.

    Then a header is the sheet's first row, and the details begin below the names.
    """
    if not layout.by_name:
        return [_TableLine(row, {}) for row in sheet.rows]
    fields = layout.detail.fields
    header = find_header(
        sheet.rows,
        {field.name: field.names for field in fields},
        [field.name for field in fields if field.required],
    )
    rows = sheet.rows[header.row_index + 1 :]
    if layout.header:
        if not header.row_index:
            raise refusal("header_missing", line=sheet.rows[0].number, expected="")
        rows = [sheet.rows[0], *rows]
    return [_TableLine(row, header.columns) for row in rows]
