"""How a payment is shared over what is open, to the cent, and what it leaves."""

from bisect import bisect_right
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .match_amount import Fit, FitKind
from .match_facts import ZERO, Expected, Key, Policy, UnitFacts
from .match_owed import Owed, owed_by


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a payment pays."""

    unit: Key
    line: Key | None
    """The open line; ``None`` for what goes to the unit's prepayment."""
    amount: Decimal


def share_out(amount: Decimal, fit: Fit, owed: Mapping[Key, Owed]) -> tuple[Share, ...]:
    """Share an amount over the open lines of some units.

    The lines that the fit means come first, then the oldest of all units; what is left
    becomes prepayment: by equal months where the units pay months ahead, otherwise of
    the first unit. The shares add up to the amount.

    :param owed: what each unit owes
    """
    months = fit.count if fit.kind in (FitKind.MONTHS, FitKind.AHEAD) else 0
    if len(owed) > 1 and fit.kind is FitKind.MONTHS:
        return tuple(
            share
            for key, one in owed.items()
            for share in _fill(one.monthly * months, [(key, one)], ())
        )
    first = fit.lines
    if fit.kind is FitKind.NEWEST:
        first = tuple(line.key for one in owed.values() for line in _newest(one))
    shares = _fill(amount, owed.items(), first)
    if len(owed) > 1 and fit.kind is FitKind.AHEAD:
        paid = [share for share in shares if share.line is not None]
        ahead = (Share(key, None, one.monthly * months) for key, one in owed.items())
        return (*paid, *(share for share in ahead if share.amount))
    return tuple(shares)


def _newest(owed: Owed) -> tuple:
    """Return the lines of the newest bill."""
    return owed.bills[-1] if owed.bills else ()


def _fill(
    amount: Decimal, owed: Iterable[tuple[Key, Owed]], first: Sequence[Key]
) -> list[Share]:
    """Pay some lines first, then the oldest; prepay the first unit with the rest."""
    owed = list(owed)
    wanted = {line: place for place, line in enumerate(first)}
    lines = [(unit, line) for unit, one in owed for line in one.lines]
    lines.sort(
        key=lambda pair: (
            wanted.get(pair[1].key, len(wanted)),
            pair[1].due,
            pair[1].bill,
            pair[1].key,
        )
    )
    shares = []
    for unit, line in lines:
        part = min(line.amount, amount)
        if part > 0:
            shares.append(Share(unit, line.key, part))
            amount -= part
    if amount > 0 and owed:
        shares.append(Share(owed[0][0], None, amount))
    return shares


class Books:
    """What is still open while the lines of a statement are matched one by one.

    A payment that is certain takes what it pays, so that the next equal line is seen
    as a second payment and not as the same one again.
    """

    def __init__(
        self, units: Mapping[Key, UnitFacts], expected: Iterable[Expected] = ()
    ) -> None:
        self._units = units
        self.owed: Mapping[Key, Owed] = {
            key: owed_by(unit) for key, unit in units.items()
        }
        self._taken: dict[Key, dict[Key, Decimal]] = {}
        self._payments: dict[Key, tuple[Decimal, ...]] = {}
        self._expected: dict[Decimal, list[Expected]] = defaultdict(list)
        for movement in sorted(expected, key=lambda one: (one.date_from, one.key)):
            self._expected[movement.amount].append(movement)
        self._amounts = sorted(self._expected)
        self._arrived: set[Key] = set()

    def fresh(self) -> "Books":
        """Return books of the same state that can be written without changing these."""
        books = object.__new__(Books)
        books._units = self._units
        books.owed = ChainMap({}, self.owed)
        books._taken = {key: dict(taken) for key, taken in self._taken.items()}
        books._payments = dict(self._payments)
        books._expected = self._expected
        books._amounts = self._amounts
        books._arrived = set(self._arrived)
        return books

    def changed(self, key: Key) -> bool:
        """Whether a payment has been taken for a unit."""
        return key in self._payments

    def expected(self, amount: Decimal) -> list[Expected]:
        """Return the movements of an amount that the bank has not shown yet."""
        found = self._expected.get(amount, [])
        return [movement for movement in found if movement.key not in self._arrived]

    def withheld(self, amount: Decimal, policy: Policy) -> list[Expected]:
        """Return the movements of which an amount is what a charge leaves.

        Those of the least charge come first.
        """
        first = bisect_right(self._amounts, amount)
        last = bisect_right(self._amounts, policy.most_expected(amount))
        return [
            movement
            for total in self._amounts[first:last]
            if policy.withholds(total, amount)
            for movement in self.expected(total)
            if movement.chargeable
        ]

    def arrive(self, expected: Key) -> None:
        """Note that the bank has shown a movement."""
        self._arrived.add(expected)

    def take(self, shares: Iterable[Share], whole: bool) -> None:
        """Note what a payment pays.

        :param whole: whether it is of whole bills or months: an equal one that follows
            may be the same again, while an instalment of 300 is like any other.
        """
        parts: dict[Key, Decimal] = defaultdict(Decimal)
        for share in shares:
            parts[share.unit] += share.amount
            if share.line is not None:
                taken = self._taken.setdefault(share.unit, {})
                taken[share.line] = taken.get(share.line, ZERO) + share.amount
        for unit, amount in parts.items():
            before = self._payments.get(unit, ())
            self._payments[unit] = (*before, amount) if whole else before
            self.owed[unit] = owed_by(
                self._units[unit], self._taken.get(unit), self._payments[unit]
            )
