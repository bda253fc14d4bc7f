"""Statements as tables that do not hold: each fault with its place and value."""

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook
from statement_samples import TEXT, faults_of, read, table, told

# ---- What does not hold ---------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("188.27", "1B8.27", ("bad_number", 7, "credit")),
        ("188.27", "188.275", ("fraction_of_cent", 7, "credit")),
        ("188.27", "=188.27", ("bad_number", 7, "credit")),
        (',188.27,"1,462.95"', ",,", ("no_amount", 7, "")),
        (",,188.27", ",1.00,188.27", ("two_amounts", 7, "debit")),
        ("20261101 15:23:54", "20261131 15:23:54", ("bad_date", 7, "time")),
        ("20261101 15:23:54", "", ("missing_value", 7, "date")),
        ('"1,462.95"', "x", ("bad_number", 7, "balance")),
    ],
)
def test_a_row_that_cannot_be_read(old, new, fault):
    assert told(TEXT.replace(old, new, 1)) == [fault]


def test_all_faults_of_rows_at_once():
    text = TEXT.replace("20261101 12", "2026110x 12").replace("56.64,,", "5x,,")
    assert told(text) == [("bad_date", 6, "time"), ("bad_number", 8, "debit")]


def test_an_unknown_mark():
    text = table(
        ("日期", "借贷", "金额"), ("20261101", "贷", "1"), ("20261102", "?", "2")
    )
    assert told(text) == [("unknown_mark", 3, "mark")]


@pytest.mark.parametrize(
    ("old", "new", "line", "expected", "found"),
    [
        ('"1,274.68"', '"1,274.69"', 7, "1462.96", "1462.95"),
        ('"1,462.95"', '"1,462.59"', 7, "1462.95", "1462.59"),
        ("188.27", "188.72", 7, "1463.40", "1462.95"),
        ('"1,406.31"', '"1,046.31"', 8, "1406.31", "1046.31"),
    ],
)
def test_a_wrong_figure_is_told_once_with_both(old, new, line, expected, found):
    (fault,) = faults_of(TEXT.replace(old, new).replace("合计,", "小计,"))
    assert (fault.code.value, fault.line) == ("balance_broken", line)
    assert fault.params == {"expected": Decimal(expected), "found": Decimal(found)}


def test_a_stated_opening_is_where_the_balance_begins():
    text = TEXT.replace("\n\n", "\n期初余额：,1000.01\n")
    (fault,) = faults_of(text)
    assert (fault.code.value, fault.line) == ("balance_broken", 6)


def test_a_line_that_is_missing_is_seen():
    rows = TEXT.splitlines()
    del rows[6], rows[-1]
    assert told("\n".join(rows)) == [("balance_broken", 7, "balance")]


def test_a_statement_of_receipts_only_need_not_run_on():
    rows = TEXT.splitlines()
    del rows[6], rows[-1]
    statement = read("\n".join(rows), {"balances": False})
    assert (len(statement.lines), statement.opening) == (2, None)


def test_the_newest_line_may_come_first():
    rows = TEXT.splitlines()
    text = "\n".join(rows[:5] + rows[7:4:-1] + rows[8:])
    statement = read(text)
    assert [line.line for line in statement.lines] == [8, 7, 6]
    assert (statement.opening, statement.closing) == (read().opening, read().closing)


def test_wrong_totals():
    (fault,) = faults_of(TEXT.replace("合计,56.64,462.95", "合计,56.64,462.59"))
    assert (fault.code.value, fault.line, fault.field) == ("total_differs", 9, "credit")
    assert fault.params == {"expected": Decimal("462.95"), "found": Decimal("462.59")}


@pytest.mark.parametrize(
    ("stated", "expected", "fits"),
    [
        ("44050100000000001234", "4405 0100 0000 0000 1234", True),
        ("4405************1234", "44050100000000001234", True),
        ("44050100000000001234", "44050100000000001235", False),
        ("4405************1234", "44050100000000001235", False),
        ("4405*1234", "44051234", True),
        ("4405*1234", "4405234", False),
    ],
)
def test_the_statement_of_another_account(stated, expected, fits):
    text = TEXT.replace("44050100000000001234", stated)
    if fits:
        assert read(text, account=expected).account == expected
    else:
        assert told(text, account=expected) == [("other_account", None, "account")]


def test_the_account_may_stand_in_each_line():
    rows = [
        ("账号", "日期", "金额"),
        ("4405", "20261101", "1"),
        ("4405", "20261102", "2"),
    ]
    assert read(table(*rows)).account == "4405"
    assert told(table(*rows), account="4406") == [("other_account", None, "account")]
    (fault,) = faults_of(table(*rows, ("4406", "20261103", "3")))
    assert (fault.code.value, fault.line) == ("several_accounts", 4)
    assert fault.params == {"accounts": ["4405", "4406"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("一,二\n三,四\n", "header_not_found"),
        ("日期,摘要\n20261101,x\n", "columns_missing"),
        ("金额,摘要\n1,x\n", "columns_missing"),
        (table(*TEXT.splitlines()[:5]), "no_lines"),
        ('日期,金额\n"20261101,1\n', "bad_quotes"),
    ],
)
def test_no_statement(text, code):
    assert [fault[0] for fault in told(text)] == [code]


def test_accounts_that_lost_digits_are_refused():
    book = Workbook()
    book.active.append(["日期", "金额", "对方账号"])
    book.active.append(["2026-11-01", 1, 6217590081091728939])
    stream = io.BytesIO()
    book.save(stream)
    assert told(stream.getvalue()) == [("digits_lost", 2, "account")]


def test_a_sheet_that_is_not_there():
    book = Workbook()
    book.active.append(["日期", "金额"])
    stream = io.BytesIO()
    book.save(stream)
    assert told(stream.getvalue(), {"sheet": "明细"}) == [("sheet_missing", None, "")]
