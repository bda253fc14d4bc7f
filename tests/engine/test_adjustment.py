"""Consent is counted exactly, bands cover every change, and cuts cost no cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adjustment import Count, Majority, Vote, band_of, repriced, shortfalls
from engine.bill_amount import exact_after, recompute, time_parts

D = Decimal
HALF, TWO_THIRDS, THREE_QUARTERS = (
    Majority.HALF,
    Majority.TWO_THIRDS,
    Majority.THREE_QUARTERS,
)
HEADS = st.integers(0, 5000)
AREAS = st.integers(0, 50_000_000).map(lambda cents: D(cents).scaleb(-2))
COUNTS = st.builds(Count, HEADS, AREAS)
MONEY = st.integers(-1_000_000, 1_000_000).map(lambda cents: D(cents).scaleb(-2))
WIDTHS = st.integers(1, 100_000).map(lambda cents: D(cents).scaleb(-2))
PRICES = st.integers(0, 99_999).map(lambda part: D(part).scaleb(-4))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


NOBODY = Count()


def vote(whole, yes, no=NOBODY, abstain=NOBODY):
    return Vote(whole, yes, no, abstain)


def count(heads, area=None):
    return Count(heads, D(heads * 100 if area is None else area))


# ---- Majorities -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("majority", "part", "whole", "reached"),
    [
        (HALF, 50, 100, False),
        (HALF, 51, 100, True),
        (TWO_THIRDS, 66, 100, False),
        (TWO_THIRDS, 2, 3, True),
        (TWO_THIRDS, D("66.67"), 100, True),
        (TWO_THIRDS, D("66.66"), 100, False),
        (THREE_QUARTERS, 3, 4, True),
        (THREE_QUARTERS, 0, 0, False),
        (HALF, 0, 0, False),
    ],
)
def test_a_half_is_passed_and_thirds_are_reached(majority, part, whole, reached):
    assert majority.is_reached(part, whole) is reached


def test_heads_and_area_decide_each_by_itself():
    whole = Count(3, D(300))
    few_heads = vote(whole, Count(1, D(250)))
    assert shortfalls(few_heads, TWO_THIRDS, HALF) == ["participation_heads"]
    small_area = vote(whole, Count(2, D(100)))
    assert shortfalls(small_area, TWO_THIRDS, HALF) == ["participation_area"]
    tie = vote(whole, Count(1, D(150)), no=Count(1, D(150)))
    assert shortfalls(tie, TWO_THIRDS, HALF) == ["consent_heads", "consent_area"]


def test_who_abstains_takes_part_and_does_not_agree():
    whole = count(9)
    silent = vote(whole, count(3), abstain=count(3))
    assert shortfalls(silent, TWO_THIRDS, HALF) == ["consent_heads", "consent_area"]
    enough = vote(whole, count(4), abstain=count(2))
    assert not shortfalls(enough, TWO_THIRDS, HALF)


def test_more_votes_than_owners_are_a_slip():
    whole = Count(2, D(200))
    codes = shortfalls(vote(whole, Count(3, D("200.01"))), TWO_THIRDS, HALF)
    assert codes == ["too_many_heads", "too_much_area"]


@given(COUNTS, COUNTS, COUNTS, st.sampled_from(Majority), st.sampled_from(Majority))
def test_one_more_who_agrees_never_harms(yes, no, rest, participation, consent):
    whole = yes + no + rest + Count(1, D(100))
    before = set(shortfalls(vote(whole, yes, no), participation, consent))
    more = yes + Count(1, D(100))
    assert set(shortfalls(vote(whole, more, no), participation, consent)) <= before


# ---- Bands ----------------------------------------------------------------------


@given(MONEY, WIDTHS)
def test_every_change_lies_in_its_band(difference, width):
    low, high = band_of(difference, width)
    if not difference:
        assert (low, high) == (0, 0)
        return
    assert high - low == width
    if difference > 0:
        assert low < difference <= high
    else:
        assert low <= difference < high
    assert (-high, -low) == band_of(-difference, width)


def test_a_band_has_a_width():
    with pytest.raises(ValueError, match="width"):
        band_of(D(1), D(0))


# ---- Billed ahead ---------------------------------------------------------------


def explanation(start, end, price="2.8", quantity="89.17", **facts):
    explained = {
        "v": 1,
        "basis": "area_built",
        "unit": "m2",
        "quantity": quantity,
        "price": price,
        "multiplier": "1",
        "exact_before": "0",
        **time_parts(start, end),
        **facts,
    }
    return {**explained, "amount": str(recompute(explained))}


def test_a_quarter_cut_in_the_middle_of_a_month():
    line = explanation(date(2026, 10, 1), date(2026, 12, 31))
    found = repriced(line, date(2026, 11, 16), D("3.2"))
    assert (found.date_from, found.date_to) == (date(2026, 11, 16), date(2026, 12, 31))
    assert found.billed == D("749.03")
    # 89.17 m² × 0.40 for half of November and the whole of December.
    assert found.difference == D("53.50")


@given(DAYS, st.integers(0, 400), st.integers(-40, 440), PRICES, PRICES)
def test_the_difference_is_what_a_run_that_knew_would_have_billed(
    start, length, offset, old, new
):
    """Two slices rounded on the running sum, as the plan cuts a period (B-08)."""
    end = start + timedelta(days=length)
    day = start + timedelta(days=offset)
    line = explanation(start, end, price=str(old))
    found = repriced(line, day, new)
    if day > end:
        assert found is None
        return
    if day <= start:
        slices = [recompute(explanation(start, end, price=str(new)))]
    else:
        first = explanation(start, day - timedelta(days=1), price=str(old))
        rest = explanation(
            day, end, price=str(new), exact_before=str(exact_after(first))
        )
        slices = [recompute(first), recompute(rest)]
    assert abs(found.due - sum(slices)) <= D("0.01")
    if new == old:
        assert found.difference == 0


def test_what_was_measured_is_no_month_ahead():
    line = explanation(date(2026, 10, 1), date(2026, 10, 31))
    line |= {"measured": {"kind": "meter"}}
    assert repriced(line, date(2026, 10, 16), D(3)) is None


def test_an_unreadable_line_is_refused():
    line = explanation(date(2026, 10, 1), date(2026, 10, 31))
    with pytest.raises(ValueError, match="date_from"):
        repriced({**line, "date_from": "soon"}, date(2026, 10, 16), D(3))
