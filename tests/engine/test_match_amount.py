"""Which payment explains an amount, and how much that proves."""

from decimal import Decimal

import pytest
from match_samples import bill, unit, yuan

from engine.match_amount import Amounts, FitKind, fit_unit, fit_units
from engine.match_facts import OpenLine, Policy
from engine.match_owed import owed_by

POLICY = Policy(charges=(Decimal("5.00"),))
LINES = (
    *bill("x", 10, "238.98", "12.00", "180.00"),
    *bill("x", 8, "238.98"),
    *bill("x", 9, "240.11"),
)
OWED = owed_by(unit("3-2-1501", (), LINES, monthly="430.98", settled=(yuan("222.22"),)))


def fit(amount, owed=OWED, policy=POLICY):
    return fit_unit(owed, yuan(amount), policy)


@pytest.mark.parametrize(
    ("amount", "kind", "count"),
    [
        ("910.07", FitKind.ALL_OPEN, 3),
        ("238.98", FitKind.OLDEST, 1),
        ("479.09", FitKind.OLDEST, 2),
        ("240.11", FitKind.BILL, 1),
        ("430.98", FitKind.BILL, 1),
        ("1292.94", FitKind.MONTHS, 3),
        ("5171.76", FitKind.MONTHS, 12),
        ("1341.05", FitKind.AHEAD, 1),
        ("180.00", FitKind.CHARGES, 1),
        ("192.00", FitKind.CHARGES, 2),
        ("222.22", FitKind.SETTLED, 0),
        ("910.06", FitKind.NEAR, 0),
        ("910.12", FitKind.NEAR, 0),
        ("905.07", FitKind.WITHHELD, 0),
        ("910", FitKind.ROUNDED, 0),
        ("431", FitKind.NEAR, 0),
        ("215.49", FitKind.HALF, 0),
        ("300.00", FitKind.PART, 0),
        ("999.99", FitKind.OTHER, 0),
        ("5602.74", FitKind.OTHER, 0),
    ],
)
def test_each_payment_is_understood(amount, kind, count):
    found = fit(amount)
    assert (found.kind, found.count) == (kind, count)


def test_target_tells_the_difference():
    assert fit("910.06").target == yuan("910.07")
    assert fit("905.07").target == yuan("910.07")


def test_lines_that_a_payment_means():
    assert fit("240.11").lines == ("x/9/0",)
    assert fit("192.00").lines == ("x/10/1", "x/10/2")


def test_last_reminder():
    reminded = owed_by(unit("3-2-1501", (), LINES, reminded=(yuan("500.00"),)))
    assert fit("500.00", reminded).kind is FitKind.REMINDER


def test_tolerances_are_settings():
    strict = Policy(cents_off=Decimal(0), months_ahead=2)
    assert fit("910.06", policy=strict).kind is FitKind.PART
    assert fit("905.07", policy=strict).kind is FitKind.PART
    assert fit("1292.94", policy=strict).kind is FitKind.OTHER


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("least_confidence", {"least_confidence": 0.5}),
        ("least_confidence", {"least_confidence": 1.1}),
        ("least_confidence", {"least_confidence_by_name": 0.2}),
        ("tolerance", {"cents_off": Decimal("-0.01")}),
        ("tolerance", {"charges": (Decimal(0),)}),
    ],
)
def test_policy_refuses_what_would_book_a_guess(name, values):
    with pytest.raises(ValueError, match=f"^{name}$"):
        Policy(**values)


def test_nothing_open_leaves_months():
    owed = owed_by(unit("3-2-1501", (), (), monthly="238.98"))
    assert fit("238.98", owed).kind is FitKind.MONTHS
    assert fit("1.00", owed).kind is FitKind.OTHER
    assert fit("1.00", owed_by(unit("3-2-1501"))).kind is FitKind.OTHER


