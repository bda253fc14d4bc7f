"""Statements as tables: headers of many banks, directions, balances, totals."""

import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.bank.fault import BankFileError
from engine.bank.statement_cells import account_in, amount_in, date_in, time_in
from engine.bank.statement_layout import parse_statement_layout
from engine.bank.statement_reader import read_statement

DATA = Path(__file__).parents[1] / "data"
TEXT = (
    "账户明细查询\n"
    "账号：,44050100000000001234,户名：,某物业服务中心,币种：,人民币\n"
    "起始日期：20261101,截止日期：20261130\n"
    "\n"
    "交易时间,借方发生额（支取）,贷方发生额（收入）,余额,对方户名,对方账号,摘要,备注\n"
    '20261101 12:43:05,,274.68,"1,274.68",韦某,6217590081091728939,转账存入,17—1—403\n'
    '20261101 15:23:54,,188.27,"1,462.95",刘某,,转账存入,\n'
    '20261103 16:47:28,56.64,,"1,406.31",,,手续费,\n'
    "合计,56.64,462.95,,,,,\n"
)


def read(text=TEXT, settings=None, encoding="gb18030", **options):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_statement(data, parse_statement_layout(settings or {}), **options)


def faults_of(text=TEXT, settings=None, **options):
    with pytest.raises(BankFileError) as caught:
        read(text, settings, **options)
    return caught.value.faults


def told(*arguments, **options):
    return [(f.code.value, f.line, f.field) for f in faults_of(*arguments, **options)]


def table(*rows):
    """Return rows as a text; a row of one text is a title."""
    return "\n".join(row if isinstance(row, str) else ",".join(row) for row in rows)


# ---- The sample -----------------------------------------------------------------


def test_the_statement_of_an_estate():
    estate = json.loads((DATA / "estate.json").read_text("utf-8"))
    data = (DATA / estate["files"]["statement"]).read_bytes()
    truth = (DATA / estate["files"]["truth"]).read_text("utf-8-sig").splitlines()[1:]
    statement = read(data)
    assert [f"{line.amount:.2f}" for line in statement.lines] == [
        row.split(",")[2] for row in truth
    ]
    assert statement.opening + statement.received - statement.paid == statement.closing
    assert len(statement.skipped) == 1


# ---- What is read ---------------------------------------------------------------


def test_all_that_a_line_tells():
    statement = read()
    assert (statement.account, statement.name, statement.currency) == (
        *("44050100000000001234", "某物业服务中心", "人民币"),
    )
    assert (statement.opening, statement.closing) == (Decimal(1000), Decimal("1406.31"))
    assert (statement.received, statement.paid) == (Decimal("462.95"), Decimal("56.64"))
    assert statement.skipped == [9]
    first, _second, fee = statement.lines
    assert (first.line, first.date, first.time) == (
        6,
        date(2026, 11, 1),
        time(12, 43, 5),
    )
    assert (first.amount, first.balance) == (Decimal("274.68"), Decimal("1274.68"))
    assert (first.name, first.account) == ("韦某", "6217590081091728939")
    assert (first.summary, first.remark) == ("转账存入", "17—1—403")
    assert (fee.amount, fee.summary) == (Decimal("-56.64"), "手续费")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
def test_encodings_and_delimiters_are_found(encoding, delimiter):
    text = TEXT.replace('"1,', '"1').replace('"', "").replace(",", delimiter)
    assert read(text, encoding=encoding).closing == Decimal("1406.31")


HEADERS = [
    ("记账日期", "借方金额", "贷方金额", "账户余额", "对方名称", "附言"),
    ("交易日期", "支出金额(元)", "收入金额(元)", "余额(元)", "交易对方", "交易备注"),
    ("日期", "支取", "存入", "余额", "对方户名", "用途"),
    ("Date", "Debit", "Credit", "Balance", "Counterparty", "Remarks"),
    ("Booking Date", "Paid Out", "Paid In", "Running Balance", "Payer", "Memo"),
]


@pytest.mark.parametrize("header", HEADERS)
def test_headers_of_many_banks(header):
    text = table(
        header,
        ("2026-11-01", "", "100.00", "150.00", "韦某某", "1栋101物业费"),
        ("2026/11/02", "30.00", "0.00", "120.00", "", ""),
    )
    statement = read(text)
    assert [line.amount for line in statement.lines] == [Decimal(100), Decimal(-30)]
    assert (statement.lines[0].name, statement.lines[0].remark) == (
        "韦某某",
        "1栋101物业费",
    )
    assert statement.opening == Decimal(50)


