"""Which lines of a statement are new: keys, occurrences, overlapping files (B-02)."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bank.statement import StatementLine
from engine.bank.statement_key import line_key, new_lines

ACCOUNT = "44050100000000001234"
LINE = StatementLine(
    6,
    date(2026, 11, 1),
    Decimal("274.68"),
    time(12, 43, 5),
    Decimal("1274.68"),
    name="韦某",
    account="6217590081091728939",
    summary="转账存入",
    remark="17-1-403",
    reference="S1",
)
BARE = replace(LINE, time=None, balance=None, reference="")


def importing(*files):
    """Import files one after the other; return all lines and those new each time."""
    known, added = [], []
    for lines in files:
        new = new_lines(ACCOUNT, lines, [keyed.known for keyed in known])
        known += new
        added.append([keyed.line for keyed in new])
    return known, added


# ---- Key ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"date": date(2026, 11, 2)},
        {"amount": Decimal("-274.68")},
        {"account": "6217"},
        {"name": "刘某"},
        {"summary": "手续费"},
        {"remark": ""},
        {"reference": "S2"},
    ],
)
def test_what_tells_lines_apart(change):
    assert line_key(ACCOUNT, replace(LINE, **change)) != line_key(ACCOUNT, LINE)


def test_the_account_tells_lines_apart():
    assert line_key("1", LINE) != line_key("2", LINE)


@pytest.mark.parametrize(
    "change",
    [
        {"line": 99},
        {"time": None},
        {"balance": None},
        {"bank": "某银行"},
        {"name": " 韦 某　"},
        {"remark": "１７－１－４０３"},
        {"reference": "s1"},
        {"amount": Decimal("274.680")},
    ],
)
def test_what_exports_of_one_bank_differ_in(change):
    assert line_key(ACCOUNT, replace(LINE, **change)) == line_key(ACCOUNT, LINE)


def test_parts_do_not_run_into_each_other():
    one = replace(LINE, name="ab", summary="c")
    two = replace(LINE, name="a", summary="bc")
    assert line_key(ACCOUNT, one) != line_key(ACCOUNT, two)


# ---- Occurrence -----------------------------------------------------------------


def test_two_equal_lines_are_two_lines():
    known, _added = importing([BARE, BARE])
    assert [keyed.occurrence for keyed in known] == [1, 2]
    assert len({keyed.fingerprint for keyed in known}) == 2


def test_a_file_twice_changes_nothing():
    lines = [BARE, BARE, LINE, replace(BARE, name="刘某")]
    _known, added = importing(lines, lines, lines[::-1])
    assert [len(new) for new in added] == [4, 0, 0]


def test_an_overlapping_file_adds_what_is_new():
    other = replace(BARE, name="刘某")
    known, added = importing([BARE], [BARE, BARE, other])
    assert added[1] == [BARE, other]
    assert sorted(keyed.occurrence for keyed in known) == [1, 1, 2]


def test_new_lines_keep_their_order():
    lines = [replace(BARE, line=number, name=str(number)) for number in range(5)]
    assert importing(lines)[1] == [lines]


# ---- Parts of a day -------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"time": time(15, 0), "balance": Decimal("1549.36")},
        {"time": time(15, 0), "balance": None},
    ],
)
def test_an_equal_payment_at_another_time_is_new(change):
    assert importing([LINE], [replace(LINE, **change)])[1][1]


def test_an_equal_payment_with_another_balance_is_new():
    morning = replace(BARE, balance=Decimal("1274.68"))
    evening = replace(BARE, balance=Decimal("1549.36"))
    assert importing([morning], [evening])[1][1] == [evening]
    assert importing([morning], [morning, evening])[1][1] == [evening]
    assert importing([morning, evening], [evening])[1][1] == []


@pytest.mark.parametrize(
    "change", [{"time": None}, {"balance": None}, {"time": None, "balance": None}]
)
def test_another_export_may_tell_less_of_the_same_line(change):
    less = replace(LINE, **change)
    assert importing([LINE], [less])[1][1] == []
    assert importing([less], [LINE])[1][1] == []


def test_time_or_balance_may_agree():
    assert importing([LINE], [replace(LINE, balance=Decimal(1))])[1][1] == []
    assert importing([LINE], [replace(LINE, time=time(1))])[1][1] == []


def test_a_sure_partner_is_not_taken_by_a_vague_line():
    later = replace(LINE, time=time(15), balance=Decimal("1549.36"))
    vague = replace(LINE, time=None, balance=None)
    assert importing([LINE, later], [vague, LINE])[1][1] == []


def test_where_nothing_tells_counting_does():
    """The documented limit: nothing tells this afternoon's payment from the known."""
    assert importing([BARE], [BARE])[1][1] == []


# ---- By chance ------------------------------------------------------------------

_BARE_LINES = st.builds(
    lambda day, name: replace(BARE, date=date(2026, 11, day), name=name),
    st.integers(1, 3),
    st.sampled_from("甲乙"),
)


@settings(max_examples=60)
@given(st.lists(_BARE_LINES, max_size=12), st.data())
def test_two_files_make_their_union(lines, data):
    """Of whole days: the account's lines are what either file has most of."""
    from_day, to_day = sorted(
        data.draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    )
    ranges = [(1, to_day), (from_day, 3)]
    files = [
        [line for line in lines if first <= line.date.day <= last]
        for first, last in ranges
    ]
    known, _added = importing(*files)
    counts = Counter(keyed.line for keyed in known)
    assert counts == Counter(files[0]) | Counter(files[1])
    assert len({keyed.fingerprint for keyed in known}) == len(known)
    assert importing(*files, *files)[1][2:] == [[], []]


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_files_cut_anywhere_make_the_account(seed):
    """With balances even parts of a day, in any order, add up to the account."""
    chance = Random(seed)
    balance, account = Decimal(1000), []
    for number in range(chance.randint(1, 15)):
        amount = Decimal(chance.choice([100, 100, 250]))
        balance += amount
        day = date(2026, 11, 1) + timedelta(number // chance.randint(3, 9))
        line = replace(BARE, line=number, date=day, amount=amount, balance=balance)
        account.append(replace(line, time=chance.choice([None, time(9, number)])))
    cuts = sorted(chance.randint(0, len(account)) for _ in range(4))
    files = [account[: cuts[2]], account[cuts[0] : cuts[3]], account[cuts[1] :]]
    chance.shuffle(files)
    known, _added = importing(*files)
    assert sorted(keyed.line.balance for keyed in known) == sorted(
        {line.balance for lines in files for line in lines}
    )


def test_many_equal_lines_take_little_time():
    lines = [BARE] * 4_000
    known, added = importing(lines, [*lines, BARE])
    assert len(added[1]) == 1 and len(known) == 4_001
