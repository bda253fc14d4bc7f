"""Samples that nobody can steer, and days spread over a period (R-430, R-604)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.sampling import sample, sample_size, spread

keys = st.sets(st.integers(1, 10**6), max_size=60)
percents = st.integers(0, 100)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_a_fifth_of_seven_is_two():
    assert sample_size(7, 20) == 2


def test_one_at_least_and_never_more_than_there_are():
    assert sample_size(3, 1) == 1
    assert sample_size(0, 50) == 0
    assert sample_size(3, 0, least=0) == 0
    assert sample_size(2, 100, least=5) == 2


@given(keys, percents, st.text(max_size=5), st.randoms())
def test_the_same_again_whatever_the_order(drawn, percent, seed, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    chosen = sample(drawn, percent, seed)
    assert chosen == sample(shuffled, percent, seed)
    assert chosen <= drawn
    assert len(chosen) == sample_size(len(drawn), percent)


@given(keys, percents, percents)
def test_a_larger_share_holds_the_smaller(drawn, one, other):
    small, large = sorted((one, other))
    assert sample(drawn, small, "x") <= sample(drawn, large, "x")


def test_another_seed_chooses_others():
    drawn = range(1000)
    assert sample(drawn, 10, "2026-10") != sample(drawn, 10, "2026-11")


def test_three_visits_of_a_quarter():
    assert spread(3, date(2026, 10, 1), date(2026, 12, 31)) == [
        date(2026, 10, 31),
        date(2026, 12, 1),
        date(2026, 12, 31),
    ]


@given(st.integers(1, 400), days, st.integers(0, 366))
def test_days_rise_within_the_period_to_its_end(count, first, length):
    last = first + timedelta(days=length)
    found = spread(count, first, last)
    assert len(found) == count
    assert found == sorted(found)
    assert first <= found[0] and found[-1] == last


def test_a_period_that_is_over_gives_its_last_day():
    assert set(spread(2, date(2026, 11, 2), date(2026, 11, 1))) == {date(2026, 11, 1)}
