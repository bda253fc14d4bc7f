"""Read the table files of other programs (CSV, TXT, XLSX) without trusting them.

A file is judged by its content, not by its name. Whatever the bytes are, the answer
is a :class:`Workbook` or a :class:`TableError`; limits hold before memory is spent.
Cells keep the type the file gives them; :mod:`cells` turns them into values.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from .decoding import decode_text
from .table_error import TableError
from .workbook import Cell, Limits, Row, Sheet, Workbook, rows_of

_XLSX_MAGIC = b"PK\x03\x04"
_XLS_MAGIC = b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",\t;|"
_SNIFFED_CHARS = 64_000
_SNIFFED_ROWS = 200


class Dialect(NamedTuple):
    """How a text file parts its cells, where its layout prescribes it."""

    delimiter: str
    quotes: bool = True
    """Cells may stand in quotation marks; otherwise a quotation mark is a character."""


class Header(NamedTuple):
    """Where a table's header was found."""

    row_index: int
    """Position of the header among the rows given; the data follow."""
    columns: dict[str, int]
    """Column (from 0) of each field that has one."""
    repeated: dict[str, list[int]]
    """Further columns that bear the name of a field whose first one was taken."""


def read_table(
    data: bytes,
    filename: str,
    limits: Limits | None = None,
    encoding: str | None = None,
    dialect: Dialect | None = None,
) -> Workbook:
    """Read a CSV, TXT or XLSX file.

    :param encoding: of a text file, where its layout prescribes one.
    :param dialect: of a text file, where its layout prescribes one.
    :raise TableError: ``empty``, ``file_too_large``, ``xls_not_supported``, ``binary``,
        ``bad_encoding``, ``bad_quotes``, ``too_many_rows``, ``too_many_columns``,
        ``cell_too_long``, and for XLSX ``unpacked_too_large``, ``too_many_parts``,
        ``too_many_sheets``, ``encrypted``, ``doctype``, ``formula``,
        ``error_value``, ``unreadable``.
    """
    limits = limits or Limits()
    limits.check_size(data)
    if data.startswith(_XLS_MAGIC):
        raise TableError("xls_not_supported")
    if is_xlsx(data):
        # Here, so that text files are read where openpyxl is not installed.
        from .xlsx import read_xlsx

        return read_xlsx(data, limits)
    decoded = decode_text(data, encoding)
    name = PurePath(filename).stem
    rows = rows_of(_csv_records(decoded.text, dialect), limits, name)
    return Workbook([Sheet(name, rows)], decoded.encoding)


def is_xlsx(data: bytes) -> bool:
    """Tell whether a file is a packed workbook, whatever its name says."""
    return data.startswith(_XLSX_MAGIC)


# ---- Text files -----------------------------------------------------------------


def _csv_records(text: str, dialect: Dialect | None) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a delimited text with their numbers."""
    number = 0
    dialect = dialect or Dialect(sniff_delimiter(text))
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE,
        strict=True,
    )
    try:
        for number, record in enumerate(reader, 1):
            yield number, record
    except csv.Error as error:
        code = "cell_too_long" if "field larger" in str(error) else "bad_quotes"
        raise TableError(code, row=number + 1) from error


def sniff_delimiter(text: str) -> str:
    """Return the delimiter that gives the most rows of one width; comma if none.

    Title rows above a table and remarks with commas are outvoted by the table.
    """
    sample = text[:_SNIFFED_CHARS].splitlines()[:_SNIFFED_ROWS]

    def votes(delimiter: str) -> int:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        return max((n * (width - 1) for width, n in widths.items() if width), default=0)

    return max(_DELIMITERS, key=votes)


# ---- Header ---------------------------------------------------------------------


def find_header(
    rows: Sequence[Row],
    synonyms: Mapping[str, Sequence[str]],
    required: Collection[str] = (),
    within: int = 50,
) -> Header:
    """Find the row that names the columns, below whatever titles stand above it.

    :param synonyms: for each field the names its column may bear, best first. Blanks,
        letter case, width and a unit in brackets do not matter.
    :param required: fields without which the table cannot be used.
    :param within: how many rows to look at.
    :raise TableError: ``header_not_found`` (``fields``) or ``columns_missing``
        (``fields``, ``row``).
    """
    known = {label_of(name) for names in synonyms.values() for name in names}
    known |= {_bare(name) for name in known}

    def matched(index: int) -> int:
        return len(known.intersection(_bare(label_of(c)) for c in rows[index].cells))

    best = max(range(min(within, len(rows))), key=matched, default=None)
    if best is None or matched(best) < min(2, len(synonyms)):
        raise TableError("header_not_found", fields=sorted(required or synonyms))
    labels = [label_of(cell) for cell in rows[best].cells]
    places = _places(labels, synonyms)
    missing = sorted(set(required) - set(places))
    if missing:
        raise TableError("columns_missing", fields=missing, row=rows[best].number)
    columns = {field: found[0] for field, found in places.items()}
    repeated = {field: found[1:] for field, found in places.items() if found[1:]}
    return Header(best, columns, repeated)


def _places(
    labels: list[str], synonyms: Mapping[str, Sequence[str]]
) -> dict[str, list[int]]:
    """Return the columns of each field: by full name first, else without its unit."""
    found = {}
    bare_labels = [_bare(label) for label in labels]
    for field, names in synonyms.items():
        wanted = [(labels, label_of(name)) for name in names]
        wanted += [(bare_labels, _bare(label_of(name))) for name in names]
        for present, name in wanted:
            places = [i for i, label in enumerate(present) if name and label == name]
            if places:
                found[field] = places
                break
    return found


def label_of(cell: Cell) -> str:
    """Return a column's name without width, case, blanks and marks."""
    if not isinstance(cell, str):
        return ""
    text = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"[\s*:_\u200b\ufeff]", "", text)


def _bare(label: str) -> str:
    """Return a label without what stands in brackets, as long as anything is left."""
    return re.sub(r"[(\[【][^)\]】]*[)\]】]", "", label) or label
