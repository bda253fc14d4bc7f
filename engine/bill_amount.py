"""What a bill line costs, recomputed from its frozen explanation alone (B-08).

An explanation is the JSON dictionary frozen on the invoice line when it is billed.
No tariff, area or contract is looked up: whoever holds the line can check it years
later. The database computes the same formula set-wise; both follow this text:

    time   = months + sum(days / of for each partial month)
    exact  = quantity * price * multiplier * time
    amount = R2(R10(exact_before + exact)) - R2(R10(exact_before))

What was measured or shared out (key ``measured``, a dictionary that says how its
quantity came about) is charged once, whatever its days: ``time`` is one.

R2 and R10 round half away from zero to 2 and 10 decimals (``round(numeric, n)`` of
PostgreSQL). ``exact_before`` is the R10 sum of the earlier slices of the same
assignment and billing period ("0" for the first), so a period cut by a new price or
a new payer still adds up to the amount of the uncut period.

Decimals stand as strings (``"89.17"``), counts as integers. Every bad input raises
``ValueError`` whose only argument is the key of the explanation at fault.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .frozen import Frozen as Explanation
from .frozen import count_of, decimal_at, list_at
from .money import EXACT_DIGITS, round_half_up, split_cumulative
from .periods import PartialMonth, months_fraction

VERSION = 1
"""Version ``v`` of the explanation this module reads and writes."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_MAX_MONTHS = 1200


@dataclass(frozen=True, slots=True)
class BillParts:
    """The pieces of a line's calculation, for whoever lays them out for a reader."""

    basis: str
    """``area_built``, ``area_inner``, ``fixed``, ``vehicle``, ``usage`` (metered) or
    ``share`` (of a shared cost); empty if unknown."""
    quantity: Decimal
    unit: str
    """``m2``, ``each``, ``money`` or a meter's unit (``kWh``); empty if unknown."""
    price: Decimal
    """Per unit of quantity and month; of what is measured, per unit of quantity."""
    multiplier: Decimal
    months: int
    """Whole months."""
    partials: tuple[PartialMonth, ...]
    time: Fraction
    """Months charged, partial ones included."""
    exact: Decimal
    """This slice unrounded (10 decimals)."""
    exact_before: Decimal
    """Earlier slices of the same period (10 decimals)."""
    amount: Decimal
    """What is charged, two decimals."""
    measured: Mapping[str, Any] | None = None
    """How a measured quantity came about; None where time is charged."""


def recompute(explanation: Explanation) -> Decimal:
    """Return the amount of the line, two decimals, from its explanation.

    :raise ValueError: the key of the explanation that is missing or unusable.
    """
    _check_version(explanation)
    before = Fraction(decimal_at(explanation, "exact_before", "0"))
    return split_cumulative([before, _exact(explanation)])[1]


def exact_amount(explanation: Explanation) -> Decimal:
    """Return the unrounded amount of this slice, to ten decimals.

    :raise ValueError: the key of the explanation that is missing or unusable.
    """
    return round_half_up(_exact(explanation), EXACT_DIGITS)


def exact_after(explanation: Explanation) -> Decimal:
    """Return ``exact_before`` for the next slice of the same period.

    :raise ValueError: the key of the explanation that is missing or unusable.
    """
    before = Fraction(decimal_at(explanation, "exact_before", "0"))
    return round_half_up(before + _exact(explanation), EXACT_DIGITS)


def time_parts(start: date, end: date) -> dict[str, Any]:
    """Return the keys ``date_from``, ``date_to``, ``months``, ``partials`` of a slice.

    :raise ValueError: ``period_reversed``.
    """
    full_months, partials = months_fraction(start, end)
    return {
        "date_from": start.isoformat(),
        "date_to": end.isoformat(),
        "months": full_months,
        "partials": [part._asdict() for part in partials],
    }


def describe_parts(explanation: Explanation) -> BillParts:
    """Return the calculation piece by piece.

    :raise ValueError: the key of the explanation that is missing or unusable.
    """
    measured = _measured(explanation)
    return BillParts(
        basis=str(explanation.get("basis") or ""),
        quantity=decimal_at(explanation, "quantity"),
        unit=str(explanation.get("unit") or ""),
        price=decimal_at(explanation, "price"),
        multiplier=decimal_at(explanation, "multiplier", "1"),
        months=0 if measured else _months(explanation),
        partials=() if measured else _partials(explanation),
        time=_time(explanation),
        exact=exact_amount(explanation),
        exact_before=decimal_at(explanation, "exact_before", "0"),
        amount=recompute(explanation),
        measured=measured,
    )


# ---- Reading the explanation ----------------------------------------------------


def _exact(explanation: Explanation) -> Fraction:
    """Return quantity x price x multiplier x time, exactly."""
    return (
        Fraction(decimal_at(explanation, "quantity"))
        * Fraction(decimal_at(explanation, "price"))
        * Fraction(decimal_at(explanation, "multiplier", "1"))
        * _time(explanation)
    )


def _time(explanation: Explanation) -> Fraction:
    """Return the months charged; one for what is measured."""
    if _measured(explanation):
        return Fraction(1)
    parts = (Fraction(part.days, part.of) for part in _partials(explanation))
    return _months(explanation) + sum(parts, Fraction(0))


def _measured(explanation: Explanation) -> Mapping[str, Any] | None:
    """Return how a quantity was measured, if it was."""
    value = explanation.get("measured")
    if value is not None and not (isinstance(value, Mapping) and value):
        raise ValueError("measured")
    return value


def _check_version(explanation: Explanation) -> None:
    """Refuse an explanation written by other rules."""
    if explanation.get("v") != VERSION:
        raise ValueError("v")


def _months(explanation: Explanation) -> int:
    """Return the number of whole months."""
    return count_of(explanation.get("months"), "months", 0, _MAX_MONTHS)


def _partials(explanation: Explanation) -> tuple[PartialMonth, ...]:
    """Return the partial months."""
    return tuple(_partial(item) for item in list_at(explanation, "partials"))


def _partial(item: object) -> PartialMonth:
    """Return one partial month."""
    if not isinstance(item, Mapping):
        raise ValueError("partials")
    month = item.get("month")
    if not (isinstance(month, str) and _MONTH.fullmatch(month)):
        raise ValueError("partials")
    of = count_of(item.get("of"), "partials", 1, 31)
    return PartialMonth(month, count_of(item.get("days"), "partials", 0, of), of)
