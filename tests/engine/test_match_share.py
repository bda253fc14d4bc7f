"""How a payment is shared over what is open, to the cent."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from match_samples import bill, unit, yuan

from engine.match_amount import Fit, FitKind, fit_unit
from engine.match_facts import Policy
from engine.match_owed import owed_by
from engine.match_share import Share, share_out

X = owed_by(
    unit("1-1-101", (), bill("x", 9, "10", "2") + bill("x", 10, "20"), monthly=20)
)
Y = owed_by(unit("1-1-102", (), bill("y", 10, "30"), monthly=30))
PART = Fit(FitKind.PART)


def shared(amount, fit, **owed):
    shares = share_out(yuan(amount), fit, owed)
    return [(share.unit, share.line, share.amount) for share in shares]


def test_part_pays_the_oldest_first():
    assert shared("11", PART, x=X) == [("x", "x/9/0", 10), ("x", "x/9/1", 1)]


def test_rest_becomes_prepayment():
    assert shared("40", PART, x=X)[-1] == ("x", None, 8)


def test_bill_that_is_meant_comes_first():
    fit = fit_unit(X, yuan("20"), Policy())
    assert shared("20", fit, x=X) == [("x", "x/10/0", 20)]


def test_cent_too_little_leaves_a_cent_open():
    fit = fit_unit(Y, yuan("29.99"), Policy())
    assert fit.kind is FitKind.NEAR
    assert shared("29.99", fit, y=Y) == [("y", "y/10/0", yuan("29.99"))]


def test_cent_too_much_becomes_prepayment():
    fit = fit_unit(Y, yuan("30.01"), Policy())
    assert shared("30.01", fit, y=Y)[-1] == ("y", None, yuan("0.01"))


def test_newest_bill_of_each_unit():
    fit = Fit(FitKind.NEWEST, yuan("50"))
    assert shared("50", fit, x=X, y=Y) == [("x", "x/10/0", 20), ("y", "y/10/0", 30)]


def test_months_of_several_units_are_each_ones_own():
    assert shared("150", Fit(FitKind.MONTHS, yuan("150"), 3), x=X, y=Y) == [
        *(("x", "x/9/0", 10), ("x", "x/9/1", 2), ("x", "x/10/0", 20), ("x", None, 28)),
        *(("y", "y/10/0", 30), ("y", None, 60)),
    ]


def test_months_ahead_of_several_units_come_after_what_is_open():
    found = shared("112", Fit(FitKind.AHEAD, yuan("112"), 1), x=X, y=Y)
    assert found[-2:] == [("x", None, 20), ("y", None, 30)]
    assert sum(amount for _, _, amount in found) == 112


kinds = st.sampled_from(
    [FitKind.PART, FitKind.ALL_OPEN, FitKind.NEWEST, FitKind.OTHER, FitKind.NEAR]
)


@given(kinds, st.integers(1, 20000), st.booleans())
def test_shares_add_up_and_no_line_is_paid_twice(kind, cents, both):
    owed = {"x": X, "y": Y} if both else {"x": X}
    amount = Decimal(cents) / 100
    shares = share_out(amount, Fit(kind), owed)
    assert sum(share.amount for share in shares) == amount
    lines = {line.key: line.amount for one in owed.values() for line in one.lines}
    paid = [share for share in shares if share.line is not None]
    assert len({share.line for share in paid}) == len(paid)
    assert all(0 < share.amount <= lines[share.line] for share in paid)
    assert all(isinstance(share, Share) and share.amount > 0 for share in shares)
