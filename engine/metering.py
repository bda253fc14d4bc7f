"""What a meter measured between two readings, and what a tiered price makes of it.

Readings and quantities are ``Decimal`` in the meter's unit (kWh, m³); a reading is what
the dial shows, before its ratio. Nothing is rounded here but an estimate. Errors are
``ValueError`` whose only argument is a code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .money import round_half_up

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one meter without a gap: from one reading of its dial to the next.

    A replaced meter makes two: the old one up to its final reading, the new one from
    its first.
    """

    first: Decimal
    last: Decimal
    digits: int = 6
    """Whole digits of the dial: with five it shows 99999 before it begins again."""
    ratio: Decimal = Decimal(1)
    """Units per unit of the dial (of a current transformer, say)."""
    rolled_over: bool = False
    """Whether a person saw that the dial began again at zero meanwhile."""


@dataclass(frozen=True, slots=True)
class Tier:
    """A price up to a quantity per tier period; the last tier has no end."""

    price: Decimal
    upto: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TierPart:
    """What of a quantity falls into one tier."""

    tier: int
    quantity: Decimal
    price: Decimal


def used(span: Span) -> Decimal:
    """Return what was used in a span, never negative.

    :raise ValueError: ``off_dial`` for a reading the dial cannot show, ``went_back``
        for a lower reading of a dial that did not begin again, ``not_rolled_over``
        for one said to have begun again that shows more than before.
    """
    _check_dial(span)
    if span.rolled_over and span.last >= span.first:
        raise ValueError("not_rolled_over")
    if span.last < span.first and not span.rolled_over:
        raise ValueError("went_back")
    turned = Decimal(10) ** span.digits if span.rolled_over else ZERO
    return (span.last + turned - span.first) * span.ratio


def _check_dial(span: Span) -> None:
    """See that the dial can show both readings."""
    full = Decimal(10) ** span.digits
    if not all(ZERO <= reading < full for reading in (span.first, span.last)):
        raise ValueError("off_dial")


def counted(span: Span, after_estimate: bool = False) -> tuple[Decimal, Decimal]:
    """Return what a reading adds, and the dial up to which usage is counted now.

    An estimate that was too high is made up for later: a lower reading after it adds
    nothing, and the next one counts on from the estimate. Whether the dial began again
    before the estimated reading or after it nobody saw: more than half a turn on from
    the estimate lies behind it.

    :param after_estimate: whether ``span.first`` was estimated, not read
    :raise ValueError: as :func:`used`; after an estimate only ``off_dial``.
    """
    if not after_estimate:
        return used(span), span.last
    _check_dial(span)
    if span.last < span.first and not span.rolled_over:
        return ZERO, span.first
    full = Decimal(10) ** span.digits
    forward = span.last - span.first
    forward += full if forward < 0 else ZERO
    if forward * 2 > full:
        return ZERO, span.first
    return forward * span.ratio, span.last


def used_over(spans: Iterable[Span]) -> Decimal:
    """Return what was used over spans that follow each other (replaced meters).

    :raise ValueError: as :func:`used`.
    """
    return sum(map(used, spans), ZERO)


def estimate(
    before: Sequence[tuple[date, Decimal]], day: date, digits: int = 2
) -> Decimal:
    """Return what is likely used from the last of ``before`` until ``day``.

    The daily average between the first and last reading known, rounded to ``digits``
    decimals.

    :param before: (day, quantity used up to that day, counted on from any start)
    :raise ValueError: ``too_few`` without two readings on different days, ``reversed``
        when ``day`` is not after the last.
    """
    if len({known for known, _quantity in before}) < 2:
        raise ValueError("too_few")
    (begin, low), (end, high) = before[0], before[-1]
    if day <= end:
        raise ValueError("reversed")
    daily = Fraction(high - low) / (end - begin).days
    return round_half_up(daily * (day - end).days, digits)


def by_tier(
    quantity: Decimal, tiers: Sequence[Tier], before: Decimal = ZERO
) -> list[TierPart]:
    """Split a quantity over the tiers of its tier period (阶梯).

    The quantities of the parts add up to ``quantity``; tiers it does not reach are
    left out.

    :param before: what of the tier period was charged already
    :raise ValueError: ``no_tier``, ``tiers_unordered`` (ends must rise, only the last
        is open) or ``negative``.
    """
    check_tiers(tiers)
    if quantity < 0 or before < 0:
        raise ValueError("negative")
    parts, begin = [], ZERO
    end_of_all = before + quantity
    for place, tier in enumerate(tiers):
        end = end_of_all if tier.upto is None else min(tier.upto, end_of_all)
        part = end - max(begin, before)
        if part > 0:
            parts.append(TierPart(place, part, tier.price))
        begin = end
    return parts


def check_tiers(tiers: Sequence[Tier]) -> None:
    """See that tiers cover every quantity once.

    :raise ValueError: ``no_tier`` or ``tiers_unordered``.
    """
    if not tiers:
        raise ValueError("no_tier")
    ends = [tier.upto for tier in tiers]
    if ends[-1] is not None or None in ends[:-1]:
        raise ValueError("tiers_unordered")
    closed = [ZERO, *ends[:-1]]
    if any(low >= high for low, high in zip(closed, closed[1:], strict=False)):
        raise ValueError("tiers_unordered")