@pytest.mark.parametrize(
    ("marks", "amounts"),
    [
        (("贷", "借"), ("100.00", "30.00")),
        (("收入", "支出"), ("100.00", "30.00")),
        (("CR", "DR"), ("100.00", "30.00")),
        (("+", "-"), ("100.00", "30.00")),
        (("贷", "借"), ("100.00", "-30.00")),
    ],
)
def test_a_mark_gives_the_direction(marks, amounts):
    text = table(
        ("交易日期", "借贷标志", "交易金额", "余额", "对方户名"),
        ("20261101", marks[0], amounts[0], "100.00", "甲"),
        ("20261102", marks[1], amounts[1], "70.00", "乙"),
    )
    assert [line.amount for line in read(text).lines] == [Decimal(100), Decimal(-30)]


def test_a_reversal_among_marked_payments():
    text = table(
        ("交易日期", "收/支", "金额", "余额", "对方户名"),
        ("20261101", "支", "30.00", "70.00", "甲"),
        ("20261102", "支", "-30.00", "100.00", "甲"),
    )
    assert [line.amount for line in read(text).lines] == [Decimal(-30), Decimal(30)]


def test_one_signed_amount():
    text = table(
        ("日期", "金额", "余额", "对方户名"),
        ("20261101", "+100.00", "100.00", "甲"),
        ("20261102", "-30.00", "70.00", "乙"),
    )
    assert [line.amount for line in read(text).lines] == [Decimal(100), Decimal(-30)]
    turned = read(text, {"positive": "payments", "balances": False})
    assert [line.amount for line in turned.lines] == [Decimal(-100), Decimal(30)]


def test_amounts_in_cents():
    text = table(("日期", "金额", "摘要"), ("20261101", "27468", "x"))
    assert read(text, {"amount": "cents"}).lines[0].amount == Decimal("274.68")


def test_date_and_time_in_columns_of_their_own():
    text = table(
        ("交易日期", "交易时间", "金额", "摘要"),
        ("2026-11-01", "09:24:32", "1.00", "x"),
        ("2026-11-01", "092432", "2.00", "x"),
    )
    assert {line.time for line in read(text).lines} == {time(9, 24, 32)}


def test_dates_that_people_write_in_several_ways_are_told():
    text = table(("Date", "Amount", "Summary"), ("02/11/2026 09:10", "1.00", "x"))
    assert told(text) == [("bad_date", 2, "date")]
    line = read(text, {"date": "DD/MM/YYYY"}).lines[0]
    assert (line.date, line.time) == (date(2026, 11, 2), time(9, 10))


def test_what_the_payer_wrote_is_joined():
    text = table(
        ("日期", "金额", "附言", "备注", "用途"),
        ("20261101", "1.00", "1-1-101 物业费", "物业费", "十月"),
    )
    assert read(text).lines[0].remark == "1-1-101 物业费 十月"


def test_dashes_are_nothing():
    text = table(("日期", "收入", "支出", "对方户名"), ("20261101", "1.00", "-", "--"))
    (line,) = read(text).lines
    assert (line.amount, line.name) == (Decimal(1), "")


def test_a_column_may_be_named_by_the_layout():
    text = table(("日期", "进账", "谁", "摘要"), ("20261101", "1.00", "韦某某", "x"))
    line = read(text, {"columns": {"credit": "进账", "name": ["谁"]}}).lines[0]
    assert (line.amount, line.name) == (Decimal(1), "韦某某")


def test_a_workbook_with_dates_and_numbers():
    book = Workbook()
    book.active.append(["某银行对账单"])
    book.active.append(["账号", "4405", None, "期初余额", 100])
    book.active.append(["交易时间", "收入", "支出", "余额", "对方账号", "备注"])
    moment = datetime(2026, 11, 1, 9, 24, 32)
    book.active.append([moment, 274.68, None, 374.68, "6217590081091728939", 1403])
    book.active.append([date(2026, 11, 2), None, 0.1, 374.58, None, None])
    stream = io.BytesIO()
    book.save(stream)
    statement = read(stream.getvalue())
    assert (statement.account, statement.opening) == ("4405", Decimal(100))
    first, second = statement.lines
    assert (first.time, first.account) == (time(9, 24, 32), "6217590081091728939")
    assert (first.remark, second.time) == ("1403", None)


# ---- Rows that move no money ----------------------------------------------------


