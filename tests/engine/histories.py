"""Random histories of a unit, billed and settled by the engine as the models do it.

A history is what happens to one fee of one unit over some months. The bill run knows
its prices and the first changes of owner; later ones come to light once the bills are
out and are settled, between them lines are waived and the unit stands empty.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from hypothesis import strategies as st

from engine.bill_amount import VERSION, exact_after, recompute, time_parts
from engine.periods import Cycle, Period, add_months, clip, period_of, subtract_ranges
from engine.settlement import Component, split_line
from engine.waiver import share_amount, split_waiver, vacant_days

D = Decimal
ZERO = D(0)
DAY = timedelta(days=1)

prices = st.decimals(0, 60, places=4)
percents = st.integers(1, 10_000).map(lambda part: D(part).scaleb(-2))


@dataclass(frozen=True)
class History:
    days: Period
    cycle: Cycle
    quantity: Decimal
    multiplier: str
    prices: list[tuple[date, Decimal]]
    """Versions and the first day of each, in order; the first one's is ours."""
    known: list[tuple[date, str]]
    """Who pays from which day on, as the bill run knows it; in order."""
    events: list[tuple]
    """What comes to light once the bills are out: ``(what, *facts)``."""

    def payers(self):
        """Everybody from his first day on, as it was in truth."""
        changes = [event for event in self.events if event[0] == "change"]
        return self.known + [(day, coming) for _what, day, _leaving, coming in changes]


@dataclass
class Line:
    """A billed line, what was taken off it and of which days."""

    payer: str
    days: Period
    amount: Decimal
    explanation: dict = field(default_factory=dict)
    taken: list[Component] = field(default_factory=list)
    vacant: list[tuple[date, date]] = field(default_factory=list)
    passed: list[Period] = field(default_factory=list)

    @property
    def left(self):
        return self.amount - sum((part.amount for part in self.taken), ZERO)

    @property
    def own_days(self):
        return subtract_ranges(self.days, self.passed)


# ---- Drawing --------------------------------------------------------------------


@st.composite
def histories(draw, events=True, money_events=True):
    start = date(2024, 1, 1) + draw(st.integers(0, 1095)) * DAY
    months = draw(st.integers(1, 24))
    days = Period(start, add_months(start, months) - DAY)
    inner = st.integers(1, days.days - 1).map(lambda number: start + number * DAY)
    cuts = sorted(draw(st.lists(inner, max_size=3, unique=True)))
    changes = sorted(draw(st.lists(inner, max_size=4, unique=True)))
    payers = [(start, "A")]
    for day in changes:
        others = [who for who in "ABC" if who != payers[-1][1]]
        payers.append((day, draw(st.sampled_from(others))))
    known = draw(st.integers(1, len(payers))) if events else len(payers)
    later = []
    for (_day, leaving), (day, coming) in zip(
        payers[known - 1 :], payers[known:], strict=False
    ):
        if money_events:
            later += draw(st.lists(_takings(days), max_size=2))
        later.append(("change", day, leaving, coming))
    if money_events:
        later += draw(st.lists(_takings(days), max_size=2))
    return History(
        days,
        draw(st.sampled_from(Cycle)),
        draw(st.decimals(1, 300, places=2)),
        draw(st.sampled_from(["1", "0.5", "0.7", "1.15"])),
        [(day, draw(prices)) for day in (start, *cuts)],
        payers[:known],
        later,
    )


def _takings(days):
    ends = st.tuples(*[st.integers(0, days.days - 1)] * 2).map(sorted)
    stretch = ends.map(lambda two: Period(*(days.start + n * DAY for n in two)))
    month = stretch.map(lambda some: period_of(some.start, Cycle.MONTH))
    return st.one_of(
        st.tuples(st.just("percent"), percents),
        st.tuples(st.just("amount"), percents),
        st.tuples(st.just("vacancy"), percents, stretch),
        st.tuples(st.just("vacancy"), st.just(D(100)), month),
    )


# ---- Billing --------------------------------------------------------------------


