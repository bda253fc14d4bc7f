"""Clues of one sort, weighed for the units of which they speak and for all others.

Weights are bits: log2 of how much likelier a line is if its money is for these units.
What clues of one sort say does not add up, since an account and a name both tell only
who the payer is; different channels do.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from math import fsum, log2
from typing import Protocol

from .match_facts import Key
from .match_index import Place, Reading
from .match_reasons import Reason, ReasonCode

_READ = {
    Reading.EXACT: (0.0, -5.0),
    Reading.PADDED: (-0.5, -5.0),
    Reading.SHORT: (-1.0, -4.0),
    Reading.LOOSE: (-2.0, -3.0),
    Reading.VAGUE: (-1.0, -3.5),
    Reading.CUT_OFF: (-2.0, -2.5),
}
"""What a reading costs the units that it names, and all others: how often people write
a wrong code (one in thirty), or the reader takes another number for one."""
_MISSED_PLACE = -4.0
"""For each address in the text that a proposal leaves out."""
_EXTRA_UNIT = -3.0
"""For each unit of a group that the text does not name."""
_PARTLY = -2.0
"""For each unit of a group of which a channel does not speak."""
_AGREEMENT = 1.0
"""For a second clue of one sort."""


class Channel(Protocol):
    """Clues of one sort: for some units, against all others."""

    miss: float
    """What it says of a unit to which it does not lead."""

    def __contains__(self, key: object) -> bool:
        """Whether it leads to a unit."""

    def __iter__(self) -> Iterator[Key]:
        """Yield the units to which it leads."""

    def weigh(self, keys: tuple[Key, ...]) -> float:
        """Return what it says for these units together."""

    def reasons(self, keys: tuple[Key, ...]) -> list[Reason]:
        """Return what it has to say of these units."""


class Pointers:
    """Single clues, each to one unit."""

    def __init__(self, miss: float, against: Reason | None = None) -> None:
        self.miss = miss
        self._against = against
        self._bits: dict[Key, float] = {}
        self._reasons: dict[Key, list[Reason]] = defaultdict(list)

    def __bool__(self) -> bool:
        return bool(self._bits)

    def __contains__(self, key: Key) -> bool:
        return key in self._bits

    def __iter__(self):
        return iter(self._bits)

    def add(self, key: Key, bits: float, code: ReasonCode, *args) -> None:
        """Let the channel speak for a unit; a second clue to it only confirms."""
        known = self._bits.get(key)
        self._reasons[key].append(Reason(code, args, bits))
        self._bits[key] = bits if known is None else max(known, bits) + _AGREEMENT

    def weigh(self, keys: tuple[Key, ...]) -> float:
        """Return what leads to any of the units: alternatives, of which all that are
        among them count."""
        found = [self._bits[key] for key in keys if key in self._bits]
        if not found:
            return self.miss if self._bits else 0.0
        any_of = log2(fsum(2**bits for bits in found))
        return any_of + _PARTLY * (len(keys) - len(found))

    def reasons(self, keys: tuple[Key, ...]) -> list[Reason]:
        """Return the reasons that concern these units."""
        found = [reason for key in keys for reason in self._reasons.get(key, ())]
        if self._bits and not found and self._against:
            found = [replace(self._against, bits=self.miss)]
        return list(dict.fromkeys(found))


class Addresses:
    """The addresses in the text, as a channel."""

    def __init__(self, places: tuple[Place, ...], count: int, size: float) -> None:
        self.places = places
        self._count = count
        self.size = size
        self.miss = min((_READ[place.reading][1] for place in places), default=0.0)

    def __bool__(self) -> bool:
        return bool(self.places)

    def __contains__(self, key: Key) -> bool:
        return any(key in place.keys for place in self.places)

    def __iter__(self):
        return (key for place in self.places for key in place.keys)

    @property
    def sure(self) -> tuple[Key, ...]:
        """The units that are named beyond doubt."""
        return tuple(sorted({p.keys[0] for p in self.places if p.sure}))

    def weigh(self, keys: tuple[Key, ...]) -> float:
        """Return what the addresses say for these units together."""
        covered = self.covered(keys)
        if not covered:
            return self.miss
        best = max(self._bits(place) for place in covered)
        missed = len(self.places) - len(covered)
        extra = 0 if len(keys) == self._count else max(len(keys) - len(covered), 0)
        return best + _MISSED_PLACE * missed + _EXTRA_UNIT * extra

    def reasons(self, keys: tuple[Key, ...]) -> list[Reason]:
        """Return the addresses that name these units, or the ones that name others."""
        covered = self.covered(keys)
        if covered:
            return [self._reason(place) for place in covered]
        code = ReasonCode.OTHER_ADDRESS
        return [Reason(code, (p.written,), _READ[p.reading][1]) for p in self.places]

    def covered(self, keys: tuple[Key, ...]) -> list[Place]:
        """Return the places that may mean one of these units."""
        return [place for place in self.places if not set(keys).isdisjoint(place.keys)]

    def _bits(self, place: Place) -> float:
        """Return what a place says for one of its units."""
        return self.size - log2(len(place.keys)) + _READ[place.reading][0]

    def _reason(self, place: Place) -> Reason:
        """Return the reason that a place gives."""
        args = (place.written, place.reading, len(place.keys))
        return Reason(ReasonCode.ADDRESS, args, self._bits(place))
