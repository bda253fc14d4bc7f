"""What accepted matches teach about payers: the next month needs fewer people."""

from collections import Counter
from collections.abc import Iterable

from .match_facts import Alias, BankLine, Key
from .match_index import clean_account, clean_name

Accepted = tuple[BankLine, Iterable[Key]]
"""A line with the units it was booked for; no units if it was no fee."""


def learn(aliases: Iterable[Alias], accepted: Iterable[Accepted]) -> list[Alias]:
    """Return the aliases with what some accepted lines add to them.

    One alias per account, payer and set of units, in a fixed order. A line without
    account and payer teaches nothing.
    """
    return _aliases(_counted(aliases) + _counted_lines(accepted))


def forget(aliases: Iterable[Alias], undone: Iterable[Accepted]) -> list[Alias]:
    """Return the aliases without what some lines had taught, whose match is undone."""
    return _aliases(_counted(aliases) - _counted_lines(undone))


def _counted(aliases: Iterable[Alias]) -> Counter[tuple]:
    """Count how often each payer paid for each set of units."""
    times: Counter[tuple] = Counter()
    for alias in aliases:
        times[_entry(alias.account, alias.payer, alias.keys)] += alias.times
    return times


def _counted_lines(lines: Iterable[Accepted]) -> Counter[tuple]:
    """Count the same of accepted lines."""
    entries = (_entry(line.account, line.payer, keys) for line, keys in lines)
    return Counter(entry for entry in entries if entry[0] or entry[1])


def _entry(account: str, payer: str, keys: Iterable[Key]) -> tuple:
    """Return account, payer and units as they are compared."""
    return clean_account(account), clean_name(payer), tuple(sorted(set(keys)))


def _aliases(times: Counter[tuple]) -> list[Alias]:
    """Return an alias for each entry that was seen at all."""
    return [Alias(*entry, times[entry]) for entry in sorted(times) if times[entry] > 0]