def in_force(versions, day):
    """What the newest version that has begun says."""
    return [value for first, value in versions if first <= day][-1]


def segments(days, *versions):
    """Cut days where a version begins."""
    firsts = {day for rows in versions for day, _value in rows if day in days}
    firsts = sorted(firsts | {days.start})
    lasts = [day - DAY for day in firsts[1:]] + [days.end]
    return [Period(*ends) for ends in zip(firsts, lasts, strict=True)]


def bill(history, until, billed=()):
    """The lines of a run up to the period of a day, of what no line covers yet."""
    last = period_of(until, history.cycle).end
    window = clip(history.days, None, last)
    lines = []
    for gap in subtract_ranges(window, [line.days for line in billed]):
        day = gap.start
        while day <= gap.end:
            period = clip(period_of(day, history.cycle), gap.start, gap.end)
            lines += _bill_period(history, period)
            day = period.end + DAY
    return lines


def _bill_period(history, period):
    before, lines = "0", []
    for days in segments(period, history.prices, history.known):
        explanation = {
            "v": VERSION,
            "quantity": str(history.quantity),
            "price": str(in_force(history.prices, days.start)),
            "multiplier": history.multiplier,
            "exact_before": before,
            **time_parts(days.start, days.end),
        }
        before = f"{exact_after(explanation):f}"
        payer = in_force(history.known, days.start)
        lines.append(Line(payer, days, recompute(explanation), explanation))
    return lines


def exact_of(history, days):
    """What days cost, counted day by day: each its part of its month."""
    rate = Fraction(history.quantity) * Fraction(history.multiplier)
    costs = (
        Fraction(in_force(history.prices, day)) / period_of(day, Cycle.MONTH).days
        for day in each_day(days)
    )
    return rate * sum(costs, Fraction(0))


def each_day(days):
    return [days.start + number * DAY for number in range(days.days)]


# ---- What comes after -----------------------------------------------------------


def happen(lines, event, measure):
    """Let something happen to the lines; return what it credited and what charged."""
    what, *facts = event
    if what == "change":
        return _change(lines, *facts, measure)
    if what == "vacancy":
        return _vacancy(lines, *facts)
    return _waive(lines, what, *facts)


def _change(lines, day, leaving, coming, measure):
    """Credit what is left of later days to who leaves, charge it to who comes.

    What is credited is told by what he keeps, what is charged by what the other gets.
    """
    credited, charged = [], []
    for line in list(lines):
        if line.payer != leaving or not any(part.end >= day for part in line.own_days):
            continue
        split = split_line(Component(line.amount, line.days), line.taken, day, measure)
        days = clip(line.days, day, None)
        credited.append(split.old - line.left)
        line.taken.append(Component(split.new, days))
        line.passed.append(days)
        charged.append(split.new)
        lines.append(Line(coming, days, split.new, vacant=list(line.vacant)))
    return credited, charged


def _waive(lines, how, part):
    """Waive of all lines together, in proportion to what is left of each."""
    rooms = [line.left for line in lines]
    whole = sum(rooms, ZERO)
    if how == "percent":
        amount = share_amount(whole, part)
    else:
        amount = (whole * part / 100).quantize(D("0.01"), ROUND_DOWN)
    if not amount:
        return [], []
    parts = split_waiver(amount, rooms)
    for line, taken in zip(lines, parts, strict=True):
        line.taken.append(Component(taken, line.days))
    return [-amount], []


def _vacancy(lines, percent, vacancy):
    """Discount days that the line still has, unless more would go than is left."""
    credited = []
    for line in lines:
        covered = [*line.vacant, *((p.start, p.end) for p in line.passed)]
        for part in vacant_days(line.amount, line.days, vacancy, percent, covered):
            if part.amount > line.left:
                continue
            days = Period(part.date_from, part.date_to)
            line.taken.append(Component(part.amount, days))
            line.vacant.append((part.date_from, part.date_to))
            credited.append(-part.amount)
    return credited, []
