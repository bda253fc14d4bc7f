"""Late fees: days, base and cap of an overdue line, exact and rounded once.

The fee of a stretch of days is the difference of two rounded sums from the first
chargeable day on, so that consecutive runs add up to one run over the whole time.
Amounts are ``Decimal`` in the currency's main unit, dates inclusive on both ends.
Errors are ``ValueError`` whose only argument is a code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .frozen import Frozen, decimal_at, mappings_at
from .money import EXACT_DIGITS, round_half_up
from .periods import Period, clip, subtract_ranges

_DAY = timedelta(days=1)
WHOLE = 100
"""Per cent of the whole."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed.

    :raise ValueError: ``bad_terms`` for figures that no agreement may have: a cap
        above the principal, a negative rate or grace.
    """

    daily_percent: Decimal
    """Per cent of the base for one day; 0.05 are five in ten thousand."""
    grace_days: int = 0
    """Days after the due date that cost nothing."""
    cap_percent: Decimal = Decimal(WHOLE)
    """Most that is charged of a line, in per cent of its amount."""
    digits: int = 2

    def __post_init__(self) -> None:
        if (
            self.daily_percent < 0
            or self.grace_days < 0
            or not 0 <= self.cap_percent <= WHOLE
        ):
            raise ValueError("bad_terms")


class Step(NamedTuple):
    """What is owed of a line from a day on, until the next step."""

    day: date
    base: Decimal


class Slice(NamedTuple):
    """Days on which one base was owed."""

    date_from: date
    date_to: date
    days: int
    base: Decimal


class LateFee(NamedTuple):
    """What is charged for a stretch of days."""

    date_from: date
    date_to: date
    days: int
    """Days that cost something: pauses and paid-up days do not."""
    amount: Decimal
    slices: list[Slice]
    capped: bool
    exact_before: Decimal
    """Of the days charged before, unrounded (10 decimals) and without the cap."""


def first_day(due: date, terms: Terms) -> date:
    """Return the first day that costs something: the one after the grace."""
    return due + timedelta(days=terms.grace_days + 1)


def late_fee(
    principal: Decimal,
    due: date,
    steps: Sequence[Step],
    until: date,
    terms: Terms,
    *,
    since: date | None = None,
    charged: Decimal = Decimal(0),
    pauses: Iterable[tuple[date | None, date | None]] = (),
) -> LateFee | None:
    """Return the late fee of a line up to a day, ``None`` when no day costs anything.

    :param principal: amount of the line, which the cap is taken of
    :param steps: what was owed from which day on; before the first it is all
    :param since: last day that was charged before; it and earlier days stay as billed
    :param charged: what was charged for them
    :param pauses: days that cost nothing
    """
    start = first_day(due, terms)
    if until < start:
        return None
    pauses = list(pauses)
    slices = _slices(principal, start, until, steps, pauses)
    fresh = [part for part in map(lambda one: _after(one, since), slices) if part]
    if not fresh:
        return None
    cap = _cap(principal, terms.cap_percent, terms.digits)
    before = _sum(slices, terms, since)
    total = _sum(slices, terms, until)
    return LateFee(
        fresh[0].date_from,
        fresh[-1].date_to,
        sum(part.days for part in fresh),
        _charge(before, total, cap, charged, terms.digits),
        fresh,
        total > cap,
        round_half_up(before, EXACT_DIGITS),
    )


def recompute_late_fee(explanation: Frozen, digits: int = 2) -> Decimal:
    """Return what was charged, from what was frozen on the line (B-08).

    The rate is per ten thousand and day, as people agree on it.

    :raise ValueError: the key that is missing or unusable; ``exact_before`` of a line
        that follows another and was frozen before earlier days were written down.
    """
    charged = decimal_at(explanation, "charged")
    before = decimal_at(explanation, "exact_before", None if charged else "0")
    per_day = Fraction(decimal_at(explanation, "rate")) / WHOLE / WHOLE
    fresh = sum(
        Fraction(decimal_at(part, "base")) * Fraction(decimal_at(part, "days"))
        for part in mappings_at(explanation, "slices")
    )
    cap = _cap(
        decimal_at(explanation, "principal"), decimal_at(explanation, "cap"), digits
    )
    start = Fraction(before)
    return _charge(start, start + fresh * per_day, cap, charged, digits)


def _charge(
    before: Fraction, total: Fraction, cap: Decimal, charged: Decimal, digits: int
) -> Decimal:
    """Return the difference of two rounded sums, within what the cap leaves."""
    amount = _rounded(total, cap, digits) - _rounded(before, cap, digits)
    return max(min(amount, cap - charged), Decimal(0))


def _cap(principal: Decimal, percent: Decimal, digits: int) -> Decimal:
    """Return the most that may be charged, cut to what can be paid."""
    exact = Fraction(principal) * Fraction(percent) / WHOLE
    return Decimal(int(exact * 10**digits)).scaleb(-digits)


def _slices(
    principal: Decimal,
    start: date,
    until: date,
    steps: Sequence[Step],
    pauses: list[tuple[date | None, date | None]],
) -> list[Slice]:
    """Cut the days where the base changes and where they are paused."""
    bounds = [Step(start, principal), *sorted(steps, key=lambda step: step.day)]
    slices = []
    for position, (day, base) in enumerate(bounds):
        following = bounds[position + 1 :]
        end = following[0].day - _DAY if following else until
        first, last = max(day, start), min(end, until)
        if base > 0 and first <= last:
            parts = subtract_ranges(Period(first, last), pauses)
            slices += [Slice(p.start, p.end, p.days, base) for p in parts]
    return slices


def _after(part: Slice, since: date | None) -> Slice | None:
    """Return the days of a slice that were not charged before."""
    left = clip(Period(part.date_from, part.date_to), since and since + _DAY, None)
    return left and Slice(left.start, left.end, left.days, part.base)


def _sum(slices: list[Slice], terms: Terms, until: date | None) -> Fraction:
    """Return the exact fee of the days up to ``until``, without the cap."""
    total = Fraction(0)
    for part in slices:
        if until is None or until < part.date_from:
            continue
        days = (min(part.date_to, until) - part.date_from).days + 1
        total += Fraction(part.base) * days
    return total * Fraction(terms.daily_percent) / WHOLE


def _rounded(amount: Fraction, cap: Decimal, digits: int) -> Decimal:
    return min(round_half_up(amount, digits), cap)
