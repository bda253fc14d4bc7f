"""Sums in which a bank credits what the books hold piece by piece (B-02).

A card terminal settles Friday to Sunday in one sum; the cash of two deposit slips is
counted at the bank's counter and credited once. Each function yields the sums to look
for; which of them a bank line shows is decided by its amount.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from .match_facts import ZERO, Key

_NEAR = 8
"""A bundle is made of so many pieces that follow each other: one carries today's slips
to the bank, not those of last spring."""


class Piece(NamedTuple):
    """What the books hold by itself: the takings of a day, a deposit slip."""

    key: Key
    day: date
    amount: Decimal


class Sum(NamedTuple):
    """Several pieces of one account that may come in one amount."""

    keys: tuple[Key, ...]
    first: date
    last: date
    amount: Decimal


def runs(pieces: Iterable[Piece], most_days: int) -> Iterator[Sum]:
    """Yield the days in a row, two and more, that a settlement may cover.

    A day without takings does not break a row.

    :param pieces: the days of one account, each once
    :param most_days: days from the first to the last, both counted
    """
    ordered = sorted(pieces, key=lambda piece: piece.day)
    for place, first in enumerate(ordered):
        run = [first]
        for piece in ordered[place + 1 :]:
            if (piece.day - first.day).days >= most_days:
                break
            run.append(piece)
            yield _sum(run)


def bundles(pieces: Iterable[Piece], most: int, most_days: int) -> Iterator[Sum]:
    """Yield the choices of two and more pieces that may be handed in together.

    :param most: pieces of a choice
    :param most_days: days from the first to the last, both counted
    """
    ordered = sorted(pieces, key=lambda piece: (piece.day, piece.key))
    for place, first in enumerate(ordered):
        near = [
            piece
            for piece in ordered[place + 1 : place + _NEAR]
            if (piece.day - first.day).days < most_days
        ]
        for more in range(1, most):
            for others in combinations(near, more):
                yield _sum([first, *others])


def _sum(pieces: list[Piece]) -> Sum:
    """Add up pieces that are in order."""
    return Sum(
        keys=tuple(piece.key for piece in pieces),
        first=pieces[0].day,
        last=pieces[-1].day,
        amount=sum((piece.amount for piece in pieces), ZERO),
    )
