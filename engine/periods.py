"""Billing periods: calendar-aligned cycles, their parts and what is left of them.

All dates are inclusive on both ends. A month counts as a whole when all of its days
are covered; otherwise it counts ``days / days of that month``.
Nothing here knows today's date.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

_DAY = timedelta(days=1)


class Cycle(str, Enum):
    """How often an item is billed; periods begin in January and never drift."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Number of months of one period."""
        return _CYCLE_MONTHS[self]


_CYCLE_MONTHS = {
    Cycle.MONTH: 1,
    Cycle.QUARTER: 3,
    Cycle.HALF_YEAR: 6,
    Cycle.YEAR: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends included; unpacks to ``start, end``.

    :raise ValueError: ``period_reversed`` when it would end before it starts.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("period_reversed")

    def __iter__(self) -> Iterator[date]:
        return iter((self.start, self.end))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """Number of days, at least one."""
        return (self.end - self.start).days + 1

    def overlaps(self, other: "Period") -> bool:
        """Tell whether both have a day in common."""
        return self.start <= other.end and other.start <= self.end


class PartialMonth(NamedTuple):
    """A month of which only some days count."""

    month: str
    """``YYYY-MM``."""
    days: int
    """Days that count, from 1 to ``of - 1``."""
    of: int
    """Days of that month, 28 to 31."""


class MonthsFraction(NamedTuple):
    """A stretch of days as whole months and the partial ones, in order of time."""

    full_months: int
    partials: list[PartialMonth]


DateRange = Period | tuple[date | None, date | None]
"""A period, or a pair whose ``None`` means without beginning or without end."""


# ---- Cycles ---------------------------------------------------------------------


def period_of(day: date, cycle: Cycle | str) -> Period:
    """Return the calendar-aligned period of ``cycle`` that contains ``day``."""
    months = Cycle(cycle).months
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, _month_end(first.year, first.month + months - 1))


def periods_between(start: date, end: date, cycle: Cycle | str) -> list[Period]:
    """Return the whole periods of ``cycle`` that touch ``start`` to ``end``.

    The first and the last may reach beyond; :func:`clip` cuts them. An empty list
    when ``end`` lies before ``start``.
    """
    if end < start:
        return []
    periods = [period_of(start, cycle)]
    while periods[-1].end < end:
        periods.append(period_of(periods[-1].end + _DAY, cycle))
    return periods


def clip(period: Period, start: date | None, end: date | None) -> Period | None:
    """Return the part of ``period`` within ``start`` to ``end``, ``None`` if none.

    A missing bound does not cut.
    """
    first = max(period.start, start or period.start)
    last = min(period.end, end or period.end)
    return Period(first, last) if first <= last else None


def subtract_ranges(period: Period, ranges: Iterable[DateRange]) -> list[Period]:
    """Return what is left of ``period`` once all ``ranges`` are taken out.

    The ranges may come in any order, overlap each other and reach beyond; the result
    is in order of time and its parts do not touch the ranges. A range that ends
    before it starts takes nothing out.
    """
    rest = [period]
    for start, end in ranges:
        if start and end and end < start:
            continue
        rest = [piece for part in rest for piece in _cut(part, start, end)]
    return rest


def _cut(period: Period, start: date | None, end: date | None) -> Iterator[Period]:
    """Yield what lies before ``start`` and what lies after ``end``."""
    if clip(period, start, end) is None:
        yield period
        return
    if start and start > period.start:
        yield Period(period.start, start - _DAY)
    if end and end < period.end:
        yield Period(end + _DAY, period.end)


# ---- Months ---------------------------------------------------------------------


def months_fraction(start: date, end: date) -> MonthsFraction:
    """Return the whole months and the partial ones from ``start`` to ``end``.

    Sixteen days of October are ``(0, [("2026-10", 16, 31)])``; the tenth of one month
    to the ninth of the next are two partial months, never a whole one, since the two
    have different lengths.

    :raise ValueError: ``period_reversed``.
    """
    if end < start:
        raise ValueError("period_reversed")
    full_months, partials = 0, []
    for month in periods_between(start, end, Cycle.MONTH):
        part = Period(max(month.start, start), min(month.end, end))
        if part == month:
            full_months += 1
        else:
            partials.append(PartialMonth(month_key(month.start), part.days, month.days))
    return MonthsFraction(full_months, partials)


def exact_months(start: date, end: date) -> Fraction:
    """Return the length from ``start`` to ``end`` in months, as an exact fraction.

    :raise ValueError: ``period_reversed``.
    """
    full_months, partials = months_fraction(start, end)
    shares = (Fraction(part.days, part.of) for part in partials)
    return full_months + sum(shares, Fraction(0))


def month_key(day: date) -> str:
    """Return the month of a day as ``YYYY-MM``, as arrears are counted."""
    return f"{day.year:04d}-{day.month:02d}"


def month_period(key: str) -> Period:
    """Return the month named by ``YYYY-MM``.

    :raise ValueError: ``bad_month``.
    """
    year, dash, month = key.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isdecimal()):
        raise ValueError("bad_month")
    if not (1 <= int(month) <= 12 and int(year)):
        raise ValueError("bad_month")
    return period_of(date(int(year), int(month), 1), Cycle.MONTH)


def month_keys(start: date, end: date) -> list[str]:
    """Return ``YYYY-MM`` of each month from ``start`` to ``end``."""
    return [month_key(p.start) for p in periods_between(start, end, Cycle.MONTH)]


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later (earlier if negative).

    A day the target month lacks becomes its last day: 31 January plus one month is
    the end of February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_still_paid(
    start: date, end: date, taken: Decimal, kept: Decimal
) -> Period | None:
    """Return what is left of days paid in advance once money was given back.

    Months count alike and the last ones fall away first; one of which only a part is
    left is not paid.

    :param taken: the amount the days were paid with, above zero
    :param kept: what was not given back of it: used for bills, or still held
    """
    months = periods_between(start, end, Cycle.MONTH)
    left = int(len(months) * min(kept, taken) // taken)
    if left <= 0:
        return None
    return Period(start, min(end, months[left - 1].end))


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])
