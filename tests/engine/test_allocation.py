"""Laying money over debts: exact, in order, nothing lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.allocation import fill_in_order, paid_per_line, pair_off

D = Decimal
amounts = st.integers(0, 10**6).map(lambda cents: D(cents) / 100)
positive = st.integers(1, 10**6).map(lambda cents: D(cents) / 100)
signed = st.integers(-(10**5), 10**6).map(lambda cents: D(cents) / 100)

# ---- Oldest first ---------------------------------------------------------------


@given(amounts, st.lists(signed, max_size=8))
def test_fills_from_the_first_on(amount, caps):
    parts = fill_in_order(amount, caps)
    room = sum((cap for cap in caps if cap > 0), D(0))
    assert sum(parts) == min(amount, room)
    assert all(0 <= part <= max(cap, 0) for part, cap in zip(parts, caps, strict=True))
    short = [i for i, (p, c) in enumerate(zip(parts, caps, strict=True)) if p < c]
    assert not any(parts[i] for i in range(short[0] + 1, len(parts))) if short else True


# ---- Pairs ----------------------------------------------------------------------


@st.composite
def two_sides(draw):
    uses = draw(st.lists(positive, min_size=1, max_size=8))
    cuts = sorted(draw(st.sets(st.integers(1, int(sum(uses) * 100)), max_size=4)))
    bounds = [0, *(c for c in cuts if c < sum(uses) * 100), int(sum(uses) * 100)]
    sources = [D(b - a) / 100 for a, b in zip(bounds, bounds[1:], strict=False)]
    return sources, uses


@given(two_sides())
def test_pairs_use_up_both_sides(sides):
    sources, uses = sides
    pairs = pair_off(sources, uses)
    for side, position in ((sources, 0), (uses, 1)):
        for index, amount in enumerate(side):
            assert sum(p[2] for p in pairs if p[position] == index) == amount
    assert len(pairs) < len(sources) + len(uses)
    assert all(part > 0 for _source, _use, part in pairs)
    assert pairs == sorted(pairs, key=lambda pair: pair[:2])


@pytest.mark.parametrize(
    ("sources", "uses", "code"),
    [
        ([D(1)], [D(2)], "not_balanced"),
        ([D(0)], [D(0)], "not_positive"),
        ([D(-1)], [D(-1)], "not_positive"),
        ([], [D(1)], "not_balanced"),
    ],
)
def test_sides_that_do_not_match_are_refused(sources, uses, code):
    with pytest.raises(ValueError, match=code):
        pair_off(sources, uses)


# ---- Lines of a bill ------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "designated", "paid", "expected"),
    [
        # Nothing meant: in line order.
        ("100 15", "0 0", 110, "100 10"),
        # The second was meant; what is over goes to the first.
        ("100 15", "0 15", 20, "5 15"),
        # Meant more than the line, or than was paid at all.
        ("100 15", "0 40", 40, "25 15"),
        ("100 15", "90 15", 50, "50 0"),
        # A discount is settled with the line it lowers.
        ("100 -10", "0 0", 90, "100 -10"),
        ("100 -10", "0 0", 0, "10 -10"),
        # A credit note is the mirror.
        ("-100 -15", "0 0", -110, "-100 -10"),
    ],
)
def test_paid_lines(lines, designated, paid, expected):
    read = [[D(x) for x in text.split()] for text in (lines, designated, expected)]
    assert paid_per_line(read[0], read[1], D(paid)) == read[2]


@given(st.lists(st.tuples(positive, amounts), min_size=1, max_size=6), st.data())
def test_paid_lines_add_up_to_what_was_paid(rows, data):
    lines = [amount for amount, _meant in rows]
    total = sum(lines)
    paid = D(data.draw(st.integers(0, int(total * 100)))) / 100
    parts = paid_per_line(lines, [meant for _amount, meant in rows], paid)
    assert sum(parts) == paid
    assert all(0 <= p <= line for p, line in zip(parts, lines, strict=True))
