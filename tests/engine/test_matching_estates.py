"""A month and the next of an estate that was made to mislead."""

import pytest
from estates import Estate, learned_from

from engine.match_index import Facts
from engine.matching import Matcher


@pytest.fixture(scope="module")
def estate():
    """An estate of about a thousand units."""
    return Estate(seed=20261101, size=6)


@pytest.fixture(scope="module")
def november(estate):
    return estate.month()


@pytest.fixture(scope="module")
def december(estate, november):
    return estate.month(second=True)


def scores(month, aliases=()):
    """Return the share of fee lines first right, of those booked, and what is wrong."""
    facts = Facts(month.units, month.communities, aliases, month.expected)
    first = booked = fees = 0
    wrong = []
    for match, truth in zip(
        Matcher(facts).match(month.lines), month.truth, strict=True
    ):
        best = match.proposals[0] if match.proposals else None
        right = best is not None and frozenset(best.keys) == truth.keys
        if truth.kind == "batch":
            assert match.certain
            assert best.expected == "batch"
        elif match.certain and not (right and truth.kind == "fee"):
            wrong.append((match, truth))
        if truth.kind == "fee":
            fees += 1
            first += right
            booked += right and match.certain
    return first / fees, booked / fees, wrong


def test_first_month_is_mostly_booked_and_nothing_wrongly(november):
    first, booked, wrong = scores(november)
    assert wrong == []
    assert first >= 0.94
    assert booked >= 0.87


def test_second_month_needs_hardly_anybody(november, december):
    first, booked, wrong = scores(december, learned_from(november))
    assert wrong == []
    assert first >= 0.98
    assert booked >= 0.95


def test_it_is_learning_that_makes_the_second_month_easier(december):
    first, booked, wrong = scores(december)
    assert wrong == []
    assert booked < 0.95
