"""Whatever happens to a unit, its days and its money add up (Σ parts = total).

Each property walks a whole history; what must come out is counted another way, day by
day or by the water that really ran through the meter.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import histories as h
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.adjustment import repriced
from engine.allocation import paid_per_line
from engine.bill_amount import exact_after, recompute
from engine.late_fee import Step, Terms, late_fee
from engine.metering import Span, Tier, by_tier, counted, estimate
from engine.money import largest_remainder, round_half_up
from engine.periods import Cycle, Period, period_of
from engine.settlement import Component, Measure, split_amount
from engine.waiver import share_amount

D = Decimal
ZERO = D(0)
CENT = D("0.01")
DAY = timedelta(days=1)

cents = st.integers(0, 10**7).map(lambda units: D(units).scaleb(-2))
few = settings(max_examples=40)


def tie(exact, slices):
    """A cent where the exact sum is so near a tie that its tenth decimal may tip it."""
    distance = abs((exact * 100) % 1 - Fraction(1, 2)) / 100
    return CENT if distance <= Fraction(slices, 10**10) else ZERO


# ---- Bills ----------------------------------------------------------------------


@few
@given(h.histories(events=False))
def test_every_day_is_billed_once_at_its_price_to_its_payer(history):
    lines = h.bill(history, history.days.end)
    billed = [(day, line) for line in lines for day in h.each_day(line.days)]
    assert [day for day, _line in billed] == h.each_day(history.days)
    for day, line in billed:
        assert line.payer == h.in_force(history.known, day)
        assert line.explanation["price"] == str(h.in_force(history.prices, day))


@few
@given(h.histories(events=False))
def test_slices_add_up_to_what_their_period_costs_day_by_day(history):
    periods = {}
    for line in h.bill(history, history.days.end):
        period = period_of(line.days.start, history.cycle)
        assert line.days.end <= period.end
        periods.setdefault(period, []).append(line)
    for lines in periods.values():
        exact = sum(h.exact_of(history, line.days) for line in lines)
        billed = sum(line.amount for line in lines)
        assert abs(billed - round_half_up(exact)) <= tie(exact, len(lines))


@few
@given(h.histories(events=False), st.lists(st.integers(0, 800), max_size=6))
def test_runs_in_any_order_bill_what_one_run_bills(history, stops):
    """An earlier month after a later one, twice the same, or all caught up at once."""
    lines = []
    for stop in [*stops, history.days.days]:
        until = min(history.days.start + stop * DAY, history.days.end)
        lines += h.bill(history, until, lines)
    assert lines == h.bill(history, history.days.end)


@few
@given(h.histories(events=False))
def test_a_late_price_bills_the_difference_of_each_line(history):
    *before, (day, price) = history.prices
    if not before:
        return
    late = replace(history, prices=before)
    ahead = 0
    for line in h.bill(late, history.days.end):
        found = repriced(line.explanation, day, price)
        assert (found is None) == (line.days.end < day)
        if found:
            ahead += (found.date_to - found.date_from).days + 1
            exact = h.exact_of(history, line.days)
            assert abs(Fraction(found.due) - exact) <= CENT
            assert found.billed + found.difference == found.due
    assert ahead == (history.days.end - day).days + 1


# ---- Settlements and waivers ----------------------------------------------------

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
# By days January is worth more of its quarter than by months.
VACANT_JANUARY = h.History(
    Period(date(2026, 1, 1), date(2026, 3, 31)),
    Cycle.QUARTER,
    D(100),
    "1",
    [(JANUARY.start, D(3))],
    [(JANUARY.start, "A")],
    [("vacancy", D(100), JANUARY), ("change", date(2026, 2, 1), "A", "B")],
)


@settings(max_examples=60)
@given(h.histories(), st.sampled_from(Measure))
@example(VACANT_JANUARY, Measure.MONTH)
def test_what_is_credited_is_charged_and_what_is_waived_is_there(history, measure):
    lines = h.bill(history, history.days.end)
    owed = sum(line.left for line in lines)
    for event in history.events:
        credited, charged = h.happen(lines, event, measure)
        if event[0] == "change":
            assert sum(credited) + sum(charged) == 0
        else:
            assert not charged and all(note <= 0 for note in credited)
        owed += sum(credited) + sum(charged)
        assert sum(line.left for line in lines) == owed
        assert all(0 <= line.left <= line.amount for line in lines)


@settings(max_examples=50)
@given(h.histories(money_events=False), st.sampled_from(Measure), h.percents)
def test_who_lived_there_bears_his_days(history, measure, waived):
    """Owners who come to light late bear what they would have had the run known.

    What was waived of everything before is waived of each of them.
    """
    lines = h.bill(history, history.days.end)
    h.happen(lines, ("percent", waived), measure)
    for event in history.events:
        h.happen(lines, event, measure)
    bearers = [
        (day, line.payer)
        for line in lines
        for part in line.own_days
        for day in h.each_day(part)
    ]
    payers = history.payers()
    assert sorted(bearers) == [
        (day, h.in_force(payers, day)) for day in h.each_day(history.days)
    ]
    if measure is Measure.MONTH and len(history.prices) == 1:
        for payer in "ABC":
            left = sum(line.left for line in lines if line.payer == payer)
            days = [Period(day, day) for day, who in bearers if who == payer]
            exact = sum(h.exact_of(history, day) for day in days)
            exact *= 1 - Fraction(waived) / 100
            assert abs(Fraction(left) - exact) <= 2 * len(lines) * CENT


@few
@given(h.histories(events=False), st.permutations(range(5)), h.percents)
def test_vacancies_take_off_the_same_in_any_order(history, order, percent):
    """One long vacancy, or its pieces as they happen to be confirmed."""
    ends = [history.days.days * part // 5 for part in range(6)]
    pieces = [
        Period(history.days.start + low * DAY, history.days.start + (high - 1) * DAY)
        for low, high in zip(ends, ends[1:], strict=False)
        if low < high
    ]
    whole, cut = (h.bill(history, history.days.end) for _time in range(2))
    h.happen(whole, ("vacancy", percent, history.days), Measure.DAY)
    for place in [place for place in order if place < len(pieces)]:
        h.happen(cut, ("vacancy", percent, pieces[place]), Measure.DAY)
        # What a second look finds is covered already.
        assert h.happen(cut, ("vacancy", percent, pieces[place]), Measure.DAY)[0] == []
    assert [line.left for line in cut] == [line.left for line in whole]
    assert [line.amount - line.left for line in whole] == [
        share_amount(line.amount, percent) for line in whole
    ]


# ---- Meters ---------------------------------------------------------------------


@st.composite
def meters(draw):
    """Where a dial began; what ran between visits, and what was done at each.

    At most eight of the dial's hundred units run between two visits.
    """
    begins = st.integers(7000, 9999)
    visits = st.tuples(
        st.integers(0, 800).map(lambda part: D(part).scaleb(-2)),
        st.sampled_from(["read", "estimated", "replaced"]),
        begins,
    )
    return draw(begins), draw(st.lists(visits, min_size=1, max_size=24))


DIGITS, FULL = 2, D(100)


class Meter:
    """A dial of two digits that is turned, read and guessed as people do it."""

    def __init__(self, first, ratio):
        self.dial = self.seen = self.charged_to = D(first).scaleb(-2)
        self.ratio = ratio
        self.guessed = False

    def run(self, quantity):
        self.dial = (self.dial + quantity) % FULL

    def read(self):
        turned = self.dial < self.seen
        usage = self._count(self.dial, turned)
        self.seen, self.guessed = self.dial, self.charged_to != self.dial
        return usage

    def guess(self, known, day):
        more = estimate(known, day)
        dial = round(self.charged_to + more / self.ratio, 2)
        usage = self._count(dial % FULL, dial >= FULL)
        self.guessed = True
        return usage

    def _count(self, value, turned):
        span = Span(self.charged_to, value, DIGITS, self.ratio, turned)
        usage, self.charged_to = counted(span, self.guessed)
        return usage


@settings(max_examples=100)
@given(meters(), st.sampled_from([D(1), D(2), D(40)]))
def test_what_is_charged_is_what_ran_through_the_meters(history, ratio):
    """Rolled over, replaced, guessed too high: in all, never less, never twice."""
    first, visits = history
    meter, ran, charged = Meter(first, ratio), ZERO, ZERO
    day, known = date(2026, 1, 1), [(date(2026, 1, 1), ZERO)]
    for quantity, what, start in visits:
        day += 30 * DAY
        meter.run(quantity)
        ran += quantity * ratio
        ahead = charged
        # Half a turn guessed wrong could not be told from one that is right.
        guesses = what == "estimated" and len(known) > 1
        guesses = guesses and abs(charged - ran) <= 16 * ratio
        usage = meter.guess(known, day) if guesses else meter.read()
        assert usage >= 0
        charged += usage
        known.append((day, charged))
        if guesses:
            continue
        assert charged == max(ahead, ran)
        if what == "replaced":
            # What was guessed too high stays charged: the new meter begins at nought.
            ran, meter = charged, Meter(start, ratio)
            known = [(day, charged)]


# ---- Tiers and shared costs -----------------------------------------------------


@st.composite
def tiers(draw):
    ends = sorted(draw(st.lists(st.integers(1, 900), max_size=3, unique=True)))
    return [Tier(draw(h.prices), end and D(end)) for end in [*ends, None]]


@few
@given(tiers(), st.lists(cents, min_size=1, max_size=8), st.integers(1, 400))
def test_tiers_of_readings_cost_what_the_whole_year_costs(steps, readings, days):
    """A year's readings, each cut where its payer changed, on the running sum."""
    before, lines, exact_before = ZERO, [], "0"
    for usage in (reading / 100 for reading in readings):
        cut = round_half_up(Fraction(usage) * days / 401, 4)
        for quantity in (cut, usage - cut):
            for part in by_tier(quantity, steps, before):
                lines.append(
                    {
                        "v": 1,
                        "quantity": str(part.quantity),
                        "price": str(part.price),
                        "exact_before": exact_before,
                        "measured": {"kind": "meter", "tier": part.tier + 1},
                    }
                )
                exact_before = f"{exact_after(lines[-1]):f}"
            before += quantity
    assert sum(D(line["quantity"]) for line in lines) == before
    exact, low = ZERO, ZERO
    for step in steps:
        high = before if step.upto is None else min(step.upto, before)
        exact += max(high - low, ZERO) * step.price
        low = max(high, low)
    assert sum(recompute(line) for line in lines) == round_half_up(exact)


