"""One value of a record: read from a cell of a file, and written for a layout.

What does not fit is a ``ValueError`` whose first argument is a fault code and whose
second, if any, holds what the sentence needs; nothing is cut, nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..cells import cell_date, cell_decimal, cell_text, safe_cell
from ..money import from_cents, to_cents
from ..workbook import Cell, Limits, is_blank
from .dates import format_date, parse_date
from .layout import FieldLayout, Kind, Layout, Sign, ValueKind

Value = str | int | Decimal | date | None
"""Text, a whole number, an amount in yuan, a day; ``None`` where there is nothing."""

_DIGITS = re.compile(r"0*\d{1,18}", re.ASCII)
_YUAN = re.compile(r"0*\d{1,18}(?:\.\d{1,12})?", re.ASCII)
_CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
_LONGEST = Limits().cell
_SPREADSHEET_DIGITS = 15
"""A spreadsheet keeps no more digits of a number."""


class ValueFault(ValueError):
    """A value cannot be read or written; ``params`` adds to the code."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def fault_of(error: ValueError) -> tuple[str, Mapping[str, Any]]:
    """Return code and parameters of any error of the engine's value readers."""
    if isinstance(error, ValueFault):
        return error.code, error.params
    return str(error), {}


# ---- Reading --------------------------------------------------------------------


def read_value(field: FieldLayout, cell: Cell, layout: Layout) -> Value:
    """Return the value in a cell; text of a fixed line still has its filling.

    :raise ValueError: ``missing_value``, ``bad_number``, ``bad_date``, ``negative``,
        ``fraction_of_cent``, ``digits_lost``, ``constant_differs`` (``expected``).
    """
    if field.kind in (ValueKind.TEXT, ValueKind.CONSTANT):
        value: Value = _text(field, cell, layout)
    elif is_blank(cell):
        value = None
    elif field.kind is ValueKind.INTEGER:
        value = int(_digits(cell))
    elif field.kind is ValueKind.AMOUNT:
        value = _amount(field, cell, layout)
    else:
        value = _date(field, cell)
    if field.kind is ValueKind.CONSTANT:
        if value != field.value:
            raise ValueFault("constant_differs", expected=field.value)
    elif field.required and value in (None, ""):
        raise ValueFault("missing_value")
    return value


def _text(field: FieldLayout, cell: Cell, layout: Layout) -> str:
    """Return a text without what fills its field."""
    text = cell if isinstance(cell, str) else cell_text(cell) or ""
    if layout.kind is Kind.FIXED and field.pad != " ":
        text = text.lstrip(field.pad) if field.right else text.rstrip(field.pad)
    text = text.strip()
    return _unguarded(text) if _is_guarded(field, layout) else text


def _digits(cell: Cell) -> str:
    """Return the digits of a whole number."""
    text = (cell_text(cell) or "") if not isinstance(cell, str) else cell.strip()
    if not _DIGITS.fullmatch(text):
        raise ValueFault("bad_number")
    return text


def _amount(field: FieldLayout, cell: Cell, layout: Layout) -> Decimal:
    """Return an amount with two decimals."""
    negative = False
    if isinstance(cell, str):
        cell, negative = _unsigned(field, cell.strip())
    if field.cents:
        if isinstance(cell, int | float) and cell < 0:
            cell, negative = -cell, True
        value = from_cents(int(_digits(cell)))
    elif isinstance(cell, str) and _YUAN.fullmatch(cell):
        value = Decimal(cell)
    elif layout.kind is Kind.FIXED:
        raise ValueFault("bad_number")
    else:
        # People see thousands separators and currency signs in tables.
        value = cell_decimal(cell) or Decimal(0)
    value = from_cents(to_cents(-value if negative else value))
    if value < 0 and field.sign is Sign.NONE:
        raise ValueFault("negative")
    return value


def _unsigned(field: FieldLayout, text: str) -> tuple[str, bool]:
    """Return an amount's text without its sign, and whether that was a minus."""
    if field.sign is Sign.NONE:
        return text, False
    if field.sign is Sign.MINUS_LAST:
        return text.removesuffix("-").strip(), text.endswith("-")
    sign = text[:1]
    if sign in ("+", "-"):
        return text[1:].strip(), sign == "-"
    if field.sign is Sign.ALWAYS_FIRST:
        raise ValueFault("bad_number")
    return text, False


def _date(field: FieldLayout, cell: Cell) -> date | None:
    """Return a day: of the format told, else in any way in which people write it."""
    if field.format and not isinstance(cell, date):
        return parse_date(cell_text(cell) or "", field.format)
    return cell_date(cell)


# ---- Writing --------------------------------------------------------------------


