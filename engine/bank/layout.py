"""How the records of a collection file lie in it: what an administrator edits (B-03).

A layout is written as plain JSON and read by :func:`layout_parse.parse_layout`::

    {
      "kind": "fixed",              fixed | delimited | xlsx; fixed unless told
      "encoding": "gbk",            utf-8, utf-8-sig, gbk, gb18030, big5, ascii or auto
      "newline": "CRLF",            CRLF | LF; any is read
      "positions": "bytes",         bytes | characters, for fixed; bytes for Chinese
      "delimiter": "|",             for delimited; a comma unless told
      "quotes": true,               for delimited: cells may stand in quotation marks
      "sheet": "明细",              for xlsx; the first one unless told
      "amount": "cents",            cents | yuan
      "date": "YYYYMMDD",
      "codes": {"00": "success"},   the bank's result codes: success | retry | stop
      "header":  {"mark": "H", "account": [2, 26], …},
      "detail":  {"mark": "D", "sequence": [2, 9], …},
      "trailer": {"mark": "T", "accepted": [2, 9], …}
    }

A field is told by its place: first and last position from 1 (fixed), the number of
its column from 1, or the name of its column (one or several, the first is written).
What differs from the usual is told in a longer form::

    "amount": {"at": [35, 49], "unit": "yuan", "sign": "minus_first", "pad": " "}

with ``kind`` (text, integer, amount, date, constant; known names have theirs),
``required``, ``align`` (left, right), ``pad``, ``unit`` (cents, yuan), ``sign``,
``format`` (a date's), ``value`` (a constant's) and ``max`` (characters or bytes at
most, for tables). A record without mark is known by its place: a header is the first
line, a trailer the last.

Names that are checked wherever they stand in header or trailer: ``count``, ``total``,
``accepted``, ``accepted_total``, ``rejected``, ``rejected_total``.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What a file is."""

    FIXED = "fixed"
    """Text whose fields have fixed positions."""
    DELIMITED = "delimited"
    """Text whose fields are parted by a character (CSV)."""
    XLSX = "xlsx"


class ValueKind(str, Enum):
    """What a field holds."""

    TEXT = "text"
    INTEGER = "integer"
    """Digits only."""
    AMOUNT = "amount"
    """``Decimal`` in yuan with two decimals, written in cents or yuan."""
    DATE = "date"
    CONSTANT = "constant"
    """Always the same text."""


class Sign(str, Enum):
    """How an amount below zero is written."""

    NONE = "none"
    """Not at all: there are none."""
    MINUS_FIRST = "minus_first"
    ALWAYS_FIRST = "always_first"
    """Plus or minus before every amount."""
    MINUS_LAST = "minus_last"


class Outcome(str, Enum):
    """What a result code of the bank means for the bill."""

    SUCCESS = "success"
    RETRY = "retry"
    """Not taken; may go into the second deduction."""
    STOP = "stop"
    """Not taken; the mandate or account does not allow another try."""


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """Where and how one value is written."""

    name: str
    kind: ValueKind
    first: int = 0
    """First position in a fixed line, from 1."""
    last: int = 0
    """Last position, included."""
    column: int = 0
    """Number of the column in a table, from 1; 0 when it is found by name."""
    names: tuple[str, ...] = ()
    """Names its column may bear; the first one is written."""
    required: bool = False
    pad: str = " "
    """Character that fills a fixed field."""
    right: bool = False
    """The value stands at the right end of a fixed field."""
    cents: bool = False
    """An amount is written as a whole number of cents."""
    sign: Sign = Sign.NONE
    format: str = ""
    """Of a date, such as ``YYYYMMDD``; empty: any way in which people write dates."""
    value: str = ""
    """Of a constant."""
    longest: int = 0
    """Size at most in a table, 0 for any."""

    @property
    def width(self) -> int:
        """Number of positions in a fixed line."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """One kind of record."""

    role: str
    """``header``, ``detail`` or ``trailer``."""
    fields: tuple[FieldLayout, ...]
    mark: FieldLayout | None = None
    """The constant that tells the record, if it has one."""

    @property
    def all_fields(self) -> tuple[FieldLayout, ...]:
        """The fields with the mark."""
        return (self.mark, *self.fields) if self.mark else self.fields

    def field(self, name: str) -> FieldLayout | None:
        """Return the field of a name, ``None`` if the record has none."""
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked layout."""

    detail: RecordLayout
    header: RecordLayout | None = None
    trailer: RecordLayout | None = None
    kind: Kind = Kind.FIXED
    encoding: str | None = None
    """``None``: found when reading; such a layout cannot be written."""
    newline: str = "\r\n"
    bytewise: bool = False
    """Positions and sizes count bytes, not characters."""
    delimiter: str = ","
    quotes: bool = True
    sheet: str = ""
    codes: Mapping[str, Outcome] = dataclasses.field(default_factory=dict)

    @property
    def records(self) -> tuple[RecordLayout, ...]:
        """The kinds of record in the order of the file."""
        return tuple(r for r in (self.header, self.detail, self.trailer) if r)

    @property
    def by_name(self) -> bool:
        """Whether a row with the names of the columns stands above the details."""
        return any(field.names for field in self.detail.fields)