@few
@given(
    cents,
    st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 31)), min_size=1),
    st.lists(st.integers(1, 30), min_size=1),
    st.randoms(use_true_random=False),
)
def test_shares_of_a_cost_add_up_to_it_through_changes(total, homes, moves, order):
    """A pool over homes there for some days, each with its change of owner."""
    weights = [D(area).scaleb(-2) * days for area, days in homes]
    if not any(weights):
        return
    shares = largest_remainder(total, weights)
    whole = Fraction(sum(weights))
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(total) * Fraction(weight) / whole
        assert abs(Fraction(share) - exact) < CENT
    borne = ZERO
    start = date(2026, 10, 1)
    for place, (share, (_area, days)) in enumerate(zip(shares, homes, strict=True)):
        period = Period(start, start + (days - 1) * DAY)
        day = start + moves[place % len(moves)] * DAY
        split = split_amount(Component(share, period), day, Measure.DAY)
        borne += split.old + split.new
        if share:
            assert bool(split.old_days) >= bool(split.old)
            assert bool(split.new_days) >= bool(split.new)
    assert borne == total
    mixed = order.sample(weights, len(weights))
    # Who comes first gets no more: only equal weights may change places.
    assert sorted(largest_remainder(total, mixed)) == sorted(shares)


# ---- Late fees ------------------------------------------------------------------

