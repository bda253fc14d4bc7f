"""Whole statements: what one line leaves to the next, movements, hostile text."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_samples import bill, codes, crowd, first, line, matcher, unit, yuan

from engine.match_amount import FitKind
from engine.match_facts import Alias, Expected, Policy
from engine.match_reasons import ReasonCode
from engine.match_share import Share
from engine.matching import Claim, Verdict

ESTATE = crowd()
HOME = unit("3-2-1501", ["赵小磊"], ["238.98"])


# ---- One line after the other -------------------------------------------------------


def test_second_equal_line_is_a_second_payment():
    lines = [line("238.98", "赵小磊", "3-2-1501", key=n, day=n) for n in (1, 2)]
    once, twice = matcher(HOME, *ESTATE).match(lines)
    assert [share.line for share in once.proposals[0].shares] == [HOME.lines[0].key]
    assert twice.proposals[0].fit.kind is FitKind.SETTLED
    assert [share.line for share in twice.proposals[0].shares] == [None]
    assert first(twice) == ("3-2-1501",)


def test_rest_of_a_bill_after_an_instalment():
    lines = [
        line(amount, "赵小磊", "3-2-1501", key=day, day=day)
        for day, amount in ((1, "100"), (2, "138.98"))
    ]
    _, rest = matcher(HOME, *ESTATE).match(lines)
    assert rest.proposals[0].fit.kind is FitKind.ALL_OPEN


def test_equal_instalment_is_no_second_payment():
    owner = unit("3-2-1501", ["赵小磊"], ["1238.98"])
    lines = [line("300", "赵小磊", "3-2-1501", key=n, day=n) for n in (1, 2)]
    once, twice = matcher(owner, *ESTATE).match(lines)
    assert once.certain
    assert twice.proposals[0].fit.kind is FitKind.PART
    assert [one.line for one in twice.proposals[0].shares] == [owner.lines[0].key]


def test_what_others_have_certainly_paid_makes_a_later_choice_easier():
    twins = [unit(code, ["王芳"], ["238.98"]) for code in ("3-2-1501", "5-1-302")]
    open_, named = matcher(*twins, *ESTATE).match(
        [
            line("238.98", "王芳", "物业费", key=1, day=1),
            line("238.98", "王芳", "3-2-1501", key=2, day=2),
        ]
    )
    assert named.certain
    assert first(open_) == ("5-1-302",)
    assert not open_.certain


def test_proposing_takes_nothing():
    matching = matcher(HOME, *ESTATE)
    once = matching.propose(line("238.98", "赵小磊", "3-2-1501"))
    matching.match([line("238.98", "赵小磊", "3-2-1501")])
    assert matching.propose(line("238.98", "赵小磊", "3-2-1501")) == once


def test_what_other_lines_claim_is_taken_as_if_matched_before():
    matching = matcher(HOME, *ESTATE)
    lines = [line("238.98", "赵小磊", "3-2-1501", key=key, day=key) for key in (1, 2)]
    both = matching.match(lines)
    first = both[0].proposals[0]
    claim = Claim(first.shares, first.fit.plain)
    stranger = Claim((Share("no such unit", None, yuan("1")),))
    [second] = matching.match(lines[1:], [claim, stranger])
    assert second == both[1]
    assert second != matching.match(lines[1:])[0]


def test_a_movement_that_another_line_shows_is_not_expected_any_more():
    matching = matcher(HOME, *ESTATE, expected=[BATCH])
    credit = line("88617.23", "待清算", "批量代收 成功244笔", day=11)
    assert matching.match([credit])[0].proposals[0].expected == 0
    [match] = matching.match([credit], shown=[0])
    assert all(one.expected is None for one in match.proposals)


def test_lines_need_keys_of_their_own():
    with pytest.raises(ValueError, match="^duplicate_line$"):
        matcher(HOME).match([line("1"), line("2")])


# ---- Movements that the books hold ------------------------------------------------


def movement(amount, key=0, **values):
    days = {"date_from": date(2026, 11, 10), "date_to": date(2026, 11, 15)}
    return Expected(key, yuan(amount), **{**days, **values})


BATCH = movement("88617.23", words=("批量代收",))


def test_credit_of_a_collection_batch():
    matching = matcher(HOME, *ESTATE, expected=[BATCH])
    match = matching.propose(line("88617.23", "待清算", "批量代收 成功244笔", day=11))
    assert match.certain
    assert (match.proposals[0].expected, match.proposals[0].keys) == (0, ())
    assert {ReasonCode.EXPECTED, ReasonCode.EXPECTED_WORD} <= codes(match)


def test_movement_by_its_amount_only_is_not_certain():
    matching = matcher(HOME, *ESTATE, expected=[BATCH])
    match = matching.propose(line("88617.23", "不相识", "转账", day=11))
    assert match.proposals[0].expected == 0
    assert match.verdict is Verdict.AMOUNT_ONLY


@pytest.mark.parametrize("day", [9, 16])
def test_movement_outside_its_days_is_not_proposed(day):
    matching = matcher(HOME, *ESTATE, expected=[BATCH])
    match = matching.propose(line("88617.23", "", "批量代收", day=day))
    assert match.verdict is Verdict.NOTHING


def test_movement_arrives_once():
    lines = [line("88617.23", "", "批量代收", key=n, day=11) for n in (1, 2)]
    one, two = matcher(HOME, *ESTATE, expected=[BATCH]).match(lines)
    assert one.certain
    assert two.proposals == ()


def test_transfer_receipted_at_the_counter_is_not_booked_again():
    paid = unit("3-2-1501", ["赵小磊"], (), monthly="238.98", settled=(yuan("238.98"),))
    receipt = movement("238.98", keys=(paid.key,))
    matching = matcher(paid, *ESTATE, expected=[receipt])
    match = matching.propose(line("238.98", "赵小磊", "3-2-1501", day=11))
    assert match.proposals[0].expected == 0
    assert match.proposals[0].shares == ()


def test_refund_on_its_way():
    refund = movement("-3000", keys=(HOME.key,), words=("退押金",))
    matching = matcher(HOME, *ESTATE, expected=[refund])
    match = matching.propose(line("-3000", "赵小磊", "退押金", day=11))
    assert match.certain
    assert (match.proposals[0].expected, match.proposals[0].keys) == (0, (HOME.key,))


def test_refund_in_words_of_other_money():
    refund = movement("-3000", keys=(HOME.key,), words=("退款",))
    matching = matcher(HOME, *ESTATE, expected=[refund])
    assert matching.propose(line("-3000", "赵小磊", "退款", day=11)).certain


def test_debit_of_which_the_books_know_nothing():
    match = matcher(HOME, *ESTATE).propose(line("-238.98", "赵小磊", "3-2-1501"))
    assert match.verdict is Verdict.NOTHING


def test_movement_of_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="^unknown_unit$"):
        matcher(HOME, expected=[movement("1", keys=("elsewhere",))])


@pytest.mark.parametrize(
    ("error", "other"),
    [
        ("duplicate_key", unit("5-1-302", key=HOME.key)),
        ("duplicate_code", unit("3-2-1501", key="other")),
    ],
)
def test_units_must_differ(error, other):
    with pytest.raises(ValueError, match=f"^{error}$"):
        matcher(HOME, other)


# ---- Whatever comes -----------------------------------------------------------------

NAMES = ("王芳", "王芳芳", "李伟", "某公司")
CODES = ("1-1-101", "1-1-102", "2-1-101", "1-1-1011")
AMOUNTS = ("100.00", "200.00", "99.99", "300.00", "50.00")
WORDS = (
    *NAMES,
    *CODES,
    "等2套",
    "101业主",
    "物业费",
    "往来款",
    "2026-10",
    "云栖里",
    "、",
)

people = st.lists(st.sampled_from(NAMES), max_size=2)
charges = st.lists(st.sampled_from(AMOUNTS), max_size=3)


@st.composite
def estates(draw):
    return [
        unit(code, draw(people), draw(charges), community=community)
        for community in ("云栖里", "望江府")
        for code in draw(st.sets(st.sampled_from(CODES), max_size=4).map(sorted))
    ]


@st.composite
def statements(draw):
    text = st.lists(st.sampled_from(WORDS), max_size=4).map("".join)
    return [
        line(
            draw(st.sampled_from(AMOUNTS)),
            draw(st.sampled_from(("", *NAMES))),
            draw(text),
            account=draw(st.sampled_from(("", "6217001", "6217002"))),
            key=key,
            day=draw(st.integers(1, 3)),
        )
        for key in range(draw(st.integers(1, 4)))
    ]


def learned(units):
    return [Alias("6217001", "李伟", (one.key,)) for one in units[:2]]


@settings(max_examples=60)
@given(estates(), statements())
def test_what_is_certain_stands_alone_and_adds_up(units, lines):
    matching = matcher(*units, aliases=learned(units))
    for match in matching.match(lines):
        for one in match.proposals:
            assert sum(share.amount for share in one.shares) == match.line.amount
            assert {share.unit for share in one.shares} <= set(one.keys)
            assert 0 <= one.confidence <= 1
            assert one.reasons
        if match.certain:
            best, *others = match.proposals
            assert best.confidence >= Policy().least_confidence
            assert all(other.confidence < 0.5 for other in others)
        ranks = [(one.lead == "amount", -one.score) for one in match.proposals]
        assert ranks == sorted(ranks)


@settings(max_examples=40)
@given(estates(), statements(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_twice_is_the_same(units, lines, random):
    matching = matcher(*units, aliases=learned(units))
    matches = {match.line.key: match for match in matching.match(lines)}
    assert matches == {match.line.key: match for match in matching.match(lines)}
    mixed = matcher(*random.sample(units, len(units)), aliases=learned(units)[::-1])
    for match in mixed.match(random.sample(lines, len(lines))):
        assert match == matches[match.line.key]


@settings(max_examples=60)
@given(
    st.sampled_from(NAMES),
    charges.filter(bool),
    st.sampled_from(AMOUNTS),
    st.sampled_from(("", "物业费", "101业主", *NAMES)),
)
def test_never_certain_with_two_equally_good_units(name, owed, amount, text):
    twins = [unit(code, [name], owed) for code in ("1-1-101", "2-1-101")]
    match = matcher(*twins, *ESTATE).propose(line(amount, name, text))
    assert not (match.certain and len(match.proposals[0].keys) == 1)


@pytest.mark.parametrize(
    "junk",
    [
        "3-2-1501 ",
        "1",
        "一",
        "栋单元室",
        "3#2-",
        "赵小磊",
        "、/",
        "((((",
        "云栖里",
        "ＺＤ０",
        "ﷺ",
        "\u200b",
        "2026.10 ",
    ],
)
def test_megabyte_of_junk_ends_quickly(junk):
    text = junk * (1_000_000 // len(junk))
    matching = matcher(HOME, *ESTATE)
    begin = time.perf_counter()
    matching.propose(line("238.98", text, text, account=text))
    assert time.perf_counter() - begin < 1


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_taken(text, payer, account):
    matching = matcher(HOME, *ESTATE[:3])
    match = matching.propose(line("238.98", payer, text, account=account))
    assert match.verdict in Verdict


def test_overpaid_and_part_paid_lines_say_what_they_leave():
    owner = unit("3-2-1501", ["赵小磊"], bill("x", 9, "100") + bill("x", 10, "120"))
    matching = matcher(owner, *ESTATE)
    over = matching.propose(line("400", "赵小磊", "3-2-1501")).proposals[0]
    part = matching.propose(line("130", "赵小磊", "3-2-1501")).proposals[0]
    assert [(one.line, one.amount) for one in over.shares] == [
        *(("x/9/0", 100), ("x/10/0", 120), (None, 180)),
    ]
    assert [(one.line, one.amount) for one in part.shares] == [
        *(("x/9/0", 100), ("x/10/0", 30)),
    ]
