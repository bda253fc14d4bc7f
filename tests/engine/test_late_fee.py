"""Late fees: nothing in the grace, never above the cap, the same in any runs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.frozen import plain
from engine.late_fee import Step, Terms, first_day, late_fee, recompute_late_fee

D = Decimal
DUE = date(2026, 10, 16)
CENTS = st.integers(1, 1_000_000).map(lambda cents: D(cents).scaleb(-2))
TERMS = st.builds(
    Terms,
    daily_percent=st.integers(0, 300).map(lambda part: D(part).scaleb(-2)),
    grace_days=st.integers(0, 20),
    cap_percent=st.integers(0, 10_000).map(lambda part: D(part).scaleb(-2)),
)
DAYS = st.integers(0, 400).map(lambda days: DUE + timedelta(days))
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(0, 40)).map(
        lambda pause: (pause[0], pause[0] + timedelta(pause[1]))
    ),
    max_size=3,
)


@st.composite
def histories(draw):
    """A line and what was paid of it when."""
    principal = draw(CENTS)
    rest, steps = principal, []
    for day in sorted(draw(st.lists(DAYS, max_size=4))):
        rest -= min(rest, draw(CENTS))
        steps.append(Step(day, rest))
    return principal, steps


def freeze(principal, terms, fee, charged):
    """What a line of a late fee keeps of it (B-08)."""
    return {
        "kind": "late_fee",
        "rate": plain(terms.daily_percent * 100),
        "cap": plain(terms.cap_percent),
        "principal": plain(principal),
        "charged": plain(charged),
        "exact_before": plain(fee.exact_before),
        "slices": [{"days": one.days, "base": plain(one.base)} for one in fee.slices],
    }


@given(histories(), TERMS, PAUSES, st.lists(DAYS, min_size=1, max_size=6))
def test_runs_add_up_to_one_run_over_the_whole_time(history, terms, pauses, stops):
    principal, steps = history
    stops = sorted(stops)
    charged, days, since = D(0), 0, None
    for until in stops:
        fee = late_fee(
            principal,
            DUE,
            steps,
            until,
            terms,
            since=since,
            charged=charged,
            pauses=pauses,
        )
        if fee:
            frozen = freeze(principal, terms, fee, charged)
            assert recompute_late_fee(frozen) == fee.amount
            charged, days, since = charged + fee.amount, days + fee.days, fee.date_to
    once = late_fee(principal, DUE, steps, stops[-1], terms, pauses=pauses)
    assert charged == (once.amount if once else 0)
    assert days == (once.days if once else 0)


@given(histories(), TERMS, PAUSES, DAYS, CENTS)
def test_never_above_the_cap(history, terms, pauses, until, charged):
    principal, steps = history
    cap = principal * terms.cap_percent / 100
    fee = late_fee(principal, DUE, steps, until, terms, charged=charged, pauses=pauses)
    if fee:
        assert 0 <= fee.amount
        assert not fee.amount or fee.amount + charged <= cap <= principal


@given(histories(), TERMS)
def test_nothing_inside_the_grace(history, terms):
    principal, steps = history
    last = first_day(DUE, terms) - timedelta(1)
    assert late_fee(principal, DUE, steps, last, terms) is None


@given(CENTS, TERMS, DAYS)
def test_nothing_once_it_is_paid(principal, terms, until):
    paid = [Step(first_day(DUE, terms), D(0))]
    assert late_fee(principal, DUE, paid, until, terms) is None


def test_partial_payment_changes_the_base_from_its_day_on():
    terms = Terms(D("0.05"))
    steps = [Step(date(2026, 10, 27), D("500.00"))]
    fee = late_fee(D("1000.00"), DUE, steps, date(2026, 11, 5), terms)
    assert [(part.days, part.base) for part in fee.slices] == [
        (10, D("1000.00")),
        (10, D("500.00")),
    ]
    assert (fee.days, fee.amount) == (20, D("7.50"))


def test_paused_days_cost_nothing_and_are_not_made_up_for():
    terms = Terms(D("0.1"), grace_days=5)
    pause = (date(2026, 10, 25), date(2026, 10, 29))
    fee = late_fee(D("1000.00"), DUE, [], date(2026, 10, 31), terms, pauses=[pause])
    assert (fee.date_from, fee.days, fee.amount) == (date(2026, 10, 22), 5, D("5.00"))


def test_the_cap_holds_over_all_runs():
    terms = Terms(D(1), cap_percent=D(10))
    fee = late_fee(D("100.00"), DUE, [], date(2027, 10, 31), terms)
    assert (fee.amount, fee.capped) == (D("10.00"), True)
    again = late_fee(
        D("100.00"),
        DUE,
        [],
        date(2027, 12, 31),
        terms,
        since=fee.date_to,
        charged=fee.amount,
    )
    assert again.amount == 0


@pytest.mark.parametrize(
    "figures",
    [
        {"daily_percent": D(-1)},
        {"daily_percent": D(1), "grace_days": -1},
        {"daily_percent": D(1), "cap_percent": D("100.01")},
    ],
)
def test_no_agreement_goes_beyond_the_principal(figures):
    with pytest.raises(ValueError, match="bad_terms"):
        Terms(**figures)
