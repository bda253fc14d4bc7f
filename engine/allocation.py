"""Who pays for what: laying sums of money over debts, exactly and in order.

Amounts are ``Decimal`` in the currency's main unit. Nothing is rounded here: every
result is a difference or a minimum of what came in.
"""

from collections.abc import Sequence
from decimal import Decimal

ZERO = Decimal(0)


def fill_in_order(amount: Decimal, caps: Sequence[Decimal]) -> list[Decimal]:
    """Lay ``amount`` over ``caps`` from the first on (oldest first).

    Each part is at most its cap; caps that are not positive take nothing. What does
    not fit is left to the caller: the parts then add up to less than ``amount``.
    """
    parts = []
    for cap in caps:
        part = max(min(cap, amount), ZERO)
        parts.append(part)
        amount -= part
    return parts


def pair_off(
    sources: Sequence[Decimal], uses: Sequence[Decimal]
) -> list[tuple[int, int, Decimal]]:
    """Pair sums of money with debts: ``(source, use, amount)``, both in order.

    There are fewer pairs than sources and uses together, and none is zero.

    :raise ValueError: ``not_positive`` for an amount of zero or less,
        ``not_balanced`` when the two sides do not add up to the same.
    """
    if any(amount <= 0 for amount in (*sources, *uses)):
        raise ValueError("not_positive")
    if sum(sources, ZERO) != sum(uses, ZERO):
        raise ValueError("not_balanced")
    pairs = []
    left = list(sources)
    source = 0
    for use, amount in enumerate(uses):
        while amount:
            part = min(amount, left[source])
            pairs.append((source, use, part))
            amount -= part
            left[source] -= part
            source += not left[source]
    return pairs


def paid_per_line(
    amounts: Sequence[Decimal], designated: Sequence[Decimal], paid: Decimal
) -> list[Decimal]:
    """Say how much of each line of a bill is paid, when the bill knows only a total.

    ``designated`` is what the payers meant for each line; it counts up to the line's
    amount and, taken in line order, up to ``paid``. The rest of what was paid fills
    the lines in order. A negative line (a discount) counts as settled and its worth
    as paid on the others. The result adds up to ``paid`` as long as that is between
    zero and the total; a bill of a negative total (a credit note) is its mirror.
    """
    if sum(amounts, ZERO) < 0:
        mirror = ([-amount for amount in amounts], [-part for part in designated])
        return [-part for part in paid_per_line(*mirror, -paid)]
    paid += sum((-amount for amount in amounts if amount < 0), ZERO)
    meant = fill_in_order(
        paid, [min(*pair) for pair in zip(amounts, designated, strict=True)]
    )
    gaps = [amount - part for amount, part in zip(amounts, meant, strict=True)]
    rest = fill_in_order(paid - sum(meant, ZERO), gaps)
    return [
        amount if amount < 0 else first + second
        for amount, first, second in zip(amounts, meant, rest, strict=True)
    ]
