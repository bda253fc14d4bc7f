"""Read XLSX files without trusting them.

Before openpyxl sees the file, the archive is checked: sizes (a zip bomb is small until
it is opened) and the head of every part, in which a document type would be declared,
the only door for entity bombs and external entities in XML. Formulas are refused, not
evaluated: their shown value is whatever the writing program last stored.
"""

import io
import math
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .doctype import refuse_doctype
from .table_error import TableError
from .workbook import Cell, Limits, Sheet, Workbook, rows_of

_LAST_ROW = 1_048_576
_PLACES_TOLD = 20
_ENCRYPTED = 0x1


def read_xlsx(data: bytes, limits: Limits) -> Workbook:
    """Read every sheet of an XLSX file.

    :raise TableError: see :func:`tabular.read_table`.
    """
    # openpyxl and zipfile answer a damaged file with some twenty kinds of exception;
    # each of them means the same to whoever sent the file.
    try:
        check_archive(data, limits)
        with warnings.catch_warnings():
            # Styles and validations that openpyxl does not know do not matter here.
            warnings.simplefilter("ignore")
            return _read(data, limits)
    except TableError:
        raise
    except Exception as error:
        raise TableError("unreadable", detail=type(error).__name__) from error


def _read(data: bytes, limits: Limits) -> Workbook:
    """Read the sheets of a checked archive."""
    book = load_workbook(
        io.BytesIO(data), read_only=True, data_only=False, keep_links=False
    )
    with closing(book):
        sheets = book.worksheets
        if len(sheets) > limits.sheets:
            raise TableError("too_many_sheets", limit=limits.sheets)
        return Workbook([_sheet(sheet, limits) for sheet in sheets])


def _sheet(sheet: Any, limits: Limits) -> Sheet:
    """Read one sheet; formulas and error values are told with their places."""
    # The size a sheet claims is not to be trusted: openpyxl would fill it with blanks.
    sheet.reset_dimensions()
    refused: dict[str, list[str]] = {"formula": [], "error_value": []}
    rows = rows_of(_records(sheet, limits, refused), limits, sheet.title)
    for code, places in refused.items():
        if places:
            raise TableError(code, sheet=sheet.title, cells=places)
    return Sheet(sheet.title, rows)


def _records(
    sheet: Any, limits: Limits, refused: dict[str, list[str]]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the values of each row, noting the places of refused cells."""
    budget = limits.rows * limits.columns
    for number, cells in enumerate(sheet.iter_rows(), 1):
        budget -= len(cells)
        if number > _LAST_ROW or budget < 0:
            raise TableError("too_many_rows", sheet=sheet.title, limit=limits.rows)
        for column, cell in enumerate(cells, 1):
            kind = "e" if _is_endless(cell.value) else cell.data_type
            _note_refused(kind, number, column, refused)
        yield number, [cell.value for cell in cells]


def _is_endless(value: Cell) -> bool:
    """Tell whether a number is no number: too large for a spreadsheet, or NaN."""
    return isinstance(value, float) and not math.isfinite(value)


def _note_refused(
    kind: str, row: int, column: int, refused: dict[str, list[str]]
) -> None:
    """Note the place of a formula or an error value; a few are enough to be told."""
    code = {"f": "formula", "e": "error_value"}.get(kind)
    if code and len(refused[code]) < _PLACES_TOLD:
        refused[code].append(f"{get_column_letter(column)}{row}")


# ---- Archive --------------------------------------------------------------------


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse an archive that unpacks too large, is locked or declares a DOCTYPE.

    zipfile unpacks no more of a part than its entry declares, so the declared sizes
    can be relied on.

    :raise TableError: ``unpacked_too_large``, ``too_many_parts``, ``encrypted`` or
        ``doctype``.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > limits.parts:
            raise TableError("too_many_parts", limit=limits.parts)
        size = sum(part.file_size for part in parts)
        if size > limits.unpacked:
            raise TableError("unpacked_too_large", size=size, limit=limits.unpacked)
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise TableError("encrypted")
        for part in parts:
            with archive.open(part) as stream:
                refuse_doctype(stream.read, part.filename)
