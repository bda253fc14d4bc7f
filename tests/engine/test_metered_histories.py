"""A metered fee through replaced meters, prices, waivers and owners who come late.

What a settlement credits and charges is compared with the bills of a run that knew the
owners from the beginning: these were never credited nor charged.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import histories as h
import metered_histories as m
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metering import Span, used
from engine.money import round_half_up
from engine.periods import Period
from engine.settlement import Measure, split_reading

D = Decimal
CENT = D("0.01")
takings = st.tuples(st.sampled_from(["percent", "amount"]), h.percents)


@settings(max_examples=60)
@given(m.histories())
def test_what_is_billed_is_what_ran_at_its_price(history):
    """Whichever meter hung there, however its dial turned, day by day."""
    lines = m.bill(history, history.known)
    for days, _span, ran in history.readings:
        own = [line for line in lines if line.days.start in days]
        assert sum(D(line.explanation["quantity"]) for line in own) == ran
        exact = sum(
            Fraction(ran) / days.days * Fraction(h.in_force(history.prices, day))
            for day in h.each_day(days)
        )
        billed = sum(line.amount for line in own)
        # The quantity of a slice has four decimals.
        coarse = D("0.0001") * sum(price for _day, price in history.prices)
        assert abs(billed - round_half_up(exact)) <= CENT + len(own) * coarse
        for line in own:
            assert line.payer == h.in_force(
                history.payers[: history.known], days_of(line)
            )


def days_of(line):
    return line.days.start


@settings(max_examples=60)
@given(m.histories(), st.data())
def test_what_who_leaves_is_credited_who_comes_is_charged(history, data):
    """Waived before, between and after: nothing is lost, nobody gets below nought."""
    lines = m.bill(history, history.known)
    billed = sum(line.amount for line in lines)
    waived = D(0)
    for change in [*history.changes(), None]:
        for taking in data.draw(st.lists(takings, max_size=2)):
            credited, charged = h.happen(lines, taking, Measure.DAY)
            waived -= sum(credited)
            assert not charged
        if change:
            before = m.borne(lines)
            credited, charged = h.happen(lines, change, Measure.DAY)
            after = m.borne(lines)
            _what, _day, leaving, coming = change
            assert after[leaving] - before[leaving] == sum(credited)
            assert after[coming] - before[coming] == sum(charged)
            assert sum(credited) == -sum(charged)
        assert sum(m.borne(lines).values()) + waived == billed
        assert all(0 <= line.left <= line.amount for line in lines)


@settings(max_examples=60)
@given(m.histories(), st.none() | h.percents)
def test_who_comes_late_is_charged_what_the_run_would_have_billed(history, waived):
    """Change by change: what moves is the difference of two bills of all readings."""
    lines = m.bill(history, history.known)
    if waived:
        h.happen(lines, ("percent", waived), Measure.DAY)
    keeps = 1 - Fraction(waived or 0) / 100
    for known, change in enumerate(history.changes(), history.known):
        credited, charged = h.happen(lines, change, Measure.DAY)
        earlier, now = (
            m.borne(m.bill(history, owners)) for owners in (known, known + 1)
        )
        _what, _day, leaving, coming = change
        near = 2 * len(lines) * CENT
        moved = Fraction(now[coming] - earlier[coming]) * keeps
        assert abs(Fraction(sum(charged)) - moved) <= near
        moved = Fraction(now[leaving] - earlier[leaving]) * keeps
        assert abs(Fraction(sum(credited)) - moved) <= near


@settings(max_examples=60)
@given(m.dials, m.used, m.used, h.prices)
def test_a_dial_at_the_handover_moves_what_two_readings_would_bill(
    first, old, new, price
):
    """Also where it began again before, or after: a turn counts on."""
    if not old + new:
        return
    handed, last = (first + old) % m.FULL, (first + old + new) % m.FULL
    amount = round_half_up((old + new) * price)
    split = split_reading(
        amount,
        Period(date(2026, 10, 1), date(2026, 10, 31)),
        date(2026, 10, 1) + timedelta(days=16),
        (first, first + old, first + old + new),
    )
    spans = (
        Span(first, handed, m.DIGITS, rolled_over=handed < first),
        Span(handed, last, m.DIGITS, rolled_over=last < handed),
    )
    for borne, span in zip((split.old, split.new), spans, strict=True):
        assert abs(borne - used(span) * price) <= CENT
    assert split.old + split.new == amount


@settings(max_examples=60)
@given(m.histories(), st.data())
def test_a_dial_within_changing_prices_gives_each_what_ran_for_him(history, data):
    """Each meter's reading, however many prices cut it: no cent and no drop is lost."""
    for days, span, ran in history.readings:
        lines = [line for line in m.bill(history, 1) if line.days.start in days and ran]
        day = data.draw(st.sampled_from(list(h.each_day(days))))
        old = data.draw(st.integers(0, int(ran * 100))) / D(100)
        left, billed = Fraction(old), D(0)
        for line in lines:
            dials = (span.first, span.first + old, span.first + ran)
            split = split_reading(line.amount, line.days, day, dials, counted=days)
            assert split.old + split.new == line.amount
            quantity = Fraction(D(line.explanation["quantity"]))
            part = min(left, quantity)
            left -= part
            price = Fraction(D(line.explanation["price"]))
            near = 2 * Fraction(CENT) + price / 5000
            assert abs(Fraction(split.old) - part * price) <= near
            billed += split.old + split.new
        assert billed == sum(line.amount for line in lines)
        assert not lines or abs(left) <= Fraction(1, 1000)
