"""Days of what repeats (R-423)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.sessions import session_days

days = st.dates(date(2026, 1, 1), date(2026, 3, 31))


def test_r423_the_half_past_four_school_is_from_monday_to_friday():
    # 1 to 10 October 2026: a Thursday to a Saturday, the first week is closed.
    closed = [date(2026, 10, day) for day in range(1, 8)]
    found = session_days(date(2026, 10, 1), date(2026, 10, 13), range(5), closed)
    assert [day.day for day in found] == [8, 9, 12, 13]


@given(days, days, st.sets(st.integers(0, 6)), st.sets(days))
def test_every_day_is_asked_once(first, last, weekdays, closed):
    found = list(session_days(first, last, weekdays, closed))
    whole = {first + timedelta(days=n) for n in range(max(0, (last - first).days + 1))}
    assert found == sorted(day for day in whole - closed if day.weekday() in weekdays)
