"""Who is sent (R-414, B-15)."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from engine.dispatch import Technician, rank

WATER, POWER = 1, 2

technicians = st.lists(
    st.builds(
        Technician,
        id=st.integers(1, 50),
        skills=st.frozensets(st.sampled_from([WATER, POWER])),
        load=st.integers(0, 9),
        last_sent=st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)),
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
