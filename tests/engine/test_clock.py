"""Moments by the clocks of a place."""

from datetime import datetime

import pytz
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import as_utc

moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))


def test_half_past_four_in_shanghai_and_the_hour_that_comes_twice():
    day = datetime(2026, 11, 10, 16, 30)
    assert as_utc(day, "Asia/Shanghai") == datetime(2026, 11, 10, 8, 30)
    twice = datetime(2026, 10, 25, 2, 30)
    assert as_utc(twice, "Europe/Berlin") == datetime(2026, 10, 25, 1, 30)


@given(moments, st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York"]))
def test_what_the_clocks_show_is_what_was_meant(moment, name):
    """To the clocks and back, but for the hour that comes twice."""
    zone = pytz.timezone(name)
    shown = pytz.utc.localize(moment).astimezone(zone)
    back = as_utc(shown.replace(tzinfo=None), name)
    again = pytz.utc.localize(back).astimezone(zone)
    assert again.replace(tzinfo=None) == shown.replace(tzinfo=None)
    assert back == moment or shown.dst()
