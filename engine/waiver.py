"""Waivers and vacancy discounts: how much of which line, exact to the cent.

Amounts are ``Decimal`` in the currency's main unit, rounded once; the parts of a
waiver add up to it. Errors are ``ValueError`` whose only argument is a code.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .frozen import Frozen, count_of, day_at, decimal_at, decimals_at
from .money import largest_remainder, round_half_up
from .periods import Period, clip, subtract_ranges

WHOLE = 100
"""Per cent of the whole."""


class VacantDays(NamedTuple):
    """Days of a billed line that a vacancy covers, and what they are worth."""

    date_from: date
    date_to: date
    days: int
    of: int
    """Days that the line charges."""
    amount: Decimal


def share_amount(total: Decimal, percent: Decimal, digits: int = 2) -> Decimal:
    """Return ``percent`` of ``total``, rounded once.

    :raise ValueError: ``bad_percent`` unless it lies above 0 and up to 100.
    """
    if not 0 < percent <= WHOLE:
        raise ValueError("bad_percent")
    return round_half_up(Fraction(total) * Fraction(percent) / WHOLE, digits)


def split_waiver(
    amount: Decimal, rooms: Sequence[Decimal], digits: int = 2
) -> list[Decimal]:
    """Lay a waiver over lines in proportion to what may be waived of each.

    The parts add up to ``amount`` and none exceeds its room.

    :raise ValueError: ``not_positive``, or ``too_much`` for more than all rooms.
    """
    if amount <= 0:
        raise ValueError("not_positive")
    if any(room < 0 for room in rooms) or amount > sum(rooms, Decimal(0)):
        raise ValueError("too_much")
    return largest_remainder(amount, rooms, digits)


def vacant_days(
    amount: Decimal,
    charged: Period,
    vacancy: Period,
    percent: Decimal,
    covered: Iterable[tuple[date, date]] = (),
    digits: int = 2,
) -> list[VacantDays]:
    """Return the days of a line that lie in a vacancy and are not discounted yet.

    Each part is the difference of two rounded sums over the line's days from its
    first one: however the days of a line are spread over vacancies, their discounts
    add up to that of all of its days, and no day counts twice.

    :param amount: of the whole line
    :param covered: days of this line that have their discount already
    """
    common = clip(charged, vacancy.start, vacancy.end)
    if common is None:
        return []
    if not 0 < percent <= WHOLE:
        raise ValueError("bad_percent")
    return [
        VacantDays(
            part.start,
            part.end,
            part.days,
            charged.days,
            _until(amount, charged, part.end, percent, digits, 1)
            - _until(amount, charged, part.start, percent, digits, 0),
        )
        for part in subtract_ranges(common, covered)
    ]


def recompute_waiver(explanation: Frozen, digits: int = 2) -> Decimal:
    """Return what was waived of a line, from what was frozen on its credit (B-08).

    A waiver of several lines says what was asked in all and what could be waived of
    each. One that says nothing of it was laid over its lines by people: what they
    approved is the amount.

    :raise ValueError: the key that is missing or unusable.
    """
    if explanation.get("method") == "days":
        return _recompute_days(explanation, digits)
    if "rooms" not in explanation:
        return decimal_at(explanation, "amount")
    rooms = decimals_at(explanation, "rooms")
    place = count_of(explanation.get("place"), "place", 0, len(rooms) - 1)
    if explanation.get("method") == "percent":
        percent = decimal_at(explanation, "percent")
        asked = share_amount(sum(rooms, Decimal(0)), percent, digits)
    else:
        asked = decimal_at(explanation, "asked")
    return split_waiver(asked, rooms, digits)[place]


def _recompute_days(explanation: Frozen, digits: int) -> Decimal:
    """Return the discount of vacant days of a line."""
    parts = vacant_days(
        decimal_at(explanation, "line"),
        Period(day_at(explanation, "line_from"), day_at(explanation, "line_to")),
        Period(day_at(explanation, "date_from"), day_at(explanation, "date_to")),
        decimal_at(explanation, "percent"),
        digits=digits,
    )
    return sum((part.amount for part in parts), Decimal(0))


def _until(
    amount: Decimal,
    charged: Period,
    day: date,
    percent: Decimal,
    digits: int,
    inclusive: int,
) -> Decimal:
    """Return the rounded discount of the line's days up to a day."""
    days = (day - charged.start).days + inclusive
    share = Fraction(days, charged.days) * Fraction(percent) / WHOLE
    return round_half_up(Fraction(amount) * share, digits)
