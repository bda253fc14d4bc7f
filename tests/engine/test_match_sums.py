"""Money that comes in one sum, or less what the bank keeps of it (B-02)."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from match_samples import crowd, line, matcher, unit, yuan

from engine.match_amount import FitKind
from engine.match_facts import Expected, Policy
from engine.match_sums import Piece, bundles, runs
from engine.matching import Verdict

ESTATE = crowd()
HOME = unit("3-2-1501", ["赵小磊"], ["238.98"])
KEEPS = Policy(charges=(Decimal(5),), charge_percent=Decimal("0.6"))


def pieces(*days):
    return [Piece(f"d{day}", date(2026, 11, day), yuan(day)) for day in days]


def movement(amount, key=0, **values):
    days = {"date_from": date(2026, 11, 1), "date_to": date(2026, 11, 30)}
    return Expected(key, yuan(amount), **{**days, **values})


# ---- Sums ---------------------------------------------------------------------------


def test_friday_to_sunday_in_one_sum():
    found = {one.keys: one.amount for one in runs(pieces(6, 8, 7, 12), 3)}
    assert found == {("d6", "d7"): 13, ("d6", "d7", "d8"): 21, ("d7", "d8"): 15}


def test_a_day_without_takings_breaks_no_row():
    [one] = runs(pieces(6, 8), 3)
    assert (one.first, one.last) == (date(2026, 11, 6), date(2026, 11, 8))
    assert not list(runs(pieces(6, 8), 2))


def test_each_day_by_itself():
    assert not list(runs(pieces(6, 7, 8), 1))
    assert not list(bundles(pieces(6, 7, 8), 1, 10))


def test_slips_handed_in_together():
    found = {one.keys for one in bundles(pieces(6, 7, 8), 2, 10)}
    assert found == {("d6", "d7"), ("d6", "d8"), ("d7", "d8")}
    assert ("d6", "d7", "d8") in {one.keys for one in bundles(pieces(6, 7, 8), 3, 10)}


amounts = st.lists(
    st.decimals("-500", "500", places=2).filter(bool), min_size=1, max_size=7
)


@given(amounts, st.integers(1, 5), st.integers(1, 10))
def test_each_sum_is_that_of_its_pieces_and_comes_once(values, most, days):
    first = date(2026, 11, 1)
    known = {
        n: Piece(n, first + timedelta(days=n), amount)
        for n, amount in enumerate(values)
    }
    for found in (
        list(runs(known.values(), days)),
        list(bundles(known.values(), most, days)),
    ):
        assert len({one.keys for one in found}) == len(found)
        for one in found:
            assert len(one.keys) > 1
            assert one.amount == sum(known[key].amount for key in one.keys)
            assert (one.last - one.first).days < days
    wanted = {
        keys
        for size in range(2, most + 1)
        for keys in combinations(known, size)
        if keys[-1] - keys[0] < days
    }
    assert {one.keys for one in bundles(known.values(), most, days)} == wanted


# ---- What banks withhold ------------------------------------------------------------


def test_takings_less_what_the_wallet_keeps():
    matching = matcher(HOME, *ESTATE, policy=KEEPS, expected=[movement("115")])
    match = matching.propose(line("114.31", "财付通", "结算"))
    [one] = match.proposals
    assert (one.expected, one.fit.kind) == (0, FitKind.WITHHELD)
    assert (one.charge, one.shares) == (yuan("0.69"), ())
    assert not match.certain


def test_takings_that_come_shorter_than_any_charge():
    matching = matcher(HOME, *ESTATE, policy=KEEPS, expected=[movement("115")])
    assert not matching.propose(line("114.30", "财付通", "结算")).proposals
    assert matching.propose(line("110", "财付通", "结算")).proposals


def test_of_cash_nothing_is_withheld():
    cash = movement("115", chargeable=False)
    matching = matcher(HOME, *ESTATE, policy=KEEPS, expected=[cash])
    assert not matching.propose(line("110", "现金", "缴款")).proposals


def test_a_charge_on_top_of_a_refund():
    matching = matcher(HOME, *ESTATE, policy=KEEPS, expected=[movement("-50")])
    [one] = matching.propose(line("-55", "张三", "")).proposals
    assert (one.expected, one.charge) == (0, 5)
    assert not matching.propose(line("-50.20", "张三", "")).proposals


def test_what_fits_to_the_cent_comes_before_what_a_charge_explains():
    expected = [movement("115.20", 1), movement("115", 2)]
    matching = matcher(HOME, *ESTATE, policy=KEEPS, expected=expected)
    match = matching.propose(line("115", "财付通", "结算"))
    assert [one.expected for one in match.proposals] == [2, 1]


def test_of_takings_that_are_alike_few_are_proposed():
    expected = [movement(f"115.{cents}", cents) for cents in range(10, 40)]
    matching = matcher(HOME, *ESTATE, policy=KEEPS, expected=expected)
    match = matching.propose(line("115", "财付通", "结算"))
    assert [one.expected for one in match.proposals] == [10, 11, 12]


def test_a_bill_less_a_charge_is_paid_up_once_a_person_says_so():
    matching = matcher(HOME, *ESTATE, policy=KEEPS)
    match = matching.propose(line("233.98", "赵小磊", "3-2-1501"))
    one = match.proposals[0]
    assert (one.fit.kind, one.charge) == (FitKind.WITHHELD, 5)
    assert [(share.line, share.amount) for share in one.shares] == [
        (HOME.lines[0].key, yuan("238.98"))
    ]
    assert match.verdict is Verdict.UNCERTAIN


def test_a_bill_short_by_some_per_cent_is_not_paid_up():
    """What cards and wallets keep is no concern of who transfers."""
    match = matcher(HOME, *ESTATE, policy=KEEPS).propose(
        line("238.00", "赵小磊", "3-2-1501")
    )
    assert match.proposals[0].charge == 0


@pytest.mark.parametrize("percent", ["-0.1", "100"])
def test_a_charge_takes_not_all(percent):
    with pytest.raises(ValueError, match="^tolerance$"):
        Policy(charge_percent=Decimal(percent))


@given(st.decimals("0.01", "2000", places=2), st.decimals("0", "3", places=2))
def test_what_is_withheld_is_found(expected, percent):
    policy = Policy(charge_percent=percent)
    charge = (expected * percent / 100).quantize(yuan("0.01"), "ROUND_DOWN")
    if 0 < charge < expected:
        amount = expected - charge
        assert policy.withholds(expected, amount)
        assert policy.most_expected(amount) >= expected
