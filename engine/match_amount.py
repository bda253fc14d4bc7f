"""How an amount fits what units owe: which payment would explain it, and how well.

Weights are bits (log2): what a payment of that sort is likelier than the plainest one
(everything that is open), so 0 is best and -4 is sixteen times rarer. What an amount
proves depends on how many others owe the same, which :class:`Amounts` knows: 239.31
says little where fifty homes owe it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import accumulate, combinations
from math import fsum, log2
from typing import NamedTuple

from .match_facts import ZERO, Key, OpenLine, Policy
from .match_owed import Owed, total_of

CENT = Decimal("0.01")
HALF_YUAN = Decimal("0.5")
_MOST_BILLS = 36
"""Bills of a unit that are looked at; who owes more is not explained by a sum."""
_MOST_CHARGES = 6
"""Charged lines of a bill of which one or two may be paid alone."""
SMALL_ESTATE = 1000
"""An estate is weighed as if it had at least so many units: outside a small one there
are as many people who might type one of its codes or bear one of its names."""


class FitKind(str, Enum):
    """What an amount is, seen from a unit or several."""

    ALL_OPEN = "all_open"
    OLDEST = "oldest"
    """The oldest ``count`` bills."""
    BILL = "bill"
    """One bill, not the oldest."""
    NEWEST = "newest"
    """The newest bill of each unit."""
    REMINDER = "reminder"
    """What the last reminder asked for."""
    MONTHS = "months"
    """``count`` months at today's price."""
    AHEAD = "ahead"
    """All that is open and ``count`` months ahead."""
    SETTLED = "settled"
    """A bill that is paid already: perhaps a second payment."""
    NEAR = "near"
    """A cent or few off."""
    WITHHELD = "withheld"
    """Short of what a bank keeps of a transfer."""
    ROUNDED = "rounded"
    """A bill in whole yuan."""
    HALF = "half"
    CHARGES = "charges"
    """One or two charges of a bill."""
    EXPECTED = "expected"
    """A movement that the books hold already."""
    PART = "part"
    """Less than is open, by no pattern."""
    OTHER = "other"
    """More than is open, by no pattern, or nothing is open."""


WEIGHTS = {
    FitKind.ALL_OPEN: 0.0,
    FitKind.EXPECTED: 0.0,
    FitKind.NEWEST: -0.5,
    FitKind.REMINDER: -0.5,
    FitKind.OLDEST: -1.0,
    FitKind.BILL: -1.0,
    FitKind.SETTLED: -1.5,
    FitKind.MONTHS: -2.0,
    FitKind.AHEAD: -2.5,
    FitKind.CHARGES: -4.0,
    FitKind.NEAR: -4.0,
    FitKind.WITHHELD: -4.0,
    FitKind.ROUNDED: -4.5,
    FitKind.HALF: -4.5,
}
_UNEXPLAINED = {FitKind.PART: (0.12, 0.5), FitKind.OTHER: (0.06, 0.25)}
"""Share of payments of no pattern (as against those of the amount's usual payers), and
how many of them come from a unit when nobody usually pays the amount."""
_ODD = -4.0
"""Payments of this weight or less are odd: parts of a bill, slips, rounded amounts."""
_UNUSUAL_MONTHS = -1.5
"""Further weight of a number of months that is no quarter, half year or year."""


class Fit(NamedTuple):
    """The payment that best explains an amount."""

    kind: FitKind
    target: Decimal = ZERO
    """What such a payment comes to: the amount, unless it is off by a little."""
    count: int = 0
    """Bills or months, where the kind counts them."""
    lines: tuple[Key, ...] = ()
    """Open lines it pays first, if not simply the oldest."""
    weight: float = 0.0

    @property
    def explained(self) -> bool:
        """Whether a pattern explains the amount."""
        return self.kind not in _UNEXPLAINED

    @property
    def plain(self) -> bool:
        """Whether whole bills or months come to the amount, to the cent."""
        return self.explained and self.weight > _ODD


# ---- One unit -------------------------------------------------------------------


