"""Settling a unit between who leaves and who comes, exact to the cent (B-11).

The day of the change is the first one of the new payer. Amounts are ``Decimal`` in the
currency's main unit and may be negative (what was waived of a line). The parts of an
amount add up to it: what is credited to the one is charged to the other. Errors are
``ValueError`` whose only argument is a code.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from .frozen import Frozen, day_at, decimal_at, decimals_at, mappings_at
from .money import largest_remainder
from .periods import Period, clip, exact_months

ZERO = Decimal(0)
_DAY = timedelta(days=1)


class Measure(str, Enum):
    """What the days of a period weigh."""

    MONTH = "month"
    """Each day its share of its own month, as bills are cut (B-01)."""
    DAY = "day"
    """Each day of the period the same."""


class Component(NamedTuple):
    """An amount and its days: the charge of a line, or what was taken off later."""

    amount: Decimal
    days: Period


class Split(NamedTuple):
    """Who bears how much of an amount, and how many days of it."""

    old_days: int
    new_days: int
    old: Decimal
    new: Decimal


def split_days(days: Period, first_new: date) -> tuple[int, int]:
    """Return how many days lie before ``first_new``, and how many from it on."""
    before = clip(days, None, first_new - _DAY)
    old = before.days if before else 0
    return old, days.days - old


def split_amount(
    part: Component,
    first_new: date,
    measure: Measure | str = Measure.MONTH,
    digits: int = 2,
) -> Split:
    """Split an amount at a day in proportion to its days on both sides.

    :raise ValueError: ``fraction_of_cent`` when the amount has more than ``digits``
        decimals.
    """
    old_days, new_days = split_days(part.days, first_new)
    weights = [Fraction(old_days), Fraction(new_days)]
    if old_days and new_days and Measure(measure) is Measure.MONTH:
        weights = [
            exact_months(part.days.start, first_new - _DAY),
            exact_months(first_new, part.days.end),
        ]
    old, new = largest_remainder(part.amount, weights, digits)
    return Split(old_days, new_days, old, new)


def split_line(
    charge: Component,
    taken_off: Iterable[Component],
    first_new: date,
    measure: Measure | str = Measure.MONTH,
    digits: int = 2,
) -> Split:
    """Split what is left of a charge once all that was taken off it is split too.

    What was taken off certain days (of a vacancy, or by an earlier change) stays with
    whoever has those days. It may have been measured otherwise than the charge is split
    (days of a vacancy against months), or rounded another way: then neither side bears
    more than is left, nor is given something for having nothing left to bear.
    """
    whole = split_amount(charge, first_new, measure, digits)
    parts = [split_amount(part, first_new, measure, digits) for part in taken_off]
    left = charge.amount - sum((part.old + part.new for part in parts), ZERO)
    new = whole.new - sum((part.new for part in parts), ZERO)
    new = max(min(new, max(left, ZERO)), min(left, ZERO))
    return whole._replace(old=left - new, new=new)


def split_reading(
    amount: Decimal,
    days: Period,
    first_new: date,
    dials: tuple[Decimal, Decimal, Decimal],
    digits: int = 2,
    counted: Period | None = None,
) -> Split:
    """Split what a meter counted where it stood when it was handed over.

    A bill lays what was counted evenly over the days of the reading, in lines of their
    own where the price changes on one of them. Who leaves bears, line after line, what
    was counted until the handover, be its days before the handover or after it.

    :param dials: at the beginning, at the handover, at the end
    :param counted: the days between the two readings (default: those of the line)
    :raise ValueError: ``bad_reading`` unless the second lies between the others and
        something was counted.
    """
    old, new = largest_remainder(amount, counted_parts(days, dials, counted), digits)
    return Split(*split_days(days, first_new), old, new)


def counted_parts(
    days: Period,
    dials: tuple[Decimal, Decimal, Decimal],
    counted: Period | None = None,
) -> list[Decimal]:
    """Return what of a line's usage was counted before the handover and after.

    As `split_reading` takes it, in units times the days of the reading, which keeps
    both numbers exact.

    :raise ValueError: ``bad_reading``, as there.
    """
    first, handed, last = dials
    if not first <= handed <= last or first == last:
        raise ValueError("bad_reading")
    whole = counted or days
    begin, end = (
        (last - first) * (day - whole.start).days
        for day in (days.start, days.end + _DAY)
    )
    until = min(max((handed - first) * whole.days, begin), end)
    return [until - begin, end - until]


def recompute_settlement(explanation: Frozen, digits: int = 2) -> Decimal:
    """Return what the new party bears, from what was frozen on its line (B-08).

    :raise ValueError: the key that is missing or unusable; ``used`` of a line by the
        meter whose dial began again and that was frozen without what it counted.
    """
    line = decimal_at(explanation, "line")
    if explanation.get("how") == "reading":
        return largest_remainder(line, _used(explanation), digits)[1]
    days = Period(day_at(explanation, "line_from"), day_at(explanation, "date_to"))
    taken_off = [
        Component(
            decimal_at(part, "amount"),
            Period(day_at(part, "date_from"), day_at(part, "date_to")),
        )
        for part in mappings_at(explanation, "taken_off")
    ]
    charge = Component(decimal_at(explanation, "charge", str(line)), days)
    month = explanation.get("how") == Measure.MONTH.value
    measure = Measure.MONTH if month else Measure.DAY
    first_new = day_at(explanation, "date_from")
    return split_line(charge, taken_off, first_new, measure, digits).new


def _used(explanation: Frozen) -> list[Decimal]:
    """Return what the meter counted before the handover and after."""
    if "used" in explanation:
        return decimals_at(explanation, "used")
    dials = decimals_at(explanation, "dials")
    if len(dials) != 3 or sorted(dials) != dials:
        raise ValueError("used")
    first, handed, last = dials
    return [handed - first, last - handed]
