"""Tell which lines of a statement are new, so that overlapping files double nothing.

A line's *key* is a hash of what the bank says of it. Equal keys do happen (two equal
payments on a day), so a line is known by key and *occurrence*: two equal lines of a
file are the occurrences 1 and 2, and a file that overlaps adds only what is new.

A file may hold only a part of a day, so counting alone would take the equal payment of
the afternoon for the one of the morning. The rule:

1. Two lines of one key are the same line when their times agree, or their balances.
2. They are two lines when time or balance is known of both and none agrees.
3. Where neither is known of both, the n-th such line of the file is the n-th of those
   known: a file adds a line only where it has more of them than are known.

Rule 3 can miss an equal payment when a file without times, balances and references is
cut within a day; it never doubles one. Whole days are always right.
"""

import datetime
import hashlib
import json
import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .statement import StatementLine


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line that was imported before."""

    key: str
    occurrence: int
    time: datetime.time | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KeyedLine:
    """A line to be imported."""

    line: StatementLine
    key: str
    occurrence: int
    """From 1; counts equal lines over all files of the account."""

    @property
    def fingerprint(self) -> str:
        """Unique for the account's line, to be stored with a unique index."""
        return f"{self.key}:{self.occurrence}"

    @property
    def known(self) -> KnownLine:
        """The line as it is to be told when the next file comes."""
        line = self.line
        return KnownLine(self.key, self.occurrence, line.time, line.balance)


def line_key(account: str, line: StatementLine) -> str:
    """Return the key of a line: 64 hexadecimal digits.

    Account, date, amount, counterparty's account and name, summary, remark and bank
    reference. Blanks, width and letter case do not matter, since the exports of one
    bank differ in them; nor do time and balance, which not all of them have.
    """
    texts = (account, line.account, line.name, line.summary, line.remark)
    parts = [
        line.date.isoformat(),
        f"{line.amount:.2f}",
        *(_plain(text) for text in (*texts, line.reference)),
    ]
    data = json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


def _plain(text: str) -> str:
    """Return a text without what exports of one bank differ in."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def new_lines(
    account: str, lines: Sequence[StatementLine], known: Iterable[KnownLine] = ()
) -> list[KeyedLine]:
    """Return the lines that are not known yet, in their order.

    :param known: of the account, at least all lines with a key of the file
        (:func:`line_key`).
    """
    pools: dict[str, _Pool] = defaultdict(_Pool)
    for line in known:
        pools[line.key].add(line)
    keys = [line_key(account, line) for line in lines]
    # What tells more chooses first, lest a line that fits any takes its partner.
    by_certainty = sorted(
        range(len(lines)),
        key=lambda i: (lines[i].time is None, lines[i].balance is None),
    )
    new = {i for i in by_certainty if not pools[keys[i]].takes(lines[i])}
    return [
        KeyedLine(lines[i], keys[i], pools[keys[i]].next_occurrence())
        for i in sorted(new)
    ]


class _Pool:
    """The known lines of one key, each of which explains one line of a file."""

    def __init__(self) -> None:
        self.last = 0
        self.lines: list[KnownLine] = []
        self.used: set[int] = set()
        self.places: dict[object, deque[int]] = defaultdict(deque)

    def add(self, line: KnownLine) -> None:
        """Put in a known line, to be found by whatever it can agree in."""
        place = len(self.lines)
        self.lines.append(line)
        self.last = max(self.last, line.occurrence)
        for trait in _traits(line.time, line.balance):
            self.places[trait].append(place)

    def takes(self, line: StatementLine) -> bool:
        """Take out the known line that is this one, if there is any."""
        return any(self._take(trait) for trait in _wanted(line.time, line.balance))

    def _take(self, trait: object) -> bool:
        """Take out the first unused line that has a trait."""
        places = self.places.get(trait)
        while places:
            place = places.popleft()
            if place not in self.used:
                self.used.add(place)
                return True
        return False

    def next_occurrence(self) -> int:
        """Return the number of one more line of this key."""
        self.last += 1
        return self.last


def _traits(at: datetime.time | None, balance: Decimal | None) -> Iterator[object]:
    """Yield the traits by which a known line can be found."""
    yield "any"
    if at is not None:
        yield "time", at
    if balance is not None:
        yield "balance", balance
    if at is None:
        yield "no time"
    if balance is None:
        yield "no balance"
    if at is None and balance is None:
        yield "neither"


def _wanted(at: datetime.time | None, balance: Decimal | None) -> Iterator[object]:
    """Yield the traits of a known line that is this one, the surest first."""
    if at is not None:
        yield "time", at
    if balance is not None:
        yield "balance", balance
    if at is None and balance is None:
        yield "any"
    elif at is None:
        yield "no balance"
    elif balance is None:
        yield "no time"
    else:
        yield "neither"
