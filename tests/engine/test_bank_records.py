"""Collection files of any layout, there and back, and what is told of wrong ones."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from bank_samples import Values, layout_by_chance
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from engine.bank.fault import BankFileError
from engine.bank.layout_parse import parse_layout
from engine.bank.records import read_records, sums_of, write_records
from engine.workbook import Limits

DATA = Path(__file__).parents[1] / "data"
CODES = {"00": "success", "01": "retry"}
LAYOUT = {
    "encoding": "gbk",
    "amount": "cents",
    "codes": CODES,
    "header": {"mark": "H", "account": [2, 11], "count": [12, 14], "total": [15, 24]},
    "detail": {
        **{"mark": "D", "sequence": [2, 4], "account": [5, 14], "name": [15, 24]},
        **{"amount": [25, 34], "code": [35, 36], "date": [37, 44]},
    },
    "trailer": {"mark": "T", "accepted": [2, 4], "accepted_total": [5, 14]},
}
ROWS = [
    {"sequence": 1, "account": "62170001", "name": "韦某", "amount": Decimal("274.68")},
    {"sequence": 2, "account": "62170002", "name": "", "amount": Decimal("0.05")},
]
ROWS[0] |= {"code": "00", "date": date(2026, 11, 10)}
ROWS[1] |= {"code": "01", "date": None}
TEXT = (
    "H4405      0020000027473\r\n"
    "D00162170001  韦某      00000274680020261110\r\n"
    "D00262170002            000000000501        \r\n"
    "T0010000027468\r\n"
)


def layout_with(**changes):
    return parse_layout({**LAYOUT, **changes})


def fields_with(**fields):
    return layout_with(detail={**LAYOUT["detail"], **fields})


def read(text, layout=None, encoding="gbk", **options):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_records(data, layout or layout_with(), **options)


def faults_of(function, *arguments, **options):
    with pytest.raises(BankFileError) as caught:
        function(*arguments, **options)
    return caught.value.faults


def told(faults):
    return [(f.code.value, f.line, f.record, f.field, f.value) for f in faults]


def write(rows, layout=None, **head):
    return write_records(layout or layout_with(), rows, {"account": "4405", **head})


# ---- There and back -------------------------------------------------------------


@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_what_is_written_is_read_back(seed):
    chance = Random(seed)
    source = layout_by_chance(chance)
    layout, values = parse_layout(source), Values(chance, source)
    details, head = values.details(), values.head()
    written = write_records(layout, details, head, head)
    records = read_records(written, layout)
    assert [dict(record.values) for record in records.details] == details
    sums = sums_of(details, layout)
    for role in ("header", "trailer"):
        if role in source:
            found = getattr(records, role).values
            expected = {**head, **sums}
            assert dict(found) == {name: expected[name] for name in found}
    again = [record.values for record in records.details]
    assert write_records(layout, again, head, head) == written


def test_a_fixed_file_to_the_byte():
    assert write(ROWS) == TEXT.encode("gbk")


def test_the_sample_is_written_as_the_bank_wrote_it():
    estate = json.loads((DATA / "estate.json").read_text("utf-8"))
    layout = parse_layout(estate["collection_layout"])
    data = (DATA / estate["files"]["collection_return"]).read_bytes()
    records = read_records(data, layout)
    details = [record.values for record in records.details]
    assert write_records(layout, details, records.header.values) == data


def test_a_workbook_holds_accounts_and_formulas_as_text():
    source = {
        **{"kind": "xlsx", "sheet": "明细", "amount": "yuan"},
        "detail": {"account": "账号", "name": "户名", "amount": "金额"},
    }
    rows = [
        {"account": "6217232003967166855", "name": "=1+1", "amount": Decimal("1.5")}
    ]
    data = write_records(parse_layout(source), rows)
    page = load_workbook(io.BytesIO(data))["明细"]
    assert [cell.value for cell in page[1]] == ["账号", "户名", "金额"]
    assert [cell.value for cell in page[2]] == ["6217232003967166855", "=1+1", 1.5]
    assert [cell.data_type for cell in page[2]] == ["s", "s", "n"]
    assert data == write_records(parse_layout(source), rows)


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-x", "@a", "'=a", "''+", "＝1"])
def test_text_of_a_delimited_file_never_begins_a_formula(name):
    source = {
        **{"kind": "delimited", "amount": "yuan", "encoding": "utf-8"},
        "detail": {"account": 1, "name": 2, "amount": 3},
    }
    layout = parse_layout(source)
    rows = [{"account": "1", "name": name, "amount": Decimal("-0.00")}]
    data = write_records(layout, rows)
    assert data.decode().split(",")[1] == "'" + name
    assert read_records(data, layout).details[0].values["name"] == name


# ---- Reading --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\r\n", "\n"),
        TEXT.removesuffix("\r\n"),
        TEXT + "\r\n \r\n\x1a",
        TEXT.replace("\r\nT", "\r\n\r\nT"),
        TEXT.replace("01        \r", "01\r"),
    ],
)
def test_ends_of_lines_do_not_matter(text):
    assert [r.values for r in read(text).details] == ROWS


def test_where_a_record_stood_is_kept():
    assert [record.line for record in read("\r\n" + TEXT).details] == [3, 4]


def test_the_encoding_can_be_found():
    layout = layout_with(encoding="auto", positions="bytes")
    text = TEXT.replace("韦某      ", "韦某某管理")
    assert read(text, layout).details[0].values["name"] == "韦某某管理"


def test_positions_can_count_characters():
    layout = layout_with(positions="characters")
    text = TEXT.replace("韦某  ", "韦某    ")
    assert read(text, layout).details[0].values == ROWS[0]


def test_a_mark_does_not_count_as_a_character():
    layout = layout_with(encoding="utf-8", positions="characters")
    text = TEXT.replace("韦某  ", "韦某    ")
    assert read("\ufeff" + text, layout, "utf-8").header.values["account"] == "4405"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            TEXT[26:],
            ("header_missing", 1, "", "", "D00162170001  韦某      0000027468"),
        ),
        (TEXT[:-16], ("trailer_missing", 3, "", "", "D00262170002")),
        ("x" * 99, ("header_missing", 1, "", "", "x" * 60 + "…")),
        ("PK\x03\x04", ("wrong_format", None, "", "", "")),
        ("  \n", ("empty", None, "", "", "")),
    ],
)
def test_another_file_is_refused_with_one_fault(text, fault):
    (found,) = told(faults_of(read, text))
    assert found[:4] == fault[:4]
    assert found[4].startswith(fault[4])


def test_a_workbook_is_no_text_and_a_text_no_workbook():
    source = {"kind": "xlsx", "amount": "yuan", "detail": {"account": 1}}
    (fault,) = faults_of(read, TEXT, parse_layout(source))
    assert (fault.code.value, fault.params) == ("wrong_format", {"expected": "xlsx"})
    assert faults_of(read, b"\xd0\xcf\x11\xe0")[0].code.value == "bad_encoding"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("0000027468002", "00000274O8002", ("bad_number", 2, "amount", "00000274O8")),
        ("0000027468002", "-000027468002", ("bad_number", 2, "amount", "-000027468")),
        ("20261110", "20261131", ("bad_date", 2, "date", "20261131")),
        ("D001", "D0 1", ("bad_number", 2, "sequence", "0 1")),
        ("62170001", "        ", ("missing_value", 2, "account", " " * 10)),
        (
            *("韦某      0000027468", "a韦某管理啊000027468"),
            ("split_character", 2, "name", ""),
        ),
        ("1110\r", "1110x\r", ("line_too_long", 2, "", "D0016217000")),
        ("20261110\r", "2026\r", ("line_too_short", 2, "date", "")),
    ],
)
def test_a_value_that_cannot_be_read(old, new, fault):
    found = told(faults_of(read, TEXT.replace(old, new, 1)))
    code, line, record, field, value = found[0]
    assert (code, line, field, record) == (*fault[:3], "detail")
    assert value.startswith(fault[3])


def test_a_line_that_is_no_detail():
    (fault,) = faults_of(read, TEXT.replace("D002", "X002"))
    assert (fault.code.value, fault.line) == ("unknown_record", 3)
    assert fault.params == {"expected": "D"}
    (fault,) = faults_of(read, TEXT.replace("D002", "T002"))
    assert fault.code.value == "misplaced_record"


def test_all_faults_of_values_at_once():
    text = TEXT.replace("D00", "Dx0").replace("20261110", "20260230")
    assert [(f.line, f.field) for f in faults_of(read, text)] == [
        (2, "sequence"),
        (2, "date"),
        (3, "sequence"),
    ]


def test_rubbish_is_not_read_to_the_end():
    text = TEXT.replace("T001", "rubbish\n" * 1000 + "T001")
    faults = faults_of(read, text)
    assert len(faults) == 101
    assert faults[-1].code.value == "too_many_faults"


@pytest.mark.parametrize(
    ("old", "new", "role", "field", "expected", "found"),
    [
        ("     002", "     003", "header", "count", 2, 3),
        ("27473", "27474", "header", "total", Decimal("274.73"), Decimal("274.74")),
        ("T001", "T002", "trailer", "accepted", 1, 2),
        (
            *("0027468\r\n", "0027478\r\n", "trailer", "accepted_total"),
            *(Decimal("274.68"), Decimal("274.78")),
        ),
    ],
)
def test_wrong_sums(old, new, role, field, expected, found):
    (fault,) = faults_of(read, TEXT.replace(old, new))
    kind = "count_differs" if isinstance(expected, int) else "total_differs"
    assert (fault.code.value, fault.record, fault.field) == (kind, role, field)
    assert fault.params == {"expected": expected, "found": found}
    assert fault.line == {"header": 1, "trailer": 4}[role]


def test_sums_are_not_checked_where_values_are_wrong():
    faults = faults_of(read, TEXT.replace("0000027468002", "000002746x002"))
    assert [fault.code.value for fault in faults] == ["bad_number"]


def test_limits():
    limits = Limits(rows=3)
    assert faults_of(read, TEXT, limits=limits)[0].code.value == "too_many_rows"
    limits = Limits(bytes=30)
    assert faults_of(read, TEXT, limits=limits)[0].code.value == "file_too_large"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for kind in ("fixed", "delimited", "xlsx"):
        source = {"kind": kind, "amount": "yuan", "encoding": "auto"}
        source["detail"] = {"account": [1, 5] if kind == "fixed" else 1}
        try:
            read_records(data, parse_layout(source))
        except BankFileError as error:
            assert error.faults


# ---- Tables ---------------------------------------------------------------------

TABLE = {
    **{"kind": "delimited", "encoding": "gbk", "amount": "yuan", "codes": CODES},
    "detail": {
        **{"account": ["账号", "扣款账号"], "name": "户名", "amount": "金额"},
        **{"code": ["处理结果"], "date": "日期"},
    },
}


def test_columns_are_found_below_titles_by_any_of_their_names():
    text = (
        "某银行代收结果\n打印：2026-11-10\n"
        "序,户名,扣款账号,金额(元),处理结果,日期\n"
        '1,韦某,62170001,"1,274.68",00,2026年11月10日\n'
    )
    (record,) = read(text, parse_layout(TABLE)).details
    assert record.values == {
        **{"account": "62170001", "name": "韦某", "amount": Decimal("1274.68")},
        **{"code": "00", "date": date(2026, 11, 10)},
    }
    assert record.line == 4


def test_missing_columns_are_named():
    (fault,) = faults_of(read, "户名,金额\n甲,1\n", parse_layout(TABLE))
    assert (fault.code.value, fault.line) == ("columns_missing", 1)
    assert fault.params == {"fields": ["account", "code"]}
    (fault,) = faults_of(read, "a,b\n1,2\n", parse_layout(TABLE))
    assert fault.code.value == "header_not_found"


def test_a_header_above_named_columns():
    source = {**TABLE, "header": {"account": 1, "count": 2}}
    text = "4405,1\n账号,户名,金额,处理结果,日期\n62170001,,1.00,00,\n"
    records = read(text, parse_layout(source))
    assert records.header.values == {"account": "4405", "count": 1}
    faults = faults_of(read, text.split("\n", 1)[1], parse_layout(source))
    assert [fault.code.value for fault in faults] == ["header_missing"]


def test_a_workbook_with_numbers_for_text():
    book = Workbook()
    book.active.append(["账号", "户名", "金额", "处理结果", "日期"])
    book.active.append([62170001, "甲", 274.68, "00", date(2026, 11, 10)])
    book.active.append([6217232003967166855, "乙", 1, "01", None])
    stream = io.BytesIO()
    book.save(stream)
    layout = parse_layout({**TABLE, "kind": "xlsx"})
    (fault,) = faults_of(read, stream.getvalue(), layout)
    assert (fault.code.value, fault.line, fault.field) == ("digits_lost", 3, "account")


def test_a_formula_in_a_workbook_is_not_believed():
    book = Workbook()
    book.active.append(["账号", "户名", "金额", "处理结果", "日期"])
    book.active.append(["1", "甲", "=1+1", "00", None])
    stream = io.BytesIO()
    book.save(stream)
    (fault,) = faults_of(
        read, stream.getvalue(), parse_layout({**TABLE, "kind": "xlsx"})
    )
    assert (fault.code.value, fault.params["cells"]) == ("formula", ["C2"])


def test_the_sheet_must_be_there():
    source = {"kind": "xlsx", "amount": "yuan", "detail": {"account": 1}}
    data = write_records(parse_layout(source), [{"account": "1"}])
    (fault,) = faults_of(read, data, parse_layout({**source, "sheet": "回盘"}))
    assert (fault.code.value, fault.value) == ("sheet_missing", "回盘")


# ---- Writing --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code", "params"),
    [
        ("name", "某某某某某某", "too_long", {"limit": 10, "size": 12}),
        ("name", "㐂", "not_encodable", {"character": "㐂", "encoding": "gbk"}),
        ("name", "a\nb", "control_character", {}),
        ("name", "a\tb", "control_character", {}),
        ("account", "12345678901", "too_long", {"limit": 10, "size": 11}),
        ("account", " ", "missing_value", {}),
        ("account", None, "missing_value", {}),
        ("amount", Decimal("100000000"), "too_long", {"limit": 10, "size": 11}),
        ("amount", Decimal("0.001"), "fraction_of_cent", {}),
        ("amount", Decimal("-1"), "negative", {}),
        ("amount", Decimal("NaN"), "not_finite", {}),
        ("amount", 1.5, "bad_number", {}),
        ("amount", None, "missing_value", {}),
        ("sequence", 1000, "too_long", {"limit": 3, "size": 4}),
        ("sequence", -1, "negative", {}),
        ("sequence", True, "bad_number", {}),
        ("sequence", "1", "bad_number", {}),
        ("date", "20261110", "bad_date", {}),
    ],
)
def test_a_value_that_does_not_fit_is_told_and_never_cut(field, value, code, params):
    faults = faults_of(write, [ROWS[0], {**ROWS[1], field: value}])
    fault = faults[0]
    assert (fault.code.value, fault.line, fault.field) == (code, 3, field)
    assert (fault.record, fault.params) == ("detail", params)


def test_filling_that_would_swallow_a_value():
    layout = fields_with(account={"at": [5, 14], "pad": "0", "align": "right"})
    (fault,) = faults_of(write, [{**ROWS[0], "account": "0621"}], layout)
    assert (fault.code.value, fault.params) == ("pad_in_value", {"pad": "0"})
    assert b"0000006210" in write([{**ROWS[0], "account": "6210"}], layout)


def test_a_delimiter_in_a_value_without_quotes():
    source = {
        **{"kind": "delimited", "delimiter": "|", "quotes": False, "encoding": "gbk"},
        **{"amount": "yuan", "detail": {"account": 1, "name": 2}},
    }
    layout = parse_layout(source)
    row = {"account": "1", "name": "a|b"}
    (fault,) = faults_of(write_records, layout, [row])
    assert fault.code.value == "delimiter_in_value"
    data = write_records(layout, [{"account": "1", "name": 'a"b'}])
    assert data == b'1|a"b\r\n'


def test_a_table_may_limit_a_value():
    source = {
        **{"kind": "delimited", "encoding": "gbk", "amount": "yuan"},
        "detail": {"account": {"at": 1, "max": 4}},
    }
    (fault,) = faults_of(write_records, parse_layout(source), [{"account": "某某某"}])
    assert fault.params == {"limit": 4, "size": 6}


def test_all_that_does_not_fit_is_told_at_once():
    rows = [{**ROWS[0], "name": "x" * 11}, {**ROWS[1], "amount": Decimal("-1")}]
    faults = faults_of(write, rows, account="0" * 11)
    assert [(fault.record, fault.line, fault.field) for fault in faults] == [
        ("header", 1, "account"),
        ("detail", 2, "name"),
        ("detail", 3, "amount"),
    ]


def test_a_layout_without_encoding_is_for_reading():
    (fault,) = faults_of(write, ROWS, layout_with(encoding="auto"))
    assert (fault.code.value, fault.field) == ("wrong_format", "encoding")


def test_a_workbook_keeps_fifteen_digits():
    source = {"kind": "xlsx", "amount": "yuan", "detail": {"account": 1, "amount": 2}}
    row = {"account": "1", "amount": Decimal("99999999999999.99")}
    (fault,) = faults_of(write_records, parse_layout(source), [row])
    assert fault.code.value == "too_long"
