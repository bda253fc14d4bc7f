"""Random histories of a metered fee: meters that follow each other, prices, owners.

Water runs evenly between two visits; at some of them the meter is replaced. The bill
run knows the prices and the first owners; others come to light once the bills are out.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import histories as h
from hypothesis import strategies as st

from engine.bill_amount import VERSION, exact_after, recompute
from engine.metering import Span, counted
from engine.money import round_half_up
from engine.periods import Period

D = Decimal
DAY = timedelta(days=1)
DIGITS, FULL = 2, D(100)

used = st.integers(0, 800).map(lambda part: D(part).scaleb(-2))
dials = st.integers(0, 9999).map(lambda part: D(part).scaleb(-2))


class Reading(NamedTuple):
    """What a meter counted from the day after a visit to the next one."""

    days: Period
    span: Span
    ran: Decimal
    """What really ran through it."""


@dataclass(frozen=True)
class MeteredHistory:
    readings: list[Reading]
    prices: list[tuple[date, Decimal]]
    """Versions and the first day of each, in order."""
    payers: list[tuple[date, str]]
    """Who lives there from which day on, in order, as it was in truth."""
    known: int
    """How many of them the bill run knows."""

    @property
    def days(self):
        return Period(self.readings[0].days.start, self.readings[-1].days.end)

    def changes(self):
        """Those that come to light later: ``("change", day, leaving, coming)``."""
        pairs = zip(
            self.payers[self.known - 1 :], self.payers[self.known :], strict=False
        )
        for (_day, leaving), (day, coming) in pairs:
            yield "change", day, leaving, coming


@st.composite
def histories(draw):
    start = date(2026, 1, 1) + draw(st.integers(0, 400)) * DAY
    visits = st.tuples(st.integers(1, 45), used, st.none() | dials)
    readings = _readings(start, draw(dials), draw(st.lists(visits, min_size=1)))
    span = (readings[-1].days.end - start).days
    inner = st.integers(1, max(span, 1)).map(lambda number: start + number * DAY)
    cuts = sorted(draw(st.lists(inner, max_size=3, unique=True)))
    payers = [(start, "A")]
    for day in sorted(draw(st.lists(inner, max_size=4, unique=True))):
        others = [who for who in "ABC" if who != payers[-1][1]]
        payers.append((day, draw(st.sampled_from(others))))
    return MeteredHistory(
        readings,
        [(day, draw(h.prices)) for day in (start, *cuts)],
        payers,
        draw(st.integers(1, len(payers))),
    )


def _readings(day, dial, visits):
    readings = []
    for days, ran, new_dial in visits:
        shown = (dial + ran) % FULL
        span = Span(dial, shown, DIGITS, rolled_over=shown < dial)
        readings.append(Reading(Period(day, day + (days - 1) * DAY), span, ran))
        day += days * DAY
        dial = shown if new_dial is None else new_dial
    return readings


def bill(history, known):
    """The lines of a run that knows so many owners: quantities cut by days."""
    payers, lines = history.payers[:known], []
    for days, span, _ran in history.readings:
        usage, _dial = counted(span)
        before, billed = "0", D(0)
        for part in h.segments(days, history.prices, payers) if usage else ():
            passed = (part.end - days.start).days + 1
            until = round_half_up(usage * passed / days.days, 4)
            explanation = {
                "v": VERSION,
                "quantity": f"{until - billed:f}",
                "price": str(h.in_force(history.prices, part.start)),
                "exact_before": before,
                "measured": {"kind": "meter"},
            }
            billed, before = until, f"{exact_after(explanation):f}"
            payer = h.in_force(payers, part.start)
            lines.append(h.Line(payer, part, recompute(explanation), explanation))
    return lines


def borne(lines):
    """What is left to pay, by payer."""
    return {
        who: sum((line.left for line in lines if line.payer == who), D(0))
        for who in "ABC"
    }
