"""Who is sent: who is here, by skill, by load, and in turn (R-312, R-414, B-15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

NEVER = datetime.min


@dataclass(frozen=True)
class Technician:
    """One who could be sent.

    ``load`` counts the orders he has in hand; ``last_sent`` is when he was given his
    last one (naive UTC), None when never. ``leaves`` are the times he is away, pairs of
    naive UTC moments: from the first on, before the second.
    """

    id: int
    skills: frozenset[int] = frozenset()
    load: int = 0
    last_sent: datetime | None = None
    leaves: tuple[tuple[datetime, datetime], ...] = ()

    def away_until(self, moment: datetime) -> datetime | None:
        """Return when he is back who is away at ``moment``; None when he is here.

        Leaves that follow each other without a gap are one.
        """
        back = None
        for begin, end in sorted(self.leaves):
            if begin <= (back or moment) < end:
                back = end
        return back


@dataclass(frozen=True)
class Choice:
    """A place in the ranking, and why."""

    id: int
    skilled: bool
    load: int
    full: bool
    away_until: datetime | None = None


def rank(
    technicians: Iterable[Technician],
    skill: int | None,
    most: int = 0,
    moment: datetime | None = None,
) -> list[Choice]:
    """Return who is sent first, second, …

    Whoever is away comes last. Of the others whoever knows the trade comes before who
    does not, whoever has room before who is full; then the one with the least in hand,
    then the one whose turn is longest ago (round robin), then the older number, so that
    the same facts give the same answer.

    :param skill: the trade the work asks for; None when anybody can do it
    :param most: orders in hand from which on somebody counts as full; 0: never
    :param moment: when somebody has to go (naive UTC); None: leaves do not count
    """
    ranked = sorted(technicians, key=lambda one: _order(one, skill, most, moment))
    return [
        Choice(
            technician.id,
            _knows(technician, skill),
            technician.load,
            _is_full(technician, most),
            _away(technician, moment),
        )
        for technician in ranked
    ]


def _order(
    technician: Technician, skill: int | None, most: int, moment: datetime | None
) -> tuple[bool, bool, bool, int, datetime, int]:
    return (
        _away(technician, moment) is not None,
        not _knows(technician, skill),
        _is_full(technician, most),
        technician.load,
        technician.last_sent or NEVER,
        technician.id,
    )


def _knows(technician: Technician, skill: int | None) -> bool:
    return skill is None or skill in technician.skills


def _away(technician: Technician, moment: datetime | None) -> datetime | None:
    return technician.away_until(moment) if moment else None


def _is_full(technician: Technician, most: int) -> bool:
    return bool(most) and technician.load >= most
