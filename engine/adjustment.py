"""A new price before it is in force: who agreed, whom it hits, what was billed ahead.

Codes are returned, never sentences. Shares are exact: two thirds is no 66.67 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from .bill_amount import describe_parts
from .frozen import Frozen, day_at, decimal_at
from .money import round_half_up, split_cumulative
from .periods import exact_months

ZERO = Decimal(0)
_REPRICED = (
    "v",
    "quantity",
    "price",
    "multiplier",
    "months",
    "partials",
    "exact_before",
    "date_from",
    "date_to",
)


# ---- Votes (民法典 278) ---------------------------------------------------------


class Majority(str, Enum):
    """A share that has to be reached."""

    HALF = "half"
    """More than half of it: 过半数."""
    TWO_THIRDS = "two_thirds"
    """Two thirds or more: 三分之二以上."""
    THREE_QUARTERS = "three_quarters"
    """Three quarters or more: 四分之三以上."""

    def is_reached(self, part: Decimal | int, whole: Decimal | int) -> bool:
        """Tell whether ``part`` is such a share of ``whole``; never of nothing."""
        if whole <= 0:
            return False
        share = Fraction(part) / Fraction(whole)
        if self is Majority.HALF:
            return share > Fraction(1, 2)
        return share >= _LEAST[self]


_LEAST = {
    Majority.TWO_THIRDS: Fraction(2, 3),
    Majority.THREE_QUARTERS: Fraction(3, 4),
}


@dataclass(frozen=True, slots=True)
class Count:
    """Owners and the built area that is theirs, in square metres."""

    heads: int = 0
    area: Decimal = ZERO

    def __add__(self, other: "Count") -> "Count":
        return Count(self.heads + other.heads, self.area + other.area)


@dataclass(frozen=True, slots=True)
class Vote:
    """What the owners of a community decided."""

    whole: Count
    yes: Count
    no: Count = Count()
    abstain: Count = Count()

    @property
    def taking_part(self) -> Count:
        """Who voted, those who abstained included."""
        return self.yes + self.no + self.abstain


def shortfalls(vote: Vote, participation: Majority, consent: Majority) -> list[str]:
    """Return what the consent lacks; nothing when the owners consented.

    Both counts decide, and each by itself: enough heads and enough area take part,
    and of these enough heads and enough area agree.

    :return: of ``too_many_heads``, ``too_much_area``, ``participation_heads``,
        ``participation_area``, ``consent_heads``, ``consent_area``
    """
    voted, whole, yes = vote.taking_part, vote.whole, vote.yes
    checks = (
        ("too_many_heads", voted.heads <= whole.heads),
        ("too_much_area", voted.area <= whole.area),
        ("participation_heads", participation.is_reached(voted.heads, whole.heads)),
        ("participation_area", participation.is_reached(voted.area, whole.area)),
        ("consent_heads", consent.is_reached(yes.heads, voted.heads)),
        ("consent_area", consent.is_reached(yes.area, voted.area)),
    )
    return [code for code, good in checks if not good]


# ---- Distribution ---------------------------------------------------------------


def band_of(difference: Decimal, width: Decimal) -> tuple[Decimal, Decimal]:
    """Return the band of a change, ``(low, high)``.

    No change is a band of its own, ``(0, 0)``. A rise lies above ``low`` and up to
    ``high``; a fall the same way round on the other side.

    :raise ValueError: ``width``, which has to be above zero
    """
    if width <= 0:
        raise ValueError("width")
    if not difference:
        return ZERO, ZERO
    steps = (abs(difference) / width).to_integral_value(ROUND_CEILING)
    low, high = (steps - 1) * width, steps * width
    return (low, high) if difference > 0 else (-high, -low or ZERO)


# ---- What was billed ahead ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Repriced:
    """What a billed line would have cost, had the new price been known."""

    date_from: date
    date_to: date
    billed: Decimal
    due: Decimal

    @property
    def difference(self) -> Decimal:
        """Owed on top; below zero it is owed back."""
        return self.due - self.billed


def repriced(
    explanation: Mapping[str, Any], day: date, price: Decimal
) -> Repriced | None:
    """Return what a line costs when another price is in force from a day on.

    Rounded as a bill run rounds that cuts the same days in two (B-08): on the running
    sum, so that the difference is exact to the cent.

    :param explanation: frozen on the line
    :return: nothing for days before, and for what was measured: it was used, and billed
        afterwards
    :raise ValueError: the key of the explanation that is missing or unusable
    """
    parts = describe_parts(explanation)
    start, end = day_at(explanation, "date_from"), day_at(explanation, "date_to")
    if parts.measured or end < day:
        return None
    first = max(start, day)
    old_time = (
        exact_months(start, first - timedelta(days=1)) if first > start else Fraction(0)
    )
    rate = Fraction(parts.quantity) * Fraction(parts.multiplier)
    exact = rate * (
        Fraction(parts.price) * old_time + Fraction(price) * exact_months(first, end)
    )
    due = split_cumulative([Fraction(parts.exact_before), exact])[1]
    return Repriced(first, end, parts.amount, due)


def repriced_facts(explanation: Mapping[str, Any]) -> dict[str, Any]:
    """Return of an explanation what :func:`repriced` reads, to be frozen with it."""
    return {key: explanation[key] for key in _REPRICED if key in explanation}


def recompute_difference(explanation: Frozen, digits: int = 2) -> Decimal:
    """Return a price difference from what was frozen on its line (B-08).

    :raise ValueError: the key that is missing or unusable.
    """
    of = explanation.get("of")
    if of is None:  # frozen before the line's own calculation was
        due, billed = (decimal_at(explanation, key) for key in ("due", "billed"))
        return round_half_up(due - billed, digits)
    if not isinstance(of, Mapping):
        raise ValueError("of")
    day = day_at(explanation, "date_from")
    found = repriced(of, day, decimal_at(explanation, "price"))
    if not found:
        raise ValueError("date_from")
    return round_half_up(found.difference, digits)