def test_pages_with_headers_and_totals_of_their_own():
    header, *lines = TEXT.splitlines()[4:]
    pages = [
        *TEXT.splitlines()[:5],
        lines[0],
        "本页合计,,274.68",
        "第2页",
        header,
        *lines[1:3],
        "合计,56.64,462.95",
        "打印时间：2026-12-01,操作员：001",
    ]
    statement = read("\n".join(pages))
    assert len(statement.lines) == 3
    assert statement.skipped == [7, 8, 9, 12, 13]


def test_balances_within_the_table():
    rows = TEXT.splitlines()
    rows.insert(5, ',,,"1,000.00",,,期初余额,')
    rows[-1] = ',,,"1,406.31",,,期末余额,'
    statement = read("\n".join(rows))
    assert (statement.opening, statement.closing) == (Decimal(1000), Decimal("1406.31"))
    rows[-1] = ',,,"1,406.32",,,期末余额,'
    assert told("\n".join(rows)) == [("closing_differs", None, "closing")]


def test_a_balance_in_the_words_below_the_table():
    text = TEXT + "期末余额：1406.32\n"
    assert told(text) == [("closing_differs", None, "closing")]
    assert read(text.replace("406.32", "406.31")).skipped == [9, 10]


def test_a_line_of_nothing_is_skipped():
    rows = TEXT.splitlines()
    rows.insert(6, '20261101 13:00:00,0.00,0.00,"1,274.68",,,结息,')
    assert read("\n".join(rows)).skipped == [7, 10]


def test_a_total_may_count_the_lines():
    assert len(read(TEXT.replace("合计,56.64,462.95", "合计,1,2")).lines) == 3


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


# ---- Cells ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        ("20261101 12:43:05", (2026, 11, 1), (12, 43, 5)),
        ("2026-11-01 09:10", (2026, 11, 1), (9, 10)),
        ("2026-11-01T09:10:11.123", (2026, 11, 1), (9, 10, 11)),
        ("2026-11-01-12.43.05.123456", (2026, 11, 1), (12, 43, 5)),
        ("20261101124305", (2026, 11, 1), (12, 43, 5)),
        ("20261101", (2026, 11, 1), None),
        (20261101, (2026, 11, 1), None),
        ("2026年11月1日", (2026, 11, 1), None),
        (datetime(2026, 11, 1, 9), (2026, 11, 1), (9,)),
        (datetime(2026, 11, 1), (2026, 11, 1), None),
        (date(2026, 11, 1), (2026, 11, 1), None),
        (None, None, None),
    ],
)
def test_dates_and_times(cell, day, at):
    assert date_in(cell) == (date(*day) if day else None)
    assert time_in(cell) == (time(*at) if at else None)


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("124305", (12, 43, 5)),
        (92432, (9, 24, 32)),
        (0.5, (12,)),
        (time(8, 1), (8, 1)),
        ("25:00:00", None),
        ("上午", None),
        (True, None),
        (None, None),
    ],
)
def test_times(cell, at):
    assert time_in(cell) == (time(*at) if at else None)


def test_amounts_and_accounts():
    assert amount_in("1,203.5") == Decimal("1203.50")
    assert amount_in("--") is None
    assert amount_in("(5.00)") == Decimal("-5.00")
    assert account_in('="6217"') == "6217"
    assert account_in("'6217 ") == "6217"
    assert account_in("６２１７\t") == "6217"


# ---- By chance ------------------------------------------------------------------

_CENTS = st.integers(-(10**9), 10**9).filter(bool)


@settings(max_examples=50)
@given(st.lists(_CENTS, min_size=1, max_size=12), st.integers(0, 10**9), st.booleans())
def test_what_a_bank_writes_is_read(cents, opening, newest_first):
    balance, rows = opening, []
    for place, moved in enumerate(cents):
        balance += moved
        paid = f"{-moved / 100:.2f}" if moved < 0 else ""
        received = f"{moved / 100:.2f}" if moved > 0 else ""
        day = f"202611{place + 1:02}"
        rows.append((day, paid, received, f"{balance / 100:.2f}"))
    rows = rows[::-1] if newest_first else rows
    statement = read(table(("日期", "借方", "贷方", "余额"), *rows))
    assert [int(line.amount * 100) for line in statement.lines] == cents
    assert statement.opening == Decimal(opening) / 100
    assert statement.closing == Decimal(balance) / 100


@given(st.text("交易日期金额,借贷\n\t1.-:年\"'=x合计", max_size=120))
def test_any_text_is_read_or_refused(text):
    try:
        statement = read("日期,金额,余额,借贷\n" + text)
    except BankFileError as error:
        assert error.faults
    else:
        assert statement.lines
