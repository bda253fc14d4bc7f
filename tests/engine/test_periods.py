"""Calendar-aligned periods and their parts."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.periods import (
    Cycle,
    PartialMonth,
    Period,
    add_months,
    clip,
    days_still_paid,
    exact_months,
    month_key,
    month_keys,
    month_period,
    months_fraction,
    period_of,
    periods_between,
    subtract_ranges,
)

DAY = timedelta(days=1)

days = st.dates(date(1999, 1, 1), date(2030, 12, 31))
cycles = st.sampled_from(Cycle)
spans = st.tuples(days, st.integers(0, 800)).map(
    lambda drawn: Period(drawn[0], drawn[0] + drawn[1] * DAY)
)


def each_day(period):
    return {period.start + n * DAY for n in range(period.days)}


# ---- Cycles ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cycle", "start", "end"),
    [
        ("month", date(2024, 2, 1), date(2024, 2, 29)),
        ("quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ("half_year", date(2024, 1, 1), date(2024, 6, 30)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_period_of_a_day(cycle, start, end):
    assert period_of(date(2024, 2, 29), cycle) == Period(start, end)


def test_unknown_cycle():
    with pytest.raises(ValueError, match="week"):
        period_of(date(2024, 1, 1), "week")


@given(days, cycles)
def test_every_day_lies_in_its_period(day, cycle):
    period = period_of(day, cycle)
    assert day in period
    assert exact_months(*period) == cycle.months
    assert period_of(period.end, cycle) == period
    assert period_of(period.end + DAY, cycle).start == period.end + DAY


@given(spans, cycles)
def test_periods_cover_the_span_without_gap(span, cycle):
    periods = periods_between(*span, cycle)
    assert periods[0].start <= span.start and span.end <= periods[-1].end
    assert span.start in periods[0] and span.end in periods[-1]
    for before, after in zip(periods, periods[1:], strict=False):
        assert after.start == before.end + DAY


def test_no_periods_in_a_reversed_span():
    assert periods_between(date(2024, 2, 1), date(2024, 1, 31), Cycle.MONTH) == []


def test_the_last_month_of_the_calendar():
    last = periods_between(date(9999, 12, 5), date.max, Cycle.MONTH)
    assert last == [Period(date(9999, 12, 1), date.max)]


# ---- Periods --------------------------------------------------------------------


def test_a_period_may_not_be_reversed():
    with pytest.raises(ValueError, match="^period_reversed$"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


@given(spans, spans)
def test_clip_is_the_common_part(period, other):
    part = clip(period, *other)
    common = each_day(period) & each_day(other)
    assert (each_day(part) if part else set()) == common
    assert period.overlaps(other) is bool(common)


def test_a_missing_bound_does_not_cut():
    october = month_period("2026-10")
    assert clip(october, None, None) == october
    assert clip(october, None, date(2026, 10, 9)).days == 9
    assert clip(october, date(2026, 10, 31), None).days == 1
    assert clip(october, date(2026, 11, 1), None) is None


@given(spans, st.lists(spans, max_size=5))
def test_what_is_left_after_ranges(period, ranges):
    rest = subtract_ranges(period, ranges)
    expected = each_day(period).difference(*map(each_day, ranges))
    assert set().union(*map(each_day, rest)) == expected
    assert sum(part.days for part in rest) == len(expected)
    assert rest == sorted(rest)


def test_open_and_empty_ranges():
    october = month_period("2026-10")
    assert subtract_ranges(october, [(None, None)]) == []
    assert subtract_ranges(october, [(date(2026, 10, 11), None)])[0].days == 10
    assert subtract_ranges(october, [(None, date(2026, 10, 30))])[0].days == 1
    reversed_range = (date(2026, 10, 9), date(2026, 10, 1))
    assert subtract_ranges(october, [reversed_range]) == [october]


# ---- Months ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "full", "partials"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), 1, []),
        (date(2026, 10, 16), date(2026, 10, 31), 0, [("2026-10", 16, 31)]),
        (
            date(2026, 1, 10),
            date(2026, 2, 9),
            0,
            [("2026-01", 22, 31), ("2026-02", 9, 28)],
        ),
        (date(2024, 1, 1), date(2024, 2, 29), 2, []),
        (
            date(2023, 12, 31),
            date(2024, 3, 1),
            2,
            [("2023-12", 1, 31), ("2024-03", 1, 31)],
        ),
    ],
)
def test_months_and_days(start, end, full, partials):
    assert months_fraction(start, end) == (full, partials)


@given(spans)
def test_cutting_a_span_loses_no_time(span):
    cut = span.start + span.days // 2 * DAY
    if cut > span.end:
        return
    before = exact_months(span.start, cut - DAY) if cut > span.start else 0
    assert before + exact_months(cut, span.end) == exact_months(*span)


@given(spans)
def test_days_are_counted_once(span):
    full, partials = months_fraction(*span)
    keys = month_keys(*span)
    assert full + len(partials) == len(keys)
    for part in partials:
        assert part.of == month_period(part.month).days
        assert 0 < part.days < part.of
    assert all(isinstance(part, PartialMonth) for part in partials)


def test_a_reversed_span_has_no_months():
    with pytest.raises(ValueError, match="^period_reversed$"):
        exact_months(date(2024, 1, 2), date(2024, 1, 1))


def test_exact_months_is_a_fraction():
    assert exact_months(date(2024, 2, 1), date(2024, 2, 10)) == Fraction(10, 29)


@given(days)
def test_month_key_round_trip(day):
    assert day in month_period(month_key(day))


@pytest.mark.parametrize(
    "key", ["2026-13", "2026-00", "0000-01", "202-610", "2026", ""]
)
def test_bad_month_keys(key):
    with pytest.raises(ValueError, match="^bad_month$"):
        month_period(key)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 31), -2, date(2023, 11, 30)),
        (date(2024, 12, 5), 1, date(2025, 1, 5)),
        (date(2024, 3, 31), 0, date(2024, 3, 31)),
    ],
)
def test_add_months(day, months, expected):
    assert add_months(day, months) == expected


# ---- Days paid in advance -------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "last"),
    [
        ("499.36", date(2026, 12, 31)),
        ("600", date(2026, 12, 31)),
        ("499.35", date(2026, 11, 30)),
        ("249.68", date(2026, 11, 30)),
        ("249.67", None),
        ("0", None),
    ],
)
def test_last_months_of_what_was_given_back_are_not_paid(kept, last):
    start, end = date(2026, 11, 15), date(2026, 12, 31)
    left = days_still_paid(start, end, Decimal("499.36"), Decimal(kept))
    assert left == (Period(start, last) if last else None)


@given(spans, st.decimals("0.01", "9999", places=2), st.decimals("0", 1, places=3))
def test_days_still_paid_are_the_first_ones(span, taken, share):
    left = days_still_paid(span.start, span.end, taken, taken * share)
    assert left is None or (left.start == span.start and left.end <= span.end)
    assert (left == span) == (share == 1)
