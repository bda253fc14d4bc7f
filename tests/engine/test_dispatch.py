"""Who is sent (R-414, B-15)."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from engine.dispatch import Technician, rank

WATER, POWER = 1, 2

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1))
technicians = st.lists(
    st.builds(
        Technician,
        id=st.integers(1, 50),
        skills=st.frozensets(st.sampled_from([WATER, POWER])),
        load=st.integers(0, 9),
        last_sent=st.none() | moments,
        leaves=st.lists(st.tuples(moments, moments).map(sorted).map(tuple)).map(tuple),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


def _ids(choices):
    return [choice.id for choice in choices]


def test_who_knows_the_trade_comes_before_who_has_less_to_do():
    busy = Technician(1, frozenset({WATER}), load=3)
    idle = Technician(2, frozenset({POWER}), load=0)
    assert _ids(rank([idle, busy], WATER)) == [1, 2]
    assert _ids(rank([idle, busy], None)) == [2, 1]


def test_who_is_full_comes_after_who_has_room():
    full = Technician(1, frozenset({WATER}), load=5)
    room = Technician(2, frozenset({WATER}), load=4, last_sent=datetime(2026, 1, 2))
    assert [c.full for c in rank([full, room], WATER, most=5)] == [False, True]


def test_equal_hands_take_turns():
    first = Technician(1, last_sent=datetime(2026, 1, 2, 9))
    second = Technician(2, last_sent=datetime(2026, 1, 2, 8))
    never = Technician(3)
    assert _ids(rank([first, second, never], None)) == [3, 2, 1]


@given(technicians, st.sampled_from([None, WATER, POWER]), st.integers(0, 6))
def test_nobody_is_lost_and_the_order_of_asking_does_not_matter(people, skill, most):
    ranked = rank(people, skill, most)
    assert sorted(_ids(ranked)) == sorted(one.id for one in people)
    assert ranked == rank(reversed(people), skill, most)
    assert [not choice.skilled for choice in ranked] == sorted(
        not choice.skilled for choice in ranked
    )


@given(technicians)
def test_sending_in_turn_spreads_the_work(people):
    """Whoever is sent again and again by the ranking has one order more at most."""
    if not people:
        return
    even = [Technician(one.id, one.skills) for one in people]
    loads = {one.id: 0 for one in even}
    for minute in range(3 * len(even)):
        now = [Technician(one.id, load=loads[one.id]) for one in even]
        loads[rank(now, None)[0].id] += 1
        assert max(loads.values()) - min(loads.values()) <= 1, minute


def test_who_is_away_comes_last_though_he_knows_the_trade():
    morning, noon, night = (datetime(2026, 1, 2, hour) for hour in (8, 12, 20))
    away = Technician(1, frozenset({WATER}), leaves=((morning, noon),))
    here = Technician(2, frozenset({POWER}), load=4)
    assert _ids(rank([away, here], WATER, moment=morning)) == [2, 1]
    assert _ids(rank([away, here], WATER, moment=noon)) == [1, 2]
    assert _ids(rank([away, here], WATER)) == [1, 2]
    # One leave after the other is one: he is back when the last one ends.
    longer = Technician(3, leaves=((noon, night), (morning, noon)))
    assert longer.away_until(morning) == night
    assert longer.away_until(night) is None


@given(technicians, moments)
def test_nobody_who_is_away_comes_before_who_is_here(people, moment):
    ranked = rank(people, WATER, moment=moment)
    away = [choice.away_until is not None for choice in ranked]
    assert away == sorted(away)
    leaves = {one.id: one.leaves for one in people}
    for choice in ranked:
        during = any(begin <= moment < end for begin, end in leaves[choice.id])
        assert during == (choice.away_until is not None)
        assert not choice.away_until or choice.away_until > moment
