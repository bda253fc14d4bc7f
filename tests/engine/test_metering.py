"""Meters: usage, roll-over, replacement, tiers and estimates."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.metering import (
    Span,
    Tier,
    by_tier,
    check_tiers,
    counted,
    estimate,
    used,
    used_over,
)

D = Decimal
TIERS = [Tier(D("0.50"), D(200)), Tier(D("0.55"), D(400)), Tier(D("0.80"))]
readings = st.decimals(0, 99999, places=2)
quantities = st.decimals(0, 10**6, places=2)


def fails(code, function, *args):
    with pytest.raises(ValueError) as error:
        function(*args)
    assert error.value.args == (code,)


def test_usage_is_the_difference_times_the_ratio():
    assert used(Span(D(120), D(150), ratio=D(40))) == D(1200)


def test_a_dial_that_began_again_goes_on_counting():
    assert used(Span(D(99990), D(5), digits=5, rolled_over=True)) == D(15)


def test_usage_is_never_negative():
    fails("went_back", used, Span(D(10), D(9)))
    fails("not_rolled_over", used, Span(D(9), D(10), rolled_over=True))


def test_a_dial_shows_only_its_digits():
    fails("off_dial", used, Span(D(0), D(100000), digits=5))
    fails("off_dial", used, Span(D(-1), D(5)))


@given(readings, readings, readings, readings)
def test_a_replaced_meter_loses_nothing(a, b, c, d):
    old = Span(min(a, b), max(a, b), digits=5)
    new = Span(min(c, d), max(c, d), digits=5)
    assert used_over([old, new]) == used(old) + used(new) >= 0


@given(readings, readings)
def test_a_reading_between_changes_nothing(a, b):
    low, high = min(a, b), max(a, b)
    middle = (low + high) / 2
    halves = [Span(low, middle, digits=5), Span(middle, high, digits=5)]
    assert used_over(halves) == used(Span(low, high, digits=5))


def test_tiers_are_filled_in_order():
    parts = by_tier(D(500), TIERS)
    assert [(p.tier, p.quantity) for p in parts] == [(0, 200), (1, 200), (2, 100)]


def test_what_was_charged_in_the_period_counts():
    parts = by_tier(D(100), TIERS, before=D(350))
    assert [(p.tier, p.quantity) for p in parts] == [(1, 50), (2, 50)]


@given(quantities, quantities, quantities)
def test_the_parts_add_up_however_the_period_is_cut(before, first, second):
    whole = by_tier(first + second, TIERS, before)
    cut = by_tier(first, TIERS, before) + by_tier(second, TIERS, before + first)
    assert sum(p.quantity for p in whole) == first + second
    for tier in range(len(TIERS)):
        assert sum(p.quantity for p in whole if p.tier == tier) == sum(
            p.quantity for p in cut if p.tier == tier
        )


def test_tiers_cover_every_quantity_once():
    fails("no_tier", check_tiers, [])
    fails("tiers_unordered", check_tiers, [Tier(D(1), D(5))])
    fails("tiers_unordered", check_tiers, [Tier(D(1)), Tier(D(2))])
    fails(
        "tiers_unordered",
        check_tiers,
        [Tier(D(1), D(5)), Tier(D(2), D(5)), Tier(D(3))],
    )
    fails("negative", by_tier, D(-1), TIERS)


def test_an_estimate_is_the_daily_average():
    known = [(date(2026, 1, 1), D(0)), (date(2026, 1, 31), D(60))]
    assert estimate(known, date(2026, 2, 28)) == D("56.00")
    fails("too_few", estimate, known[:1], date(2026, 2, 28))
    fails("reversed", estimate, known, date(2026, 1, 31))


def test_an_estimate_that_was_too_high_is_made_up_for():
    """What was charged too early is charged once: 100 to 180 in all."""
    estimated, dial = counted(Span(D(100), D(150)))
    lower, dial = counted(Span(dial, D(140)), after_estimate=True)
    later, dial = counted(Span(dial, D(180)), after_estimate=True)
    assert (estimated, lower, later, dial) == (D(50), D(0), D(30), D(180))


def test_a_dial_estimated_past_its_end_turns_once():
    """From 99980 guessed on to 5, read at 99990, at 3 and at 12: 32 in all."""
    guessed, dial = counted(Span(D(99980), D(5), digits=5, rolled_over=True))
    parts = [guessed]
    for value, turned in ((D(99990), False), (D(3), True), (D(12), False)):
        span = Span(dial, value, digits=5, rolled_over=turned)
        part, dial = counted(span, after_estimate=True)
        parts.append(part)
    assert (parts, dial) == ([25, 0, 0, 7], D(12))


def test_a_dial_that_turned_after_its_estimate_is_believed():
    estimated = Span(D(99990), D(3), digits=5, rolled_over=True)
    assert counted(estimated, after_estimate=True) == (D(13), D(3))
    seen = Span(D(3), D(12), digits=5, rolled_over=True)
    assert counted(seen, after_estimate=True) == (D(9), D(12))
    fails("off_dial", counted, Span(D(3), D(100000), digits=5), True)
    # Nobody saw it turn: it was guessed far too high.
    assert counted(Span(D(6000), D(500), digits=4), True) == (D(0), D(6000))


def test_a_dial_that_was_read_does_not_go_back():
    fails("went_back", counted, Span(D(150), D(140)))


@given(st.lists(readings, min_size=2, max_size=6), st.integers(1, 5))
def test_however_it_is_estimated_the_whole_is_the_highest_dial(values, place):
    """Never negative; in all, what the dial rose to."""
    start, *rest = sorted(values)
    estimated = max(rest)
    rest.insert(min(place, len(rest)), estimated)
    dial, parts, after = start, [], False
    for value in rest:
        part, dial = counted(Span(dial, value), after_estimate=after)
        parts.append(part)
        after = after or value == estimated
    assert all(part >= 0 for part in parts)
    assert sum(parts) == estimated - start
