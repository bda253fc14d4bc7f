"""What is waived adds up, and no day of a vacancy counts twice."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.periods import Period
from engine.waiver import share_amount, split_waiver, vacant_days

D = Decimal
CENTS = st.integers(1, 1_000_000).map(lambda cents: D(cents).scaleb(-2))
PERCENTS = st.integers(1, 10_000).map(lambda part: D(part).scaleb(-2))
MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))


@given(st.lists(CENTS, min_size=1, max_size=8), st.integers(1, 100))
def test_parts_add_up_and_stay_below_what_is_open(rooms, percent):
    amount = max(share_amount(sum(rooms), D(percent)), D("0.01"))
    parts = split_waiver(amount, rooms)
    assert sum(parts) == amount
    assert all(0 <= part <= room for part, room in zip(parts, rooms, strict=True))


def test_all_of_it_takes_each_line_whole():
    rooms = [D("249.68"), D("15.00"), D("0.01")]
    assert split_waiver(sum(rooms), rooms) == rooms


def test_more_than_open_is_refused():
    with pytest.raises(ValueError, match="too_much"):
        split_waiver(D("10.01"), [D(10)])
    with pytest.raises(ValueError, match="not_positive"):
        split_waiver(D(0), [D(10)])


@pytest.mark.parametrize("percent", [D(0), D(-1), D("100.01")])
def test_percent_lies_between_nothing_and_all(percent):
    with pytest.raises(ValueError, match="bad_percent"):
        share_amount(D(10), percent)
    with pytest.raises(ValueError, match="bad_percent"):
        vacant_days(D(10), MONTH, MONTH, percent)


@given(CENTS, PERCENTS, st.lists(st.integers(1, 29), max_size=5, unique=True))
def test_days_of_a_line_add_up_however_they_are_cut(amount, percent, cuts):
    days = [0, *sorted(cuts), 30]
    parts = [
        part
        for first, after in zip(days, days[1:], strict=False)
        for part in vacant_days(
            amount,
            MONTH,
            Period(
                MONTH.start + timedelta(days=first),
                MONTH.start + timedelta(days=after - 1),
            ),
            percent,
        )
    ]
    assert sum(part.days for part in parts) == 30
    assert sum(part.amount for part in parts) == share_amount(amount, percent)


@given(CENTS, st.integers(0, 29), st.integers(0, 29))
def test_no_day_is_discounted_twice(amount, first, last):
    first, last = sorted((first, last))
    done = (MONTH.start + timedelta(first), MONTH.start + timedelta(last))
    rest = vacant_days(amount, MONTH, MONTH, D(100), [done])
    before = vacant_days(amount, MONTH, Period(*done), D(100))
    assert sum(part.days for part in rest + before) == 30
    assert sum(part.amount for part in rest + before) == amount


def test_days_outside_the_vacancy_are_not_credited():
    vacancy = Period(date(2026, 11, 16), date(2027, 1, 31))
    (part,) = vacant_days(D("300.00"), MONTH, vacancy, D(50))
    assert part == (date(2026, 11, 16), date(2026, 11, 30), 15, 30, D("75.00"))
    later = Period(date(2026, 12, 1), date(2026, 12, 31))
    assert not vacant_days(D("300.00"), MONTH, later, D(50))
