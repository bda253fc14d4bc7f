"""Who is looked at when not everybody is: a sample that comes out the same again."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256


def sample_size(count: int, percent: int, least: int = 1) -> int:
    """Return how many of ``count`` are ``percent`` of them, rounded up.

    At least ``least`` as far as there are so many, and never more than there are.
    """
    share = -(-count * percent // 100)
    return max(0, min(count, max(share, least)))


def sample(keys: Iterable[int], percent: int, seed: str, least: int = 1) -> set[int]:
    """Return a sample of ``keys`` that nobody can steer.

    The same keys and seed give the same sample, in whatever order the keys come; so
    that a job begun anew chooses no others.
    """
    known = sorted(set(keys), key=lambda key: _rank(seed, key))
    return set(known[: sample_size(len(known), percent, least)])


def spread(count: int, first: date, last: date) -> list[date]:
    """Return ``count`` days spread evenly over ``first`` to ``last``, both included.

    The last of them is ``last``. A stretch that is over gives its last day to all.
    """
    days = max((last - first).days + 1, 1)
    begin = min(first, last)
    return [
        begin + timedelta(days=-(-(number + 1) * days // count) - 1)
        for number in range(count)
    ]


def _rank(seed: str, key: int) -> bytes:
    return sha256(f"{seed}/{key}".encode()).digest()
