"""What is credited to the one is charged to the other, on every day of every period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.periods import Period
from engine.settlement import (
    Component,
    Measure,
    split_amount,
    split_days,
    split_line,
    split_reading,
)

D = Decimal
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))

cents = st.integers(-(10**9), 10**9).map(lambda units: D(units) / 100)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
measures = st.sampled_from(Measure)


@st.composite
def periods(draw):
    start = draw(days)
    return Period(start, start + timedelta(days=draw(st.integers(0, 800))))


def test_the_17th_of_a_month_leaves_sixteen_days():
    split = split_amount(Component(D("249.68"), OCTOBER), date(2026, 10, 17))
    assert split == (16, 15, D("128.87"), D("120.81"))


def test_a_quarter_is_cut_as_its_bill_was_or_by_its_days():
    whole = Component(D("749.04"), QUARTER)
    by_month = split_amount(whole, date(2026, 10, 17))
    by_day = split_amount(whole, date(2026, 10, 17), Measure.DAY)
    assert by_month == (16, 76, D("128.87"), D("620.17"))
    assert by_day == (16, 76, D("130.27"), D("618.77"))


def test_what_lies_on_one_side_stays_whole():
    whole = Component(D("10.00"), OCTOBER)
    assert split_amount(whole, date(2026, 11, 1)) == (31, 0, D("10.00"), D("0.00"))
    assert split_amount(whole, date(2026, 10, 1)) == (0, 31, D("0.00"), D("10.00"))


def test_a_discount_of_certain_days_stays_with_them():
    vacant = Component(D("50.00"), Period(date(2026, 10, 1), date(2026, 10, 10)))
    split = split_line(
        Component(D("310.00"), OCTOBER), [vacant], date(2026, 10, 17), "day"
    )
    assert (split.old, split.new) == (D("110.00"), D("150.00"))


@pytest.mark.parametrize(
    ("vacant", "first_new", "old", "new"),
    [
        # By days March is worth 344.44 of 1000, by months 333.33.
        (Period(date(2026, 3, 1), date(2026, 3, 31)), date(2026, 3, 1), "655.56", "0"),
        (Period(date(2026, 1, 1), date(2026, 1, 31)), date(2026, 2, 1), "0", "655.56"),
    ],
)
def test_a_discount_above_the_share_of_its_days_makes_no_debt_of_the_other(
    vacant, first_new, old, new
):
    charge = Component(D("1000.00"), Period(date(2026, 1, 1), date(2026, 3, 31)))
    split = split_line(charge, [Component(D("344.44"), vacant)], first_new)
    assert (split.old, split.new) == (D(old), D(new))


def test_a_meter_is_cut_where_it_stood():
    split = split_reading(
        D("34.50"), OCTOBER, date(2026, 10, 17), (D(100), D(108), D(110))
    )
    assert split == (16, 15, D("27.60"), D("6.90"))
    for dials in ((D(100), D(99), D(110)), (D(100), D(111), D(110)), (D(1),) * 3):
        with pytest.raises(ValueError, match="bad_reading"):
            split_reading(D(1), OCTOBER, date(2026, 10, 17), dials)


@given(periods(), days)
def test_days_add_up_to_the_period(period, day):
    assert sum(split_days(period, day)) == period.days


@given(cents, periods(), days, measures)
def test_credit_and_debit_are_nought_together(amount, period, day, measure):
    split = split_amount(Component(amount, period), day, measure)
    assert split.old + split.new == amount
    assert min(split.old * amount, split.new * amount) >= 0
    if not split.new_days:
        assert not split.new
    if not split.old_days:
        assert not split.old


@given(cents, periods(), st.lists(st.tuples(cents, periods())), days, measures)
def test_what_was_taken_off_is_split_to_the_cent(amount, period, offs, day, measure):
    taken = [Component(*off) for off in offs]
    split = split_line(Component(amount, period), taken, day, measure)
    left = amount - sum(off.amount for off in taken)
    assert split.old + split.new == left
    assert min(split.old * left, split.new * left) >= 0


@given(cents, periods(), days, st.tuples(*[st.integers(0, 10**6)] * 3))
def test_a_reading_splits_to_the_cent(amount, period, day, dials):
    first, handed, last = sorted(map(D, dials))
    if first != last:
        split = split_reading(amount, period, day, (first, handed, last))
        assert split.old + split.new == amount
