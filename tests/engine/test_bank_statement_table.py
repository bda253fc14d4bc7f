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
from statement_samples import TEXT, read, table, told

from engine.bank.fault import BankFileError
from engine.bank.statement_cells import account_in, amount_in, date_in, time_in

DATA = Path(__file__).parents[1] / "data"


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