DUE = date(2026, 1, 15)
payments = st.tuples(
    st.integers(-20, 400), st.integers(1, 30_000), st.booleans(), st.integers(0, 2)
)


@settings(max_examples=40)
@given(
    st.lists(st.integers(1, 30_000), min_size=3, max_size=3),
    st.lists(payments, max_size=6),
    st.lists(st.integers(-5, 450), max_size=6, unique=True),
    st.builds(
        Terms,
        daily_percent=st.integers(0, 200).map(lambda part: D(part).scaleb(-2)),
        grace_days=st.integers(0, 20),
        cap_percent=st.integers(0, 10_000).map(lambda part: D(part).scaleb(-2)),
    ),
)
def test_late_fees_of_runs_that_do_not_know_the_future(bill, paid, runs, terms):
    """Each run sees what was paid so far; in all, one run that knows everything."""
    amounts = [D(part).scaleb(-2) for part in bill]
    settled, gaps = [], list(amounts)
    for offset, part, named, place in sorted(paid):
        part = min(D(part).scaleb(-2), sum(gaps) if not named else gaps[place])
        if part:
            settled.append((DUE + offset * DAY, part, place if named else None))
            done = paid_of(amounts, settled, settled[-1][0])
            gaps = [amount - one for amount, one in zip(amounts, done, strict=True)]
    for place, principal in enumerate(amounts):
        since, charged = None, ZERO
        for run in sorted({*runs, 460}):
            until = DUE + run * DAY
            steps = [
                Step(day, principal - paid_of(amounts, settled, day)[place])
                for day in sorted({day for day, *_rest in settled if day <= until})
            ]
            facts = (principal, DUE, steps, until, terms)
            fee = late_fee(*facts, since=since, charged=charged)
            if fee:
                since, charged = fee.date_to, charged + fee.amount
                assert 0 <= fee.amount <= charged <= principal
        once = late_fee(*facts)
        assert charged == (once.amount if once else 0)
        owed = ((DUE, principal), *steps)
        first = terms.grace_days + 1
        days = (DUE + number * DAY for number in range(first, 461))
        exact = sum(h.in_force(owed, day) for day in days) * terms.daily_percent / 100
        cap = principal * terms.cap_percent / 100
        assert abs(charged - min(exact, cap)) <= CENT


def paid_of(amounts, settled, day):
    """What of each line is paid on a day; what was named for one counts for it."""
    done = [row for row in settled if row[0] <= day]
    meant = [sum((r[1] for r in done if r[2] == n), ZERO) for n in range(len(amounts))]
    paid = sum((row[1] for row in done), ZERO)
    parts = paid_per_line(amounts, meant, paid)
    assert sum(parts) == paid
    for part, amount, named in zip(parts, amounts, meant, strict=True):
        assert min(named, amount) <= part <= amount
    return parts
