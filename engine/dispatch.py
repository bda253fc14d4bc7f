"""Who is sent: by skill, by what he has in hand, and in turn (R-414, B-15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

NEVER = datetime.min


@dataclass(frozen=True)
class Technician:
    """One who could be sent.

    ``load`` counts the orders he has in hand; ``last_sent`` is when he was given his
    last one (naive UTC), None when never.
    """

    id: int
    skills: frozenset[int] = frozenset()
    load: int = 0
    last_sent: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """A place in the ranking, and why."""

    id: int
    skilled: bool
    load: int
    full: bool


def rank(
    technicians: Iterable[Technician], skill: int | None, most: int = 0
) -> list[Choice]:
    """Return who is sent first, second, …

    Whoever knows the trade comes before who does not, whoever has room before who is
    full; then the one with the least in hand, then the one whose turn is longest ago
    (round robin), then the older number, so that the same facts give the same answer.

    :param skill: the trade the work asks for; None when anybody can do it
    :param most: orders in hand from which on somebody counts as full; 0: never
    """
    return [
        Choice(
            technician.id,
            _knows(technician, skill),
            technician.load,
            _is_full(technician, most),
        )
        for technician in sorted(technicians, key=lambda one: _order(one, skill, most))
    ]


def _order(
    technician: Technician, skill: int | None, most: int
) -> tuple[bool, bool, int, datetime, int]:
    return (
        not _knows(technician, skill),
        _is_full(technician, most),
        technician.load,
        technician.last_sent or NEVER,
        technician.id,
    )


def _knows(technician: Technician, skill: int | None) -> bool:
    return skill is None or skill in technician.skills


def _is_full(technician: Technician, most: int) -> bool:
    return bool(most) and technician.load >= most