def usual_payments(owed: Owed, policy: Policy) -> Iterator[Fit]:
    """Yield the payments to the cent that a unit may make, each with its weight."""
    last = len(owed.sums)
    for count, total in enumerate(owed.sums[:_MOST_BILLS], 1):
        kind = FitKind.ALL_OPEN if count == last else FitKind.OLDEST
        yield _fit(kind, total, count)
    for bill, total in zip(owed.bills[1:_MOST_BILLS], owed.totals[1:], strict=False):
        yield _fit(FitKind.BILL, total, 1, bill)
    for total in owed.reminded:
        yield _fit(FitKind.REMINDER, total)
    for total in owed.settled:
        yield _fit(FitKind.SETTLED, total)
    if owed.monthly > 0:
        yield from _months(owed.monthly, owed.open, policy.months_ahead)
    for bill in owed.bills[-2:]:
        yield from _charges(bill)


def _months(monthly: Decimal, open_: Decimal, most: int) -> Iterator[Fit]:
    """Yield whole months, alone or on top of what is open."""
    ahead = ZERO
    for count in range(1, most + 1):
        ahead += monthly
        extra = _unusual(count)
        yield _fit(FitKind.MONTHS, ahead, count, extra=extra)
        if open_:
            yield _fit(FitKind.AHEAD, open_ + ahead, count, extra=extra)


def _unusual(count: int) -> float:
    """Return the further weight of a number of months."""
    return 0.0 if count == 1 or count % 3 == 0 else _UNUSUAL_MONTHS


def _charges(bill: tuple[OpenLine, ...]) -> Iterator[Fit]:
    """Yield one and two of the charges of a bill."""
    for size in (1, 2):
        if size < len(bill) <= _MOST_CHARGES:
            for lines in combinations(bill, size):
                yield _fit(FitKind.CHARGES, total_of(lines), size, lines)


def fit_unit(owed: Owed, amount: Decimal, policy: Policy) -> Fit:
    """Return the payment that best explains an amount for one unit."""
    fits = [fit for fit in usual_payments(owed, policy) if fit.target == amount]
    if fits:
        return max(fits, key=lambda fit: fit.weight)
    return loose_fit(owed, amount, policy)


def loose_fit(owed: Owed, amount: Decimal, policy: Policy) -> Fit:
    """Return what explains an amount that is no usual payment of the unit."""
    fits = list(_loose_fits(owed, amount, policy))
    if fits:
        return max(fits, key=lambda fit: fit.weight)
    return unexplained(owed.open, amount)


def unexplained(open_: Decimal, amount: Decimal) -> Fit:
    """Return the fit of an amount that no pattern explains."""
    kind = FitKind.PART if amount < open_ else FitKind.OTHER
    return Fit(kind, open_)


def _loose_fits(owed: Owed, amount: Decimal, policy: Policy) -> Iterator[Fit]:
    """Yield the payments that come close to an amount."""
    for total, lines in _plain_payments(owed):
        off = abs(total - amount)
        if off <= policy.cents_off:
            yield _fit(FitKind.NEAR, total, lines=lines)
        if total - amount in policy.charges:
            yield _fit(FitKind.WITHHELD, total, lines=lines)
        if off < 1 and amount == amount.to_integral_value():
            yield _fit(FitKind.ROUNDED, total, lines=lines)
        if abs(total - 2 * amount) <= 2 * CENT:
            yield _fit(FitKind.HALF, total / 2, lines=lines)


def _plain_payments(owed: Owed) -> Iterator[tuple[Decimal, tuple[OpenLine, ...]]]:
    """Yield the payments that people round or halve: a bill, all, a month."""
    for bill, total in zip(owed.bills[-3:], owed.totals[-3:], strict=True):
        yield total, bill
    if len(owed.bills) > 1:
        yield owed.open, ()
    if owed.monthly > 0:
        yield owed.monthly, ()


def _fit(
    kind: FitKind,
    target: Decimal,
    count: int = 0,
    lines: Iterable[OpenLine] = (),
    extra: float = 0.0,
) -> Fit:
    """Return a fit with the weight of its kind."""
    keys = tuple(line.key for line in lines) if lines else ()
    return Fit(kind, target, count, keys, WEIGHTS[kind] + extra)


# ---- Several units ----------------------------------------------------------------


def fit_units(owed: Sequence[Owed], amount: Decimal, policy: Policy) -> Fit:
    """Return the payment that best explains an amount for several units together.

    A sort of payment to which one of the units would give nothing is none of all.
    """
    plain = dict(_joint_payments(owed))
    for kind, total in plain.items():
        if total == amount:
            return _fit(kind, total)
    months = _joint_months(owed, amount, policy)
    if months:
        return months
    for total in plain.values():
        if abs(total - amount) <= policy.cents_off:
            return _fit(FitKind.NEAR, total)
        if total - amount in policy.charges:
            return _fit(FitKind.WITHHELD, total)
    return unexplained(sum((one.open for one in owed), ZERO), amount)


