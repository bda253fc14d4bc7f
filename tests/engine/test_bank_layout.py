"""Layouts of collection files as JSON: defaults, and what is refused with its place."""

import json
from pathlib import Path

import pytest

from engine.bank.layout import Kind, Outcome, Sign, ValueKind
from engine.bank.layout_fault import LayoutCode, LayoutError
from engine.bank.layout_parse import parse_layout
from engine.bank.statement_layout import COLUMNS, RECEIPTS, parse_statement_layout

DATA = Path(__file__).parents[1] / "data"
FIXED = {"amount": "cents", "detail": {"account": [1, 20], "amount": [21, 35]}}


def faults_of(source, parse=parse_layout):
    with pytest.raises(LayoutError) as caught:
        parse(source)
    return {fault.place: fault.code.value for fault in caught.value.faults}


def detail(**fields):
    return {"amount": "cents", "detail": fields}


# ---- What is read ---------------------------------------------------------------


def test_a_layout_of_an_estate_is_read_as_it_stands():
    estate = json.loads((DATA / "estate.json").read_text("utf-8"))
    layout = parse_layout(estate["collection_layout"])
    assert (layout.kind, layout.encoding, layout.newline) == (Kind.FIXED, "gbk", "\r\n")
    assert layout.bytewise
    assert layout.codes["00"] is Outcome.SUCCESS
    assert [record.role for record in layout.records] == ["header", "detail", "trailer"]
    assert layout.header.mark.value == "H"
    amount = layout.detail.field("amount")
    assert (amount.first, amount.last, amount.width) == (35, 49, 15)
    assert (amount.cents, amount.pad, amount.right) == (True, "0", True)
    assert layout.detail.field("name") is None


def test_known_names_have_their_kind_and_must_be_there():
    layout = parse_layout(FIXED)
    account, amount = layout.detail.fields
    assert (account.kind, account.required, account.pad) == (ValueKind.TEXT, True, " ")
    assert (amount.kind, amount.required) == (ValueKind.AMOUNT, True)


def test_a_field_in_the_longer_form():
    layout = parse_layout(
        detail(
            amount={"at": [1, 12], "unit": "yuan", "sign": "minus_last", "pad": " "},
            name={"at": [13, 20], "required": True, "align": "right"},
            bank={"at": [21, 23], "value": "ABC"},
            date={"at": [24, 31], "format": "DDMMYYYY"},
            flag={"at": [32, 32], "kind": "text", "required": False},
        )
    )
    amount, name, bank, date, flag = layout.detail.fields
    assert (amount.cents, amount.sign, amount.pad) == (False, Sign.MINUS_LAST, " ")
    assert (name.required, name.right) == (True, True)
    assert (bank.kind, bank.value) == (ValueKind.CONSTANT, "ABC")
    assert date.format == "DDMMYYYY"
    assert flag.kind is ValueKind.TEXT


def test_columns_by_number_or_by_name():
    source = {"kind": "delimited", **detail(account=1, amount=3)}
    layout = parse_layout(source)
    assert [field.column for field in layout.detail.fields] == [1, 3]
    assert not layout.by_name
    source = {"kind": "XLSX", **detail(account=["账号", "卡号"], amount="金额")}
    layout = parse_layout(source)
    assert layout.detail.fields[0].names == ("账号", "卡号")
    assert layout.by_name


@pytest.mark.parametrize(
    ("encoding", "bytewise"),
    [("gbk", True), ("GB18030", True), ("utf-8", False), ("auto", False)],
)
def test_chinese_encodings_count_bytes(encoding, bytewise):
    assert parse_layout({**FIXED, "encoding": encoding}).bytewise is bytewise
    told = parse_layout({**FIXED, "encoding": encoding, "positions": "characters"})
    assert told.bytewise is False


def test_a_mark_of_chinese_characters_takes_its_bytes():
    layout = parse_layout(
        {
            "encoding": "gbk",
            "amount": "yuan",
            "detail": {"account": [5, 24], "amount": [25, 39], "mark": "明细"},
        }
    )
    assert (layout.detail.mark.first, layout.detail.mark.last) == (1, 4)


