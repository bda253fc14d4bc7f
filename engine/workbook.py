"""What a table file holds, whatever its format: sheets of rows with content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .table_error import TableError

Cell = str | int | float | bool | datetime | date | time | timedelta | None
"""A cell as the file has it; text of a CSV file is always ``str``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read at most; beyond it the file is refused."""

    bytes: int = 20_000_000
    """Size of the file."""
    unpacked: int = 200_000_000
    """Size of an XLSX file's parts once unpacked, in bytes."""
    parts: int = 2_000
    """Number of parts of an XLSX file."""
    sheets: int = 50
    rows: int = 200_000
    """Rows with content, of each sheet."""
    columns: int = 256
    cell: int = 4_000
    """Characters of one cell."""

    def check_size(self, data: bytes) -> None:
        """Refuse a file that is too large or has nothing in it.

        :raise TableError: ``file_too_large`` or ``empty``.
        """
        if len(data) > self.bytes:
            raise TableError("file_too_large", size=len(data), limit=self.bytes)
        if not data.strip():
            raise TableError("empty")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content."""

    number: int
    """The row's number as a spreadsheet shows it, from 1."""
    cells: tuple[Cell, ...]
    """Up to the last cell with content."""

    def cell(self, column: int | None) -> Cell:
        """Return the cell of a column (from 0), ``None`` beyond the last."""
        if column is None or column >= len(self.cells):
            return None
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows with content."""

    name: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a file; a text file is one sheet named after the file."""

    sheets: list[Sheet]
    encoding: str | None = None
    """Encoding of a text file, ``None`` for XLSX."""


def rows_of(
    records: Iterable[tuple[int, Sequence[Cell]]], limits: Limits, sheet: str
) -> list[Row]:
    """Return the records with content as rows, within the limits."""
    rows: list[Row] = []
    for number, cells in records:
        row = Row(number, _trimmed(cells))
        if not row.cells:
            continue
        _check_row(row, limits, sheet)
        if len(rows) == limits.rows:
            raise TableError("too_many_rows", sheet=sheet, limit=limits.rows)
        rows.append(row)
    return rows


def _trimmed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells without the blank ones at the end."""
    width = len(cells)
    while width and is_blank(cells[width - 1]):
        width -= 1
    return tuple(cells[:width])


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell has no content (ideographic blanks count as blank)."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _check_row(row: Row, limits: Limits, sheet: str) -> None:
    """Refuse a row that is too wide or has too long a cell."""
    if len(row.cells) > limits.columns:
        raise TableError(
            "too_many_columns", sheet=sheet, row=row.number, limit=limits.columns
        )
    for column, cell in enumerate(row.cells, 1):
        if isinstance(cell, str) and len(cell) > limits.cell:
            raise TableError(
                "cell_too_long",
                sheet=sheet,
                row=row.number,
                column=column,
                limit=limits.cell,
            )