def _joint_payments(owed: Sequence[Owed]) -> Iterator[tuple[FitKind, Decimal]]:
    """Yield the payments to which each of the units gives its part."""
    parts = {
        FitKind.ALL_OPEN: [one.open for one in owed],
        FitKind.NEWEST: [one.newest for one in owed],
        FitKind.SETTLED: [one.settled[-1] if one.settled else ZERO for one in owed],
    }
    for kind, amounts in parts.items():
        if all(amounts):
            yield kind, sum(amounts, ZERO)


def _joint_months(owed: Sequence[Owed], amount: Decimal, policy: Policy) -> Fit | None:
    """Return whole months of all the units, alone or on top of what is open."""
    if not all(one.monthly > 0 for one in owed):
        return None
    monthly = sum((one.monthly for one in owed), ZERO)
    open_ = sum((one.open for one in owed), ZERO)
    for kind, rest in ((FitKind.MONTHS, amount), (FitKind.AHEAD, amount - open_)):
        count, over = divmod(rest, monthly)
        if not over and 0 < count <= policy.months_ahead:
            return _fit(kind, amount, int(count), extra=_unusual(int(count)))
    return None


# ---- All units --------------------------------------------------------------------


class Amounts:
    """How common an amount is: by whom it might be paid if nothing else were known."""

    def __init__(self, owed: dict[Key, Owed], policy: Policy) -> None:
        self._policy = policy
        self.size = max(len(owed), SMALL_ESTATE)
        self._payers: dict[Decimal, dict[Key, Fit]] = defaultdict(dict)
        for key, one in owed.items():
            for fit in usual_payments(one, policy):
                payers = self._payers[fit.target]
                if key not in payers or payers[key].weight < fit.weight:
                    payers[key] = fit
        self._ranked: dict[Decimal, list[Key]] = {}
        self._amounts = sorted(self._payers)
        self._cumulated = [0.0, *accumulate(map(self._share, self._amounts))]

    def _share(self, amount: Decimal) -> float:
        """Return how many units are expected to pay an amount to the cent."""
        # Sums of floats depend on the order, and that of the units must not show.
        return fsum(2**fit.weight for fit in self._payers[amount].values())

    def payers(self, amount: Decimal) -> list[Key]:
        """Return the units one of whose usual payments is this, likeliest first."""
        if amount not in self._ranked:
            found = self._payers.get(amount, {})
            ranked = sorted(found, key=lambda key: (-found[key].weight, key))
            self._ranked[amount] = ranked
        return self._ranked[amount]

    def fit(self, key: Key, owed: Owed, amount: Decimal) -> Fit:
        """Return what best explains an amount for a unit that owes what it did."""
        usual = self._payers.get(amount, {}).get(key)
        return usual or loose_fit(owed, amount, self._policy)

    def expected(self, amount: Decimal) -> float:
        """Return how many units are expected to pay an amount, were all to pay."""
        cents = self._policy.cents_off
        near = self._between(amount - cents, amount + cents)
        near += sum(self._between(amount + c, amount + c) for c in self._policy.charges)
        halves = self._between(2 * amount - 2 * CENT, 2 * amount + 2 * CENT)
        rounded = 0.0
        if amount == amount.to_integral_value():
            rounded = self._between(amount - 1, amount + 1)
        return (
            self._between(amount, amount)
            + near * 2 ** WEIGHTS[FitKind.NEAR]
            + halves * 2 ** WEIGHTS[FitKind.HALF]
            + rounded * 2 ** WEIGHTS[FitKind.ROUNDED]
        )

    def bits(self, fit: Fit, expected: float) -> float:
        """Return what a fit says for its units against any others; above zero, for."""
        # Half a unit more, since the next payer may be one nobody has seen.
        if fit.explained:
            return fit.weight + log2(self.size / (expected + 0.5))
        share, unseen = _UNEXPLAINED[fit.kind]
        return log2((share * expected + unseen) / (expected + 0.5))

    def _between(self, lowest: Decimal, highest: Decimal) -> float:
        """Return how many units are expected to pay an amount within bounds."""
        first = bisect_left(self._amounts, lowest)
        last = bisect_right(self._amounts, highest)
        return self._cumulated[last] - self._cumulated[first]
