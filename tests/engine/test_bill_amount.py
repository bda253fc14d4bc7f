"""A bill line's amount from its frozen explanation (B-08)."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bill_amount import (
    describe_parts,
    exact_after,
    exact_amount,
    recompute,
    time_parts,
)
from engine.money import round_half_up
from engine.periods import PartialMonth, exact_months

DAY = timedelta(days=1)
D = Decimal


def explanation(**changes):
    return {
        "v": 1,
        "basis": "area_built",
        "quantity": "89.17",
        "unit": "m2",
        "price": "2.80",
        "price_id": 12,
        "date_from": "2026-10-01",
        "date_to": "2026-10-31",
        "months": 1,
        "partials": [],
        "multiplier": "1",
        "exact_before": "0",
        "amount": "249.68",
        **changes,
    }


quantities = st.decimals(0, 10**5, places=2)
prices = st.decimals(0, 10**4, places=4)
multipliers = st.sampled_from(["1", "0.5", "0.7", "1.15", "0"])
starts = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def test_a_whole_month():
    assert recompute(explanation()) == D("249.68")
    assert exact_amount(explanation()) == D("249.676")


def test_a_part_of_a_month():
    partials = [{"month": "2026-10", "days": 16, "of": 31}]
    line = explanation(months=0, partials=partials)
    assert recompute(line) == D("128.87")
    assert exact_amount(line) == D("128.8650322581")


def test_a_multiplier():
    assert recompute(explanation(multiplier="0.5")) == D("124.84")


def test_a_later_slice_takes_the_rounding_of_the_earlier():
    """0.005 twice is 0.01 in all, so the second slice costs nothing."""
    first = explanation(quantity="1", price="0.005")
    second = {**first, "exact_before": str(exact_after(first))}
    assert (recompute(first), recompute(second)) == (D("0.01"), D("0.00"))


def test_a_credit_is_the_mirror_image():
    assert recompute(explanation(quantity="-89.17")) == D("-249.68")


def test_a_whole_number_may_stand_without_quotes():
    assert recompute(explanation(quantity=2, price=3)) == D("6.00")


def test_optional_keys_have_neutral_defaults():
    line = explanation()
    for key in ("multiplier", "exact_before", "partials"):
        del line[key]
    assert recompute(line) == D("249.68")


@given(
    quantities, prices, multipliers, starts, st.lists(st.integers(1, 40), min_size=1)
)
def test_however_cut_the_slices_add_up(quantity, price, multiplier, start, lengths):
    """Slices chained by ``exact_before`` cost what the uncut period costs."""
    total, before, day = D(0), D("0"), start
    for length in lengths:
        line = explanation(
            quantity=str(quantity),
            price=str(price),
            multiplier=multiplier,
            exact_before=f"{before:f}",
            **time_parts(day, day + (length - 1) * DAY),
        )
        total += recompute(json.loads(json.dumps(line)))
        before, day = exact_after(line), day + length * DAY
    exact = Fraction(quantity) * Fraction(price) * Fraction(multiplier)
    exact *= exact_months(start, day - DAY)
    assert abs(total - round_half_up(exact)) <= tie_tolerance(exact, len(lengths))


def tie_tolerance(exact, slices):
    """A cent where the exact sum stands so near a tie that ten decimals may tip it."""
    distance = abs((exact * 100) % 1 - Fraction(1, 2)) / 100
    near = distance <= Fraction(slices, 10**10)
    return D("0.01") if near else D(0)


def test_a_month_in_three_thirds_is_the_month():
    """Ten, ten and ten days of a thirty-day month, at a price that ends on a tie."""
    total, before = D(0), D(0)
    for day in (1, 11, 21):
        line = explanation(
            quantity="1",
            price="100.335",
            exact_before=f"{before:f}",
            **time_parts(date(2026, 11, day), date(2026, 11, day + 9)),
        )
        total, before = total + recompute(line), exact_after(line)
    assert total == D("100.34")


def test_time_parts():
    assert time_parts(date(2026, 9, 16), date(2026, 10, 31)) == {
        "date_from": "2026-09-16",
        "date_to": "2026-10-31",
        "months": 1,
        "partials": [{"month": "2026-09", "days": 15, "of": 30}],
    }


def test_the_pieces_for_display():
    partials = [{"month": "2026-09", "days": 15, "of": 30}]
    parts = describe_parts(explanation(partials=partials, exact_before="1.5"))
    assert parts.basis == "area_built" and parts.unit == "m2"
    assert (parts.quantity, parts.price, parts.multiplier) == (D("89.17"), D("2.8"), 1)
    assert (parts.months, parts.partials) == (1, (PartialMonth("2026-09", 15, 30),))
    assert parts.time == Fraction(3, 2)
    assert (parts.exact, parts.exact_before) == (D("374.514"), D("1.5"))
    assert parts.amount == D("374.51")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("v", 2),
        ("v", None),
        ("quantity", None),
        ("quantity", 89.17),
        ("quantity", "NaN"),
        ("quantity", "1e999999"),
        ("quantity", "1" * 16),
        ("quantity", "１"),
        ("price", ""),
        ("price", True),
        ("multiplier", "x"),
        ("exact_before", "0,5"),
        ("months", "1"),
        ("months", -1),
        ("months", True),
        ("months", 10**9),
        ("partials", None),
        ("partials", "2026-10"),
        ("partials", [["2026-10", 1, 31]]),
        ("partials", [{"month": "2026-13", "days": 1, "of": 31}]),
        ("partials", [{"month": "2026-10", "days": 32, "of": 31}]),
        ("partials", [{"month": "2026-10", "days": 0, "of": 0}]),
        ("partials", [{"month": "2026-10", "days": "1", "of": 31}]),
    ],
)
def test_bad_input_names_its_key(key, value):
    with pytest.raises(ValueError, match=f"^{key}$"):
        recompute(explanation(**{key: value}))


def test_a_missing_key_is_named():
    line = explanation()
    del line["price"]
    with pytest.raises(ValueError, match="^price$"):
        recompute(line)


METERED = {
    "basis": "usage",
    "unit": "kWh",
    "quantity": "35.5",
    "price": "0.62",
    "measured": {"kind": "meter", "from": "1200", "to": "1235.5"},
}


def test_what_is_measured_is_charged_once_whatever_its_days():
    line = explanation(**METERED)
    del line["months"], line["partials"]
    parts = describe_parts(line)
    assert recompute(line) == parts.amount == D("22.01")
    assert (parts.months, parts.partials, parts.time) == (0, (), 1)
    assert parts.measured == METERED["measured"]


@pytest.mark.parametrize("measured", ["1235", [], {}, 3])
def test_a_measure_that_says_nothing_is_refused(measured):
    with pytest.raises(ValueError, match="measured"):
        recompute(explanation(measured=measured))