def test_lines_of_one_number_are_one_bill_whatever_their_order():
    assert OWED == owed_by(
        unit("3-2-1501", (), LINES[::-1], monthly="430.98", settled=(yuan("222.22"),))
    )
    assert OWED.totals == (yuan("238.98"), yuan("240.11"), yuan("430.98"))


def test_what_is_taken_is_no_longer_open():
    paid = unit("3-2-1501", (), LINES)
    taken = {"x/8/0": yuan("238.98"), "x/9/0": yuan("40.11")}
    owed = owed_by(paid, taken, (yuan("279.09"),))
    assert owed.totals == (yuan("200"), yuan("430.98"))
    assert fit("279.09", owed).kind is FitKind.SETTLED


# ---- Several units ----------------------------------------------------------------

PAIR = [
    owed_by(unit("1-1-101", (), bill("a", 9, "10") + bill("a", 10, "20"), monthly=20)),
    owed_by(unit("1-1-102", (), bill("b", 10, "30"), monthly=30)),
]


@pytest.mark.parametrize(
    ("amount", "kind", "count"),
    [
        ("60", FitKind.ALL_OPEN, 0),
        ("50", FitKind.NEWEST, 0),
        ("150", FitKind.MONTHS, 3),
        ("110", FitKind.AHEAD, 1),
        ("59.99", FitKind.NEAR, 0),
        ("55.00", FitKind.WITHHELD, 0),
        ("33.33", FitKind.PART, 0),
        ("77.77", FitKind.OTHER, 0),
    ],
)
def test_payments_for_two_units(amount, kind, count):
    found = fit_units(PAIR, yuan(amount), POLICY)
    assert (found.kind, found.count) == (kind, count)


def test_unit_that_would_give_nothing_makes_no_group():
    idle = owed_by(unit("1-1-103"))
    assert not fit_units([*PAIR, idle], yuan("60"), POLICY).explained


def test_second_payment_for_two_units():
    paid = [
        owed_by(unit(f"1-1-10{n}", (), (), settled=(yuan(n), yuan("10"))))
        for n in (1, 2)
    ]
    assert fit_units(paid, yuan("20"), POLICY).kind is FitKind.SETTLED


# ---- What an amount proves ----------------------------------------------------------


def estate(*amounts):
    owed = {
        n: owed_by(unit(f"1-1-{n}", (), (OpenLine(n, f"B{n}", LINES[0].due, yuan(a)),)))
        for n, a in enumerate(amounts)
    }
    return owed, Amounts(owed, Policy())


def test_amount_that_many_owe_proves_little():
    owed, amounts = estate("88.10", *["99.20"] * 40)
    rare, common = (
        amounts.bits(amounts.fit(key, owed[key], yuan(a)), amounts.expected(yuan(a)))
        for key, a in ((0, "88.10"), (1, "99.20"))
    )
    assert rare > common > 0


def test_amount_that_fits_others_speaks_against_a_unit():
    owed, amounts = estate("88.10", *["99.20"] * 40)
    amount = yuan("99.20")
    fits_not = amounts.fit(0, owed[0], amount)
    assert amounts.bits(fits_not, amounts.expected(amount)) < -2
    nobodys = yuan("3.33")
    fits_not = amounts.fit(0, owed[0], nobodys)
    assert amounts.bits(fits_not, amounts.expected(nobodys)) == 0


def test_likeliest_payers_come_first():
    _, amounts = estate("33.00", "99.00", "33.00")
    assert amounts.payers(yuan("99.00")) == [1, 0, 2]
    assert amounts.payers(yuan("12.34")) == []


def test_a_reminder_that_was_paid_since_explains_nothing():
    told = (yuan("500.00"), yuan("910.08"))
    owed = owed_by(unit("3-2-1501", (), LINES, reminded=told))
    assert owed.reminded == (yuan("500.00"),)
    paid = owed_by(
        unit("3-2-1501", (), LINES, reminded=told),
        {line.key: line.amount for line in LINES},
        (yuan("500.00"),),
    )
    assert fit("500.00", paid).kind is FitKind.SETTLED
