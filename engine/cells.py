"""Turn the cells of other people's files into values, and values into safe cells.

A blank cell is ``None`` whatever is wanted. A cell that cannot be read for certain
raises ``ValueError`` whose only argument is a code, never a guess: a wrong area or
date would be billed for years.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .unit_grammar import normalise, unify
from .workbook import Cell, is_blank

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
"""Serial numbers that can only be meant as days: 1954 to 2119."""
_EXACT_FLOAT = 10**15
"""Numbers from here on have lost digits in a spreadsheet."""

_DATE = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日?)"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)
_DIGIT_DATE = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII
)
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月份?|(\d{2}))", re.ASCII)
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,15})?(?P<part>\.\d{1,12})?",
    re.ASCII,
)
_CURRENCY = re.compile(r"^(?P<sign>[+-]?)(?:RMB|CNY|[¥￥$])")
_UNIT = re.compile(r"(?:M2|平方米|平米|平|元|圆|RMB|CNY)$")

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(
    r"(?:\+?86|0086)?(0(?:10|2\d|[3-9]\d\d))([2-9]\d{6,7})", re.ASCII
)
_LOCAL = re.compile(r"[2-9]\d{6,7}|[48]00\d{7}", re.ASCII)
_FOREIGN = re.compile(r"\+(?!86)\d{7,15}", re.ASCII)
_EXTENSION = re.compile(r"(?:-|转|分机|EXT\.?)(\d{1,6})$", re.ASCII)


def cell_text(cell: Cell, code: bool = False) -> str | None:
    """Return the text of a cell, trimmed, with inner blanks reduced to one space.

    A whole number has no ``.0``; a date is ``YYYY-MM-DD``.

    :param code: the text is a code: full-width letters, digits and dashes become
        ASCII. Names keep their characters.
    :raise ValueError: ``digits_lost`` for a number so long that the spreadsheet has
        already rounded it (account and identity numbers must be text cells).
    """
    if is_blank(cell):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = _number_as_text(cell)
    elif isinstance(cell, datetime):
        text = cell.isoformat(" ") if cell.time() != time.min else str(cell.date())
    else:
        text = str(cell)
    text = normalise(text) if code else " ".join(text.split())
    return text.strip("\u200b\ufeff") or None


def _number_as_text(number: int | float) -> str:
    """Return a number's shortest text, refusing one that has lost digits."""
    if not abs(number) < _EXACT_FLOAT:  # also NaN, which compares with nothing
        raise ValueError("digits_lost")
    return _plain(number)


def _plain(number: int | float) -> str:
    """Return a number without exponent, in the fifteen digits a spreadsheet shows.

    Computed values carry noise beyond them (0.30000000000000004 is meant as 0.3).
    """
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return f"{Decimal(f'{number:.15g}'):f}"


