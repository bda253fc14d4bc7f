"""Units that one payment may be for together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb, log2

from .match_clues import Clues
from .match_facts import Key, Policy
from .match_index import clean_name

_MOST_COMBINED = 10
"""Of a person with more units, only all together are tried: a developer's three hundred
shops have more combinations than amounts."""
_MOST_NAMESAKES = 5
"""The same for people who only share a name."""
_MOST_TOGETHER = 300
_SEVERAL = -3.0
"""One payment in eight of somebody with several units is for more than one."""
_SEVERAL_TOLD = -0.5
"""... more if the text says so."""
_SAME_NAME = -3.0
"""Bearers of a name who are kept apart on file are seldom one person after all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Several units that a line may pay for."""

    keys: tuple[Key, ...]
    bits: float
    """How likely they are to be paid together, before any clue."""
    told: bool
    """Whether the text names each of them, or the payer paid for just them before."""


def groups_of(clues: Clues, policy: Policy) -> list[Group]:
    """Return the groups of units that a line may pay for, each once, in order."""
    sure = clues.addresses.sure
    best: dict[tuple[Key, ...], Group] = {}
    for group in (*_told(clues), *_combined(clues, policy, frozenset(sure))):
        known = best.get(group.keys)
        if known is None or group.bits > known.bits:
            best[group.keys] = group
    return [best[keys] for keys in sorted(best)]


def _told(clues: Clues) -> Iterator[Group]:
    """Yield the units that the text names together or that were paid together."""
    named = _named(clues)
    if len(named) > 1:
        yield Group(named, 0.0, told=True)
    for alias in clues.aliases:
        if len(alias.keys) > 1:
            yield Group(tuple(sorted(set(alias.keys))), 0.0, told=True)


def _named(clues: Clues) -> tuple[Key, ...]:
    """Return the units that the text names, a vague address only if the payer, or
    whom else the line names, leaves one choice."""
    named = set(clues.addresses.sure)
    for place in clues.addresses.places:
        if not place.sure:
            his = [key for key in place.keys if key in clues.identity]
            his = his or [key for key in place.keys if key in clues.names]
            named.update(his if len(his) == 1 else ())
    return tuple(sorted(named))


def _combined(clues: Clues, policy: Policy, sure: frozenset[Key]) -> Iterator[Group]:
    """Yield combinations of what one person has."""
    base = _SEVERAL_TOLD if clues.several else _SEVERAL
    for pool, bits in _pools(clues, sure).items():
        pool |= sure
        if 1 < len(pool) <= _MOST_TOGETHER:
            yield Group(tuple(sorted(pool)), base + bits, told=False)
        if len(pool) <= (_MOST_NAMESAKES if bits else _MOST_COMBINED):
            yield from _subsets(pool, sure, base + bits, policy.most_together)


def _subsets(
    pool: frozenset[Key], sure: frozenset[Key], bits: float, most: int
) -> Iterator[Group]:
    """Yield the groups within a pool that hold all that is named, but for the pool."""
    free = sorted(pool - sure)
    for size in range(max(2, len(sure)), min(len(pool) - 1, most) + 1):
        more = size - len(sure)
        each = bits - log2(comb(len(free), more))
        for chosen in combinations(free, more):
            yield Group(tuple(sorted((*sure, *chosen))), each, told=False)


def _pools(clues: Clues, sure: Iterable[Key]) -> dict[frozenset[Key], float]:
    """Return the units of each person whom the line may mean, with how likely it is
    that they are one person's."""
    facts = clues.facts
    names = {clues.payer, *(name.name for name in clues.text_names)}
    names |= {clean_name(person.name) for k in sure for person in facts.units[k].people}
    pools: dict[frozenset[Key], float] = {}
    for name in sorted(names):
        bearers = facts.by_name.get(name, {})
        namesakes = frozenset(bearers)
        identities = {person.identity for person in bearers.values()}
        pools.setdefault(namesakes, _SAME_NAME if len(identities) > 1 else 0.0)
        for identity in identities - {""}:
            pools[frozenset(facts.by_identity[identity])] = 0.0
    return {pool: bits for pool, bits in pools.items() if len(pool) > 1}
