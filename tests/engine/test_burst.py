"""Like cases in one place within a short time (B-17)."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.burst import Case, find_bursts

NOON = datetime(2026, 11, 10, 12)
TWO_HOURS = timedelta(hours=2)


def at(*minutes, place="1", kind="water"):
    return [
        Case(key, place, kind, NOON + timedelta(minutes=minute))
        for key, minute in enumerate(minutes, 1)
    ]


def found(cases, least=3, within=TWO_HOURS):
    return [[case.key for case in burst] for burst in find_bursts(cases, least, within)]


def test_three_within_two_hours_are_a_burst():
    assert found(at(0, 60, 120)) == [[1, 2, 3]]


def test_a_minute_more_is_none():
    assert found(at(0, 60, 121)) == []


def test_stretches_that_share_a_case_are_one():
    assert found(at(0, 60, 120, 180, 240)) == [[1, 2, 3, 4, 5]]


def test_two_bursts_of_one_day_are_two():
    assert found(at(0, 1, 2, 600, 601, 602)) == [[1, 2, 3], [4, 5, 6]]


def test_other_places_and_kinds_do_not_count():
    cases = at(0, 1) + at(2, place="2") + at(3, kind="power")
    assert found(cases) == []


def test_one_case_is_never_a_burst():
    assert found(at(0, 1, 2), least=1) == []


cases = st.lists(
    st.builds(
        Case,
        key=st.integers(1, 10**6),
        place=st.sampled_from("12"),
        kind=st.sampled_from(["water", "power"]),
        at=st.integers(0, 600).map(lambda m: NOON + timedelta(minutes=m)),
    ),
    max_size=40,
    unique_by=lambda case: case.key,
)


@given(cases, st.integers(2, 5), st.integers(1, 240))
def test_whoever_has_enough_like_cases_around_is_in_exactly_one_burst(
    drawn, least, minutes
):
    within = timedelta(minutes=minutes)
    bursts = find_bursts(drawn, least, within)
    inside = [case for burst in bursts for case in burst]
    assert len(inside) == len(set(inside))
    expected = set()
    for case in drawn:
        window = [
            other
            for other in drawn
            if (other.place, other.kind) == (case.place, case.kind)
            and timedelta() <= other.at - case.at <= within
        ]
        if len(window) >= least:
            expected |= set(window)
    assert set(inside) == expected


@given(cases, st.randoms())
def test_the_order_in_which_they_come_does_not_matter(drawn, random):
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert find_bursts(drawn, 3, TWO_HOURS) == find_bursts(shuffled, 3, TWO_HOURS)
