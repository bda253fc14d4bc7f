"""Which bills one deduction asks for, when it may not ask for all (B-03).

Amounts are ``Decimal`` in yuan. What belongs together, such as the lines of one bill,
is asked for whole or not at all, unless parts are allowed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..allocation import fill_in_order

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Claim:
    """One open line of a bill."""

    bill: Any
    """What tells the bills apart."""
    amount: Decimal
    """Open of the line, above zero."""
    source: Any = None
    """The caller's own record of the line."""


def choose_claims(
    claims: Sequence[Claim],
    limit: Decimal = _NOTHING,
    minimum: Decimal = _NOTHING,
    *,
    parts: bool = False,
) -> list[tuple[Claim, Decimal]]:
    """Return the claims to ask for with their amounts; none below the minimum.

    The oldest bills that fit whole into the limit are taken; one that does not fit is
    passed over for the next.

    :param claims: the oldest first
    :param limit: the bank takes no more at once; nothing is no limit
    :param minimum: less is not worth a deduction
    :param parts: the oldest bill that does not fit is taken in part, up to the limit,
        and nothing after it
    """
    if sum((claim.amount for claim in claims), _NOTHING) < minimum:
        return []
    chosen: list[tuple[Claim, Decimal]] = []
    left = limit
    for lines in _bills(claims):
        total = sum((claim.amount for claim in lines), _NOTHING)
        if limit and total > left:
            if parts:
                chosen += _part_of(lines, left)
                break
            continue
        chosen += [(claim, claim.amount) for claim in lines]
        left -= total
    enough = sum((amount for _claim, amount in chosen), _NOTHING) >= minimum
    return chosen if enough else []


def _bills(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Return the lines of each bill, in the order in which the bills begin."""
    bills: dict[Any, list[Claim]] = {}
    for claim in claims:
        bills.setdefault(claim.bill, []).append(claim)
    return list(bills.values())


def _part_of(lines: list[Claim], amount: Decimal) -> list[tuple[Claim, Decimal]]:
    """Lay an amount over the lines of a bill in their order."""
    shares = fill_in_order(amount, [claim.amount for claim in lines])
    return [pair for pair in zip(lines, shares, strict=True) if pair[1]]


def lay_answer(
    asked: Sequence[Decimal], still_open: Sequence[Decimal], paid: Decimal
) -> tuple[list[Decimal], Decimal]:
    """Lay what the bank took over the lines it was asked for, in their order.

    :param asked: amount asked for of each line
    :param still_open: what is open of each line now; it may have been paid meanwhile
    :return: (what is settled of each line, what is left over: a prepayment)
    """
    caps = [min(pair) for pair in zip(asked, still_open, strict=True)]
    parts = fill_in_order(paid, caps)
    return parts, paid - sum(parts, _NOTHING)