def write_value(field: FieldLayout, value: Value, layout: Layout) -> str:
    """Return the text of a value, without the blanks that fill a fixed field.

    :raise ValueError: ``missing_value``, ``bad_number``, ``bad_date``, ``negative``,
        ``fraction_of_cent``, ``too_long``, ``not_encodable``, ``control_character``,
        ``delimiter_in_value``, ``pad_in_value``.
    """
    if field.kind is ValueKind.CONSTANT:
        text = field.value
    elif value in (None, ""):
        text = ""
    elif field.kind is ValueKind.TEXT:
        text = _written_text(field, value, layout)
    elif field.kind is ValueKind.DATE:
        text = _written_date(field, value)
    else:
        text = _written_number(field, value, layout)
    if field.required and not text:
        raise ValueFault("missing_value")
    _check_size(field, text, layout)
    return text


def _written_text(field: FieldLayout, value: Value, layout: Layout) -> str:
    """Return a text once it is sure to come back as it is."""
    text = str(value).strip()
    if any(unicodedata.category(char) in _CONTROLS for char in text):
        raise ValueFault("control_character")
    if layout.kind is Kind.FIXED:
        filled = text[:1] if field.right else text[-1:]
        if field.pad != " " and filled == field.pad:
            raise ValueFault("pad_in_value", pad=field.pad)
    elif layout.kind is Kind.DELIMITED and not layout.quotes:
        if layout.delimiter in text:
            raise ValueFault("delimiter_in_value")
    check_encodable(text, layout)
    return _guarded(text) if _is_guarded(field, layout) else text


def _written_date(field: FieldLayout, value: Value) -> str:
    """Return a day in the format of its field."""
    if not isinstance(value, date):
        raise ValueFault("bad_date")
    day = value.date() if isinstance(value, datetime) else value
    return format_date(day, field.format)


def _written_number(field: FieldLayout, value: Value, layout: Layout) -> str:
    """Return a whole number or an amount, filled with zeros if its field is."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueFault("bad_number")
    if field.kind is ValueKind.INTEGER and not isinstance(value, int):
        raise ValueFault("bad_number")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueFault("not_finite")
    if value < 0 and field.sign is Sign.NONE:
        raise ValueFault("negative")
    digits = str(abs(value))
    if field.kind is ValueKind.AMOUNT:
        cents = abs(to_cents(Decimal(value)))
        digits = str(cents) if field.cents else f"{from_cents(cents):f}"
        if layout.kind is Kind.XLSX and len(str(cents)) > _SPREADSHEET_DIGITS:
            raise ValueFault("too_long", limit=_SPREADSHEET_DIGITS, size=len(digits))
    return _signed(field, digits, value < 0, layout)


def _signed(field: FieldLayout, digits: str, negative: bool, layout: Layout) -> str:
    """Return digits with their sign; zeros stand between the two."""
    if layout.kind is Kind.XLSX:
        return f"-{digits}" if negative else digits
    sign = "-" if negative else "+" if field.sign is Sign.ALWAYS_FIRST else ""
    if layout.kind is Kind.FIXED and field.pad == "0":
        room = 1 if sign or field.sign is Sign.MINUS_LAST else 0
        digits = digits.zfill(field.width - room)
    if field.sign is Sign.MINUS_LAST:
        return digits + (sign or (" " if layout.kind is Kind.FIXED else ""))
    return sign + digits


def _check_size(field: FieldLayout, text: str, layout: Layout) -> None:
    """Refuse a text that needs more room than its field has."""
    limit = field.width if layout.kind is Kind.FIXED else field.longest or _LONGEST
    size = size_of(text, layout)
    if size > limit:
        raise ValueFault("too_long", limit=limit, size=size)


def size_of(text: str, layout: Layout) -> int:
    """Return the size of a text in bytes or characters, as the layout counts."""
    if layout.bytewise and layout.encoding:
        return len(text.encode(layout.encoding))
    return len(text)


def check_encodable(text: str, layout: Layout) -> None:
    """Refuse a text with a character that the file's encoding lacks.

    :raise ValueError: ``not_encodable`` (``character``, ``encoding``).
    """
    encoding = layout.encoding or "utf-8"
    if layout.kind is Kind.XLSX:
        encoding = "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        raise ValueFault(
            "not_encodable", character=text[error.start], encoding=encoding
        ) from error


# ---- Text that a spreadsheet would run as a formula -----------------------------


def _is_guarded(field: FieldLayout, layout: Layout) -> bool:
    """Tell whether text is kept from being a formula by an apostrophe.

    Only in delimited files: a fixed line is no spreadsheet's, and a workbook keeps
    text as text.
    """
    return layout.kind is Kind.DELIMITED and field.kind is ValueKind.TEXT


def _guarded(text: str) -> str:
    """Return a text as the module's exports write it, so that it can be read back."""
    return "'" + text if _is_formula(text) else text


def _unguarded(text: str) -> str:
    """Return a text without the apostrophe that was put before it."""
    return text[1:] if text.startswith("'") and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Tell whether a text, but for apostrophes before it, begins like a formula."""
    core = text.lstrip("'")
    return safe_cell(core) != core
