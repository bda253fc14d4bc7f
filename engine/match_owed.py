"""What a unit owes, counted up so that amounts can be held against it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from .match_facts import ZERO, Key, OpenLine, UnitFacts


@dataclass(frozen=True, slots=True)
class Owed:
    """What one unit owes, counted up once."""

    lines: tuple[OpenLine, ...]
    """Oldest first."""
    bills: tuple[tuple[OpenLine, ...], ...]
    """The same lines by bill, oldest first."""
    totals: tuple[Decimal, ...]
    """Total of each bill."""
    sums: tuple[Decimal, ...]
    """Totals of the oldest 1, 2, … bills."""
    monthly: Decimal
    reminded: tuple[Decimal, ...]
    """Reminders of which all may still be open."""
    settled: tuple[Decimal, ...]

    @property
    def open(self) -> Decimal:
        """All that is open."""
        return self.sums[-1] if self.sums else ZERO

    @property
    def newest(self) -> Decimal:
        """The newest open bill; a month where nothing is open."""
        return self.totals[-1] if self.totals else self.monthly


def owed_by(
    unit: UnitFacts,
    taken: Mapping[Key, Decimal] | None = None,
    payments: tuple[Decimal, ...] = (),
) -> Owed:
    """Count up what a unit owes.

    :param taken: what payments have just taken of its lines
    :param payments: what those of them came to for the unit that may come twice
    """
    lines = unit.lines if not taken else _less(unit.lines, taken)
    by_bill: dict[tuple, list[OpenLine]] = {}
    for line in sorted(lines, key=lambda line: (line.due, line.bill, line.key)):
        by_bill.setdefault((line.due, line.bill), []).append(line)
    bills = tuple(map(tuple, by_bill.values()))
    totals = tuple(total_of(bill) for bill in bills)
    open_ = sum(totals, ZERO)
    return Owed(
        lines=tuple(line for bill in bills for line in bill),
        bills=bills,
        totals=totals,
        sums=tuple(accumulate(totals)),
        monthly=unit.monthly,
        # Of more than is open, a part was paid since: paid again it is paid twice.
        reminded=tuple(total for total in unit.reminded if 0 < total <= open_),
        settled=(*unit.settled, *payments),
    )


def _less(
    lines: Iterable[OpenLine], taken: Mapping[Key, Decimal]
) -> Iterator[OpenLine]:
    """Yield the lines of which something is left, with that."""
    for line in lines:
        left = line.amount - taken.get(line.key, ZERO)
        if left > 0:
            yield replace(line, amount=left)


def total_of(bill: Iterable[OpenLine]) -> Decimal:
    """Return what is open of some lines."""
    return sum((line.amount for line in bill), ZERO)
