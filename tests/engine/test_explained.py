"""Every kind of line is recomputed from its frozen explanation alone (B-08)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bill_amount import recompute, time_parts
from engine.explained import explained_amount
from engine.frozen import plain
from engine.periods import Period
from engine.settlement import Component, split_line, split_reading
from engine.waiver import share_amount, split_waiver, vacant_days

D = Decimal
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
CENTS = st.integers(1, 10**6).map(lambda cents: D(cents).scaleb(-2))
DAYS = st.integers(0, 30).map(lambda days: OCTOBER.start + timedelta(days))
LATE = {
    "kind": "late_fee",
    "rate": "3",
    "cap": "100",
    "principal": "500.00",
    "charged": "0",
    "slices": [{"days": 20, "base": "500.00"}],
}
AREA = {
    "v": 1,
    "quantity": "89.17",
    "price": "2.8",
    "multiplier": "1",
    "exact_before": "0",
    **time_parts(OCTOBER.start, OCTOBER.end),
}


def text(day):
    return day.isoformat()


@given(st.lists(CENTS, min_size=1, max_size=6), st.integers(1, 100), st.data())
def test_each_line_of_a_waiver_says_what_it_was_shared_out_of(rooms, percent, data):
    whole = sum(rooms)
    asked = data.draw(st.sampled_from([whole, rooms[0]]))
    shared = {"kind": "waiver", "rooms": [plain(room) for room in rooms]}
    by_amount = shared | {"method": "amount", "asked": plain(asked)}
    by_percent = shared | {"method": "percent", "percent": str(percent)}
    share = share_amount(whole, D(percent))
    for place, part in enumerate(split_waiver(asked, rooms)):
        assert explained_amount(by_amount | {"place": place}) == part
    if share:
        for place, part in enumerate(split_waiver(share, rooms)):
            assert explained_amount(by_percent | {"place": place}) == part


@given(CENTS, DAYS, DAYS, st.integers(1, 100))
def test_vacant_days_of_a_line(amount, one, other, percent):
    first, last = sorted((one, other))
    [part] = vacant_days(amount, OCTOBER, Period(first, last), D(percent))
    frozen = {
        "kind": "waiver",
        "method": "days",
        "line": plain(amount),
        "line_from": text(OCTOBER.start),
        "line_to": text(OCTOBER.end),
        "date_from": text(first),
        "date_to": text(last),
        "percent": str(percent),
    }
    assert explained_amount(frozen) == part.amount


@given(CENTS, CENTS, DAYS, DAYS, st.sampled_from(["month", "day", "meter_days"]))
def test_days_of_a_settlement_of_which_something_was_taken_off(
    amount, off, first_new, start, how
):
    taken = Component(min(off, amount), Period(start, OCTOBER.end))
    measure = "month" if how == "month" else "day"
    split = split_line(Component(amount, OCTOBER), [taken], first_new, measure)
    frozen = {
        "kind": "settlement",
        "how": how,
        "line": plain(split.old + split.new),
        "charge": plain(amount),
        "line_from": text(OCTOBER.start),
        "date_from": text(first_new),
        "date_to": text(OCTOBER.end),
        "taken_off": [
            {
                "amount": plain(taken.amount),
                "date_from": text(start),
                "date_to": text(OCTOBER.end),
            }
        ],
    }
    assert explained_amount(frozen) == split.new


def test_a_settlement_by_the_meter_whose_dial_began_again():
    dials = (D(9990), D(10002), D(10020))
    split = split_reading(D("90.00"), OCTOBER, date(2026, 10, 17), dials)
    frozen = {"kind": "settlement", "how": "reading", "line": "90.00"}
    shown = {"dials": ["9990", "2", "20"]}
    assert explained_amount(frozen | shown | {"used": ["12", "18"]}) == split.new
    with pytest.raises(ValueError, match="used"):
        explained_amount(frozen | shown)
    old = frozen | {"dials": ["90", "102", "120"]}
    assert explained_amount(old) == split.new


def test_a_price_difference_holds_the_calculation_that_it_changes():
    frozen = {"kind": "rebill", "price": "3.2", "date_from": "2026-10-16", "of": AREA}
    assert explained_amount(frozen) == D("18.41")
    old = {**frozen, "due": "268.09", "billed": "249.68"}
    del old["of"]
    assert explained_amount(old) == D("18.41")


def test_what_was_frozen_before_stays_readable_or_says_what_it_lacks():
    assert explained_amount(LATE) == D("3.00")
    with pytest.raises(ValueError, match="exact_before"):
        explained_amount(LATE | {"charged": "1.00"})
    approved = {"kind": "waiver", "method": "amount", "amount": "4.5", "of": "9.00"}
    assert explained_amount(approved) == D("4.5")
    assert explained_amount(AREA) == recompute(AREA) == D("249.68")


@pytest.mark.parametrize(
    "frozen, fault",
    [
        ({"kind": "guess"}, "kind"),
        ({}, "v"),
        (LATE | {"slices": ["x"]}, "slices"),
        (LATE | {"slices": [{"days": "1e9", "base": "1"}]}, "days"),
        ({"kind": "waiver", "rooms": ["1.00"], "place": 1}, "place"),
        ({"kind": "waiver", "method": "days", "line": "1"}, "line_from"),
        ({"kind": "settlement", "line": "1.00", "line_from": "soon"}, "line_from"),
        ({"kind": "rebill", "of": [], "date_from": "2026-10-01"}, "of"),
    ],
)
def test_what_cannot_be_read_names_its_key(frozen, fault):
    with pytest.raises(ValueError, match=f"^{fault}$"):
        explained_amount(frozen)
