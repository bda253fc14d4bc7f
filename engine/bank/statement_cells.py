"""Cells of a statement: dates with times, amounts, account numbers."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ..cells import cell_date, cell_decimal, cell_text
from ..money import from_cents, to_cents
from ..workbook import Cell, is_blank
from .dates import parse_date

_CENTS = 100
DASHES = {"-", "--", "—", "——", "－"}
"""How an export writes that there is nothing."""
_TIME = re.compile(
    r"(?:^|[ T-])(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?$", re.ASCII
)
_DIGIT_TIME = re.compile(r"(?:\d{8} ?)?(\d{2})(\d{2})(\d{2})", re.ASCII)
_WITH_TIME = re.compile(
    r"(\d{8}|\d{4}-\d{2}-\d{2})[-T ]?\d{2}[.:]?\d{2}(?:[.:]?\d{2}(?:\.\d+)?)?", re.ASCII
)
_AS_FORMULA = re.compile(r'="?([^"]*)"?')
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def date_in(cell: Cell, form: str = "") -> date | None:
    """Return the day in a cell, whatever time of day follows.

    :param form: how the file writes dates, where people write them in several ways.
    :raise ValueError: ``bad_date``.
    """
    if is_blank(cell):
        return None
    if form and isinstance(cell, str | int):
        return parse_date(str(cell).strip(), form, with_time=True)
    try:
        return cell_date(cell)
    except ValueError:
        match = _WITH_TIME.fullmatch(str(cell).strip())
        if not match:
            raise
        return cell_date(match[1])


def time_in(cell: Cell) -> time | None:
    """Return the time of day in a cell, ``None`` if it tells none.

    Midnight is none: exports write it where they know only the day.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.replace(microsecond=0) if cell != time.min else None
    if isinstance(cell, float) and 0 < cell < 1:
        return (datetime.min + round(cell * _DAY / _SECOND) * _SECOND).time()
    text = str(cell).strip() if isinstance(cell, str | int) else ""
    if isinstance(cell, int) and 0 < cell < 240000:
        text = f"{cell:06}"
    match = _TIME.search(text) or _DIGIT_TIME.fullmatch(text)
    return _time(*(int(part or 0) for part in match.groups())) if match else None


def _time(hour: int, minute: int, second: int) -> time | None:
    """Return a time that exists and is not midnight."""
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second) if hour or minute or second else None


def amount_in(cell: Cell, cents: bool = False) -> Decimal | None:
    """Return the amount in a cell with two decimals, ``None`` where there is none.

    :param cents: the file writes whole cents.
    :raise ValueError: ``bad_number`` or ``fraction_of_cent``.
    """
    if is_blank(cell) or (isinstance(cell, str) and cell.strip() in DASHES):
        return None
    value = cell_decimal(cell)
    return from_cents(to_cents(value / _CENTS if cents else value))


def account_in(cell: Cell) -> str:
    """Return an account number, without what exports add to keep it text.

    :raise ValueError: ``digits_lost``.
    """
    text = (cell_text(cell, code=True) or "").lstrip("'`")
    match = _AS_FORMULA.fullmatch(text)
    return match[1].strip() if match else text
