"""Requests and returns of bank collection (B-03)."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.bank.collection import (
    CollectionRequest,
    RequestLine,
    compare_return,
    read_return,
    write_request,
)
from engine.bank.fault import BankFileError
from engine.bank.layout import Outcome
from engine.bank.layout_parse import parse_layout
from engine.bank.records import read_records, write_records

DATA = Path(__file__).parents[1] / "data"
ACCOUNT = "4405010001"
FIELDS = {"sequence": 1, "account": 2, "amount": 3, "code": 4, "paid": 5, "unit": 6}
RETURN = parse_layout(
    {
        "kind": "delimited",
        "encoding": "gb18030",
        "delimiter": "|",
        "amount": "yuan",
        "codes": {"00": "success", "01": "retry", "02": "stop"},
        "header": {"account": 1, "date": 2, "count": 3, "total": 4, "batch": 5},
        "detail": FIELDS,
        "trailer": {"accepted": 1, "accepted_total": 2, "rejected": 3},
    }
)
TEXT = (
    f"{ACCOUNT}|2026-11-10|3|600.30|B1\n"
    "1|62170001|100.10|00||1-1-101\n"
    "2|62170002|200.10|01||1-1-102\n"
    "3|62170003|300.10|00|250.00|1-1-103\n"
    "2|350.10|1\n"
)


def read(text=TEXT, layout=RETURN, **options):
    return read_return(text.encode("gb18030"), layout, **options)


def faults_of(text, layout=RETURN, **options):
    with pytest.raises(BankFileError) as caught:
        read(text, layout, **options)
    return [
        (fault.code.value, fault.line, fault.field) for fault in caught.value.faults
    ]


def request(*lines):
    return CollectionRequest(ACCOUNT, date(2026, 11, 10), lines, name="某物业")


LINES = (
    RequestLine(1, "62170001", Decimal("100.10"), "韦某", "DK1", "1-1-101", "B/1"),
    RequestLine(2, "62170002", Decimal("200.10"), "刘某", "DK2", "1-1-102", "B/2"),
    RequestLine(3, "62170003", Decimal("300.10"), "谢某", "DK3", "1-1-103", "B/3"),
)


# ---- The sample -----------------------------------------------------------------


def test_the_return_of_an_estate():
    estate = json.loads((DATA / "estate.json").read_text("utf-8"))
    layout = parse_layout(estate["collection_layout"])
    data = (DATA / estate["files"]["collection_return"]).read_bytes()
    answer = read_return(data, layout)
    assert (answer.count, answer.total) == (22, Decimal("7794.48"))
    assert (answer.accepted_count, answer.accepted_total) == (21, Decimal("7606.21"))
    assert answer.date == date(2026, 11, 10)
    assert answer.account in data.decode("gbk")
    assert {line.outcome for line in answer.lines} >= {Outcome.SUCCESS}
    assert all(line.unit for line in answer.lines)


# ---- Return ---------------------------------------------------------------------


def test_a_return_with_its_sums():
    answer = read(account=ACCOUNT)
    assert (answer.account, answer.date, answer.batch) == (
        ACCOUNT,
        date(2026, 11, 10),
        "B1",
    )
    assert (answer.count, answer.total) == (3, Decimal("600.30"))
    assert [line.outcome.value for line in answer.lines] == [
        "success",
        "retry",
        "success",
    ]


def test_a_success_may_bring_less_than_was_asked_for():
    answer = read()
    assert [line.paid for line in answer.lines] == [
        Decimal("100.10"),
        Decimal("0.00"),
        Decimal("250.00"),
    ]
    assert answer.accepted_total == Decimal("350.10")


def test_a_failure_brings_nothing_whatever_the_file_says():
    text = TEXT.replace("200.10|01|", "200.10|01|200.10")
    assert read(text).lines[1].paid == 0


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("|00||", "|07||", ("unknown_code", 2, "code")),
        ("|00||", "|||", ("missing_value", 2, "code")),
        ("\n3|", "\n1|", ("repeated_sequence", 4, "sequence")),
        ("600.30", "600.31", ("total_differs", 1, "total")),
        ("|3|600", "|4|600", ("count_differs", 1, "count")),
        ("\n2|350.10", "\n2|350.20", ("total_differs", 5, "accepted_total")),
        ("\n2|350.10|1", "\n2|350.10|2", ("count_differs", 5, "rejected")),
        ("62170003|300.10", "62170003|3O0.10", ("bad_number", 4, "amount")),
    ],
)
def test_what_does_not_hold_is_refused(old, new, fault):
    assert fault in faults_of(TEXT.replace(old, new))


def test_more_paid_than_asked_for():
    text = TEXT.replace("|250.00|", "|350.00|").replace("350.10", "450.10")
    assert faults_of(text) == [("paid_exceeds_amount", 4, "paid")]


def test_all_unknown_codes_at_once():
    layout = replace(RETURN, codes={"02": Outcome.STOP}, header=None, trailer=None)
    text = "\n".join(TEXT.splitlines()[1:-1])
    assert [line for _code, line, _field in faults_of(text, layout)] == [1, 2, 3]


def test_the_return_of_another_account():
    assert faults_of(TEXT, account="999") == [("other_account", 1, "account")]


def test_a_return_without_header_takes_what_is_expected():
    layout = replace(RETURN, header=None, trailer=None)
    answer = read("1|6217|1.00|00||\n", layout, account=ACCOUNT)
    assert (answer.account, answer.date) == (ACCOUNT, None)


def test_a_return_without_answers():
    text = f"{ACCOUNT}|2026-11-10|0|0.00|\n0|0.00|0\n"
    assert faults_of(text) == [("no_lines", None, "")]


def test_the_date_may_stand_in_each_line():
    source = {
        **{"kind": "delimited", "encoding": "gbk", "amount": "cents"},
        **{"codes": {"0": "success"}, "detail": {"amount": 1, "code": 2, "date": 3}},
    }
    layout = parse_layout(source)
    assert read("100,0,20261110\n200,0,20261110\n", layout).date == date(2026, 11, 10)
    assert read("100,0,20261110\n200,0,20261111\n", layout).date is None


# ---- Fingerprint ----------------------------------------------------------------


def test_the_same_answers_have_one_fingerprint():
    first = read()
    lines = TEXT.splitlines()
    shuffled = "\r\n".join([lines[0], *lines[3:0:-1], lines[4]])
    assert read(shuffled).fingerprint == first.fingerprint
    padded = TEXT.replace("1|62170001|", "01| 62170001 |").replace("1-1-101", "x")
    assert read(padded).fingerprint == first.fingerprint


def test_fixed_and_delimited_files_mean_the_same():
    fixed = parse_layout(
        {
            **{"amount": "cents", "encoding": "gbk"},
            "codes": {"00": "success", "01": "retry"},
            "header": {"account": [1, 20], "date": [21, 28]},
            "detail": {
                **{"sequence": [1, 5], "account": [6, 25], "amount": [26, 40]},
                **{"code": [41, 42], "paid": [43, 55]},
            },
        }
    )
    answer = read()
    details = [
        {
            **{"sequence": line.sequence, "account": line.account, "code": line.code},
            **{
                "amount": line.amount,
                "paid": line.paid if line.sequence == 3 else None,
            },
        }
        for line in answer.lines
    ]
    head = {"account": answer.account, "date": answer.date}
    data = write_records(fixed, details, head)
    assert read_return(data, fixed).fingerprint == answer.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-11-10", "2026-11-20"),
        ("200.10|01", "200.10|02"),
        ("62170002", "62170009"),
        (ACCOUNT, "4405010002"),
    ],
)
def test_another_answer_has_another_fingerprint(old, new):
    assert read(TEXT.replace(old, new)).fingerprint != read().fingerprint


# ---- Request --------------------------------------------------------------------

REQUEST = parse_layout(
    {
        "kind": "fixed",
        "encoding": "gbk",
        "amount": "cents",
        "header": {
            **{"mark": "H", "account": [2, 21], "date": [22, 29]},
            **{"count": [30, 35], "total": [36, 50], "name": [51, 70]},
        },
        "detail": {
            **{"mark": "D", "sequence": [2, 7], "account": [8, 27], "name": [28, 37]},
            **{"amount": [38, 49], "contract": [50, 59], "reference": [60, 71]},
            "idcard": {"at": [72, 89], "kind": "text"},
        },
    }
)


def test_a_request_states_its_sums():
    data = write_request(REQUEST, request(*LINES))
    records = read_records(data, REQUEST)
    assert records.header.values["count"] == 3
    assert records.header.values["total"] == Decimal("600.30") == request(*LINES).total
    assert records.header.values["name"] == "某物业"
    assert records.details[1].values == {
        **{"sequence": 2, "account": "62170002", "name": "刘某"},
        **{"amount": Decimal("200.10"), "contract": "DK2", "reference": "B/2"},
        "idcard": "",
    }


def test_a_bank_may_ask_for_more():
    line = replace(LINES[0], extra={"idcard": "440101199001011234"})
    data = write_request(REQUEST, request(line))
    assert data.endswith(b"440101199001011234\r\n")


@pytest.mark.parametrize(
    ("lines", "code", "field"),
    [
        ((), "no_lines", ""),
        ((LINES[0], LINES[0]), "repeated_sequence", "sequence"),
        ((replace(LINES[0], amount=Decimal("0.00")),), "missing_value", "amount"),
        ((replace(LINES[0], amount=Decimal("-1.00")),), "negative", "amount"),
        ((replace(LINES[0], name="某某某某某某"),), "too_long", "name"),
        ((replace(LINES[0], name="㐂"),), "not_encodable", "name"),
        ((replace(LINES[0], amount=Decimal(10**10)),), "too_long", "amount"),
    ],
)
def test_a_request_that_cannot_be_written(lines, code, field):
    with pytest.raises(BankFileError) as caught:
        write_request(REQUEST, request(*lines))
    fault = caught.value.faults[0]
    assert (fault.code.value, fault.field) == (code, field)


def test_the_fingerprint_of_a_batch_is_that_of_its_claims():
    batch = request(*LINES)
    assert request(*reversed(LINES)).fingerprint == batch.fingerprint
    renamed = [replace(line, name="") for line in LINES]
    assert request(*renamed).fingerprint == batch.fingerprint
    dearer = [LINES[0], LINES[1], replace(LINES[2], amount=Decimal("300.11"))]
    assert request(*dearer).fingerprint != batch.fingerprint


# ---- Return against request -----------------------------------------------------


def told(answer, *lines):
    faults = compare_return(request(*lines), answer)
    return [(fault.code.value, fault.line, fault.value) for fault in faults]


def test_a_return_that_answers_its_batch():
    assert told(read(), *LINES) == []


def test_a_return_that_does_not():
    wrong = [
        replace(LINES[0], account="62179999"),
        replace(LINES[1], amount=Decimal("200.00")),
        replace(LINES[2], sequence=4),
    ]
    assert told(read(), *wrong) == [
        ("payer_differs", 2, "62170001"),
        ("amount_differs", 3, "200.10"),
        ("not_in_batch", 4, "3"),
        ("not_answered", None, "4"),
    ]


def test_a_return_without_sequences_is_compared_in_order():
    answer = read()
    lines = [replace(line, sequence=None) for line in answer.lines]
    assert told(replace(answer, lines=lines), *LINES) == []
    assert told(replace(answer, lines=lines[:2]), *LINES) == [
        ("not_answered", None, "2")
    ]


def test_a_wholly_different_batch_is_told_in_full():
    many = [replace(LINES[0], sequence=number) for number in range(10, 310)]
    assert len(told(read(), *many)) == 303