def cell_decimal(cell: Cell) -> Decimal | None:
    """Return the number in a cell as a person reads it there.

    Understands thousands separators, currency signs, ``元``, ``㎡`` and full-width
    digits; an amount in brackets is negative. Percentages and 万 are refused, since
    they change the value.

    :raise ValueError: ``bad_number``.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise ValueError("bad_number")
    text = cell if isinstance(cell, str) else _plain(cell)
    text = re.sub(r"\s", "", unify(text).upper())
    negative = text.startswith("(") and text.endswith(")")
    text = _CURRENCY.sub(r"\g<sign>", text[1:-1] if negative else text)
    match = _NUMBER.fullmatch(_UNIT.sub("", text))
    if not match or not (match["whole"] or match["part"]):
        raise ValueError("bad_number")
    digits = (match["whole"] or "0").replace(",", "") + (match["part"] or "")
    value = Decimal(match["sign"] + digits)
    if negative and match["sign"]:
        raise ValueError("bad_number")
    return -value if negative else value


# ---- Dates ----------------------------------------------------------------------


def cell_date(cell: Cell) -> date | None:
    """Return the day in a cell.

    Understands dates, ``2025-05-29``, ``2025/5/29``, ``2025.5.29``, ``2025年5月29日``,
    ``20250529`` (each with or without a time) and a spreadsheet's serial number. A
    year of two digits is refused.

    :raise ValueError: ``bad_date``, also for years before 1900 and after 2100.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, datetime):
        return _checked(cell.date())
    if isinstance(cell, date):
        return _checked(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        raise ValueError("bad_date")
    if isinstance(cell, float):
        # The fraction of a serial number is the time of day.
        return _serial_date(cell)
    return _date_of_text(" ".join(unify(str(cell)).split()))


def cell_month(cell: Cell) -> str | None:
    """Return the month in a cell as ``YYYY-MM``.

    Understands ``2026-09``, ``2026/9``, ``2026年9月``, ``202609`` and any date.

    :raise ValueError: ``bad_month``.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, int | str) and not isinstance(cell, bool):
        match = _MONTH.fullmatch(re.sub(r"\s", "", unify(str(cell))))
        if match:
            month = int(match[2] or match[3] or match[4])
            if _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR and 1 <= month <= 12:
                return f"{match[1]}-{month:02d}"
            raise ValueError("bad_month")
    try:
        day = cell_date(cell)
    except ValueError as error:
        raise ValueError("bad_month") from error
    return f"{day:%Y-%m}" if day else None


def _date_of_text(text: str) -> date:
    """Read a written date, or a serial number that a text file kept."""
    match = _DATE.fullmatch(text) or _DIGIT_DATE.fullmatch(text)
    if not match:
        compact = text.replace(" ", "")
        match = _DATE.fullmatch(compact)
    if match:
        return _day(*(int(part) for part in match.groups() if part))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        return _serial_date(float(text))
    raise ValueError("bad_date")


def _day(year: int, month: int, day: int) -> date:
    """Return a day that exists."""
    try:
        return _checked(date(year, month, day))
    except ValueError as error:
        raise ValueError("bad_date") from error


def _serial_date(serial: float) -> date:
    """Return the day of a spreadsheet's serial number (1900 system)."""
    if not _EXCEL_DAYS.start <= serial < _EXCEL_DAYS.stop:
        raise ValueError("bad_date")
    return _EXCEL_EPOCH + timedelta(days=int(serial))


def _checked(day: date) -> date:
    """Refuse years that can only be typing errors."""
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("bad_date")
    return day


# ---- Telephones -----------------------------------------------------------------


def cell_phone(cell: Cell) -> str | None:
    """Return a telephone number in one spelling.

    A mobile is its eleven digits; a landline ``0755-26881234``, with ``-801`` for an
    extension; a local, 400 or 800 number its digits; a foreign one ``+85291234567``.

    :raise ValueError: ``bad_phone`` (also for two numbers in one cell).
    """
    if is_blank(cell):
        return None
    if not isinstance(cell, int | float | str):
        raise ValueError("bad_phone")
    try:
        text = (cell_text(cell, code=True) or "").upper()
    except ValueError as error:
        raise ValueError("bad_phone") from error
    text = re.sub(r"[\s.()]", "", text)
    for candidate, extension in _with_extension(text):
        number = _phone(candidate.replace("-", ""))
        if number:
            return number + extension
    raise ValueError("bad_phone")


def _with_extension(text: str) -> list[tuple[str, str]]:
    """Return the readings of a number: whole, or with its last part an extension."""
    readings = [(text, "")]
    match = _EXTENSION.search(text)
    if match:
        readings.append((text[: match.start()], f"-{match[1]}"))
    return readings


def _phone(digits: str) -> str | None:
    """Return a number without extension in one spelling."""
    if match := _MOBILE.fullmatch(digits):
        return match[1]
    if match := _LANDLINE.fullmatch(digits):
        return f"{match[1]}-{match[2]}"
    if _LOCAL.fullmatch(digits) or _FOREIGN.fullmatch(digits):
        return digits
    return None


# ---- Writing --------------------------------------------------------------------

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> object:
    """Return a value that no spreadsheet takes for a formula.

    Text that begins like a formula gets an apostrophe; numbers and dates stay, so a
    negative amount given as a number remains one.
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def write_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV that spreadsheets open rightly: UTF-8 with mark, CRLF.

    ``None`` is an empty cell, decimals are written plainly, text is made safe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: object) -> object:
    """Return what the CSV writer shall write for a value."""
    return f"{value:f}" if isinstance(value, Decimal) else safe_cell(value)
