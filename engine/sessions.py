"""The days on which something that repeats takes place (R-423)."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta


def session_days(first: date, last: date, weekdays: Collection[int]) -> Iterator[date]:
    """Yield the days from ``first`` to ``last``, both included, in order.

    :param weekdays: 0 for Monday to 6 for Sunday
    """
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.weekday() in weekdays:
            yield day
