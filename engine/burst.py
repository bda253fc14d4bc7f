"""Like cases in one place within a short time: one cause, told many times (B-17)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Case:
    """Something that was reported: what, where and when."""

    key: int
    place: Hashable
    kind: Hashable
    at: datetime


def find_bursts(
    cases: Iterable[Case], least: int, within: timedelta
) -> list[list[Case]]:
    """Return the bursts, each in order of time, the earliest burst first.

    Cases of one kind in one place are a burst when at least ``least`` of them lie
    within a stretch of ``within``, both ends included. Stretches that share a case
    are one burst, however long it lasts. With ``least`` below two nothing is a burst:
    a single case says nothing of others.
    """
    if least < 2:
        return []
    alike: dict[tuple[Hashable, Hashable], list[Case]] = {}
    for case in sorted(cases, key=lambda case: (case.at, case.key)):
        alike.setdefault((case.place, case.kind), []).append(case)
    bursts = [burst for row in alike.values() for burst in _of_row(row, least, within)]
    return sorted(bursts, key=lambda burst: (burst[0].at, burst[0].key))


def _of_row(row: list[Case], least: int, within: timedelta) -> list[list[Case]]:
    """Return the bursts of like cases that are in order of time."""
    bursts: list[list[Case]] = []
    end = 0
    taken = 0
    for start, case in enumerate(row):
        while end < len(row) and row[end].at - case.at <= within:
            end += 1
        if end - start < least:
            continue
        if start >= taken:
            bursts.append([])
            taken = start
        bursts[-1] += row[taken:end]
        taken = end
    return bursts
