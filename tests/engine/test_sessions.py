"""Days of what repeats (R-423)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.sessions import session_days

days = st.dates(date(2026, 1, 1), date(2026, 3, 31))


def test_r423_the_half_past_four_school_is_from_monday_to_friday():
    found = session_days(date(2026, 10, 8), date(2026, 10, 13), range(5))
    assert [day.day for day in found] == [8, 9, 12, 13]


@given(days, days, st.sets(st.integers(0, 6)))
def test_every_day_is_asked_once(first, last, weekdays):
    found = list(session_days(first, last, weekdays))
    whole = {first + timedelta(days=n) for n in range(max(0, (last - first).days + 1))}
    assert found == sorted(day for day in whole if day.weekday() in weekdays)