# ---- What is refused ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "place", "code"),
    [
        ([], "", "not_an_object"),
        ({"amount": "cents"}, "detail", "missing_key"),
        ({**FIXED, "detial": {}}, "detial", "unknown_key"),
        ({**FIXED, "kind": "fixe"}, "kind", "bad_choice"),
        ({**FIXED, "encoding": "ebcdic"}, "encoding", "bad_choice"),
        ({**FIXED, "newline": "CR"}, "newline", "bad_choice"),
        ({**FIXED, "delimiter": "1"}, "delimiter", "bad_choice"),
        ({**FIXED, "quotes": "yes"}, "quotes", "bad_choice"),
        ({**FIXED, "amount": "fen"}, "amount", "bad_choice"),
        ({"detail": FIXED["detail"]}, "amount", "missing_key"),
        ({**FIXED, "date": "YYYYMM"}, "date", "bad_date_format"),
        ({**FIXED, "date": 8}, "date", "bad_date_format"),
        ({**FIXED, "sheet": "a/b"}, "sheet", "not_a_text"),
        ({**FIXED, "codes": {"00": "ok"}}, "codes.00", "bad_choice"),
        ({**FIXED, "codes": ["00"]}, "codes", "not_an_object"),
        ({**FIXED, "header": {}}, "header", "missing_key"),
        ({**FIXED, "header": {"mark": "H"}}, "header", "missing_key"),
        (detail(code=[1, 2]), "codes", "missing_key"),
        (detail(account=[0, 5]), "detail.account.at", "bad_place"),
        (detail(account=[5, 1]), "detail.account.at", "bad_place"),
        (detail(account=[1, 2, 3]), "detail.account.at", "bad_place"),
        (detail(account=[1, True]), "detail.account.at", "bad_place"),
        (detail(account="账号"), "detail.account.at", "bad_place"),
        (detail(account={}), "detail.account.at", "bad_place"),
        (detail(account=[1, 9], name=[9, 10]), "detail.name", "overlap"),
        (detail(mark="DD", account=[2, 9]), "detail.account", "overlap"),
        (detail(floor=[1, 2]), "detail.floor", "unknown_field"),
        (detail(bank={"at": [1, 2], "value": "ABC"}), "detail.bank", "too_wide"),
        (detail(date=[1, 6]), "detail.date", "too_wide"),
        (detail(name={"at": [1, 9], "pads": "x"}), "detail.name.pads", "unknown_key"),
        (detail(name={"at": [1, 9], "pad": "我"}), "detail.name.pad", "bad_choice"),
        (detail(amount={"at": [1, 9], "pad": "*"}), "detail.amount.pad", "bad_choice"),
        (detail(name={"at": [1, 9], "kind": "x"}), "detail.name.kind", "bad_choice"),
        (
            detail(name={"at": [1, 9], "kind": "constant"}),
            "detail.name.value",
            "missing_key",
        ),
        (detail(name={"at": [1, 9], "value": "\n"}), "detail.name.value", "not_a_text"),
        (detail(name={"at": [1, 9], "max": -1}), "detail.name.max", "bad_choice"),
        (detail(mark="", account=[1, 9]), "detail.mark", "missing_key"),
        (detail(mark=7, account=[1, 9]), "detail.mark", "not_an_object"),
        (
            {**FIXED, "header": {"mark": "D", "date": [2, 9]}}
            | {"detail": {"mark": "D", "account": [2, 9]}},
            "detail.mark",
            "equal_marks",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(source, place, code):
    assert faults_of(source)[place] == code


@pytest.mark.parametrize(
    ("fields", "place", "code"),
    [
        ({"account": 1, "name": "户名"}, "detail", "mixed_places"),
        ({"account": 1, "name": 1}, "detail.name", "overlap"),
        ({"account": "账号", "name": ["账号"]}, "detail.name", "overlap"),
        ({"account": 300}, "detail.account.at", "bad_place"),
        ({"account": [" "]}, "detail.account.at", "bad_place"),
        ({"mark": "D", "account": "账号"}, "detail.mark", "mark_with_names"),
    ],
)
def test_places_in_tables(fields, place, code):
    assert faults_of({"kind": "delimited", "detail": fields})[place] == code


def test_names_are_for_details_only():
    source = {**FIXED, "kind": "xlsx", "header": {"date": "日期"}}
    assert faults_of(source)["header.date.at"] == "bad_place"


def test_everything_is_told_at_once():
    source = {
        **FIXED,
        "kind": "x",
        "zone": 1,
        "detail": {"account": [3, 1], "x": [1, 2]},
    }
    found = faults_of(source)
    assert set(found) == {"zone", "kind", "detail.account.at", "detail.x"}
    with pytest.raises(LayoutError, match="kind: bad_choice"):
        parse_layout(source)


# ---- Statement layouts ----------------------------------------------------------


def test_an_empty_statement_layout_knows_the_usual_names():
    layout = parse_statement_layout({})
    assert layout.columns == COLUMNS
    assert (layout.format, layout.encoding, layout.delimiter) == ("auto", None, None)
    assert layout.balances


def test_what_is_given_replaces_what_is_known():
    layout = parse_statement_layout(
        {
            "columns": {"remark": "附言", "postscript": [], "date": ["日子", "日期"]},
            "receipts": "进账",
            "amount": "cents",
            "positive": "payments",
            "balances": False,
            "delimiter": "|",
        }
    )
    assert layout.columns["remark"] == ("附言",)
    assert "postscript" not in layout.columns
    assert layout.columns["date"] == ("日子", "日期")
    assert layout.columns["name"] == COLUMNS["name"]
    assert (layout.receipts, layout.delimiter) == (("进账",), "|")
    assert (layout.cents, layout.positive_payments, layout.balances) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("source", "place", "code"),
    [
        (3, "", "not_an_object"),
        ({"x": 1}, "x", "unknown_key"),
        ({"format": "mt940"}, "format", "bad_choice"),
        ({"columns": {"naem": ["x"]}}, "columns.naem", "unknown_key"),
        ({"columns": {"name": 3}}, "columns.name", "not_a_text"),
        ({"labels": {"account": [3]}}, "labels.account", "not_a_text"),
        ({"columns": []}, None, None),
        ({"date": "MM/DD"}, "date", "bad_date_format"),
    ],
)
def test_faults_of_a_statement_layout(source, place, code):
    if place is None:
        assert parse_statement_layout(source).receipts == RECEIPTS
        return
    assert faults_of(source, parse_statement_layout)[place] == code


def test_every_code_has_its_own_text():
    assert len({code.value for code in LayoutCode}) == len(LayoutCode)
