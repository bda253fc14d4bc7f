"""What a deduction asks for, and what its answer settles (B-03)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bank.choice import Claim, choose_claims, lay_answer

D = Decimal
NOTHING = D("0.00")
amounts = st.integers(1, 10**5).map(lambda cents: D(cents) / 100)
claims = st.lists(st.tuples(st.integers(0, 4), amounts), max_size=10).map(
    lambda pairs: [Claim(bill, amount) for bill, amount in sorted(pairs)]
)


def claim(bill, amount):
    return Claim(bill, D(amount))


def bills_of(chosen):
    return [(line.bill, str(amount)) for line, amount in chosen]


# ---- Limits ---------------------------------------------------------------------


def test_without_a_limit_everything_is_asked_for():
    lines = [claim(1, "100.00"), claim(1, "15.00"), claim(2, "100.00")]
    assert [line for line, _amount in choose_claims(lines)] == lines


def test_the_oldest_bills_that_fit_whole():
    lines = [claim(1, "100.00"), claim(2, "100.00"), claim(3, "100.00")]
    assert bills_of(choose_claims(lines, D("250.00"))) == [
        (1, "100.00"),
        (2, "100.00"),
    ]


def test_a_bill_is_not_torn_apart():
    lines = [claim(1, "100.00"), claim(1, "15.00"), claim(2, "80.00")]
    assert bills_of(choose_claims(lines, D("110.00"))) == [(2, "80.00")]


def test_a_part_of_the_oldest_bill_that_does_not_fit():
    lines = [
        claim(1, "100.00"),
        claim(2, "100.00"),
        claim(2, "15.00"),
        claim(3, "10.00"),
    ]
    assert bills_of(choose_claims(lines, D("205.00"), parts=True)) == [
        (1, "100.00"),
        (2, "100.00"),
        (2, "5.00"),
    ]


@pytest.mark.parametrize(
    ("limit", "minimum", "count"),
    [("0", "100.00", 1), ("0", "100.01", 0), ("99.00", "50.00", 0)],
)
def test_what_is_below_the_minimum_is_left(limit, minimum, count):
    chosen = choose_claims([claim(1, "100.00")], D(limit), D(minimum))
    assert len(chosen) == count


def test_nothing_is_owed():
    assert choose_claims([], D("100.00")) == []


@given(claims, amounts, st.booleans())
def test_never_more_than_the_limit(lines, limit, parts):
    chosen = choose_claims(lines, limit, parts=parts)
    assert sum((amount for _line, amount in chosen), NOTHING) <= limit
    assert all(0 < amount <= line.amount for line, amount in chosen)


@given(claims, amounts)
def test_each_bill_whole_or_not_at_all(lines, limit):
    chosen = [line for line, _amount in choose_claims(lines, limit)]
    bills = {line.bill for line in chosen}
    assert chosen == [line for line in lines if line.bill in bills]


@given(claims, amounts)
def test_a_bill_that_fits_is_not_forgotten(lines, limit):
    chosen = choose_claims(lines, limit)
    left = limit - sum((amount for _line, amount in chosen), NOTHING)
    bills = {line.bill for line, _amount in chosen}
    for bill in {line.bill for line in lines} - bills:
        assert sum(line.amount for line in lines if line.bill == bill) > left


# ---- Answers --------------------------------------------------------------------


def test_what_was_paid_meanwhile_is_left_over():
    parts, rest = lay_answer(
        [D("100.00"), D("15.00")], [NOTHING, D("15.00")], D("115.00")
    )
    assert (parts, rest) == ([NOTHING, D("15.00")], D("100.00"))


def test_a_partial_success_settles_the_first_lines():
    asked = [D("100.00"), D("15.00")]
    assert lay_answer(asked, asked, D("60.00")) == ([D("60.00"), NOTHING], NOTHING)


@given(st.lists(st.tuples(amounts, amounts), max_size=6), amounts)
def test_nothing_of_an_answer_is_lost(lines, paid):
    asked = [amount for amount, _open in lines]
    still_open = [amount for _asked, amount in lines]
    parts, rest = lay_answer(asked, still_open, paid)
    assert sum(parts, NOTHING) + rest == paid
    assert rest >= 0
    assert all(0 <= part <= min(pair) for part, pair in zip(parts, lines, strict=True))
