"""Answers that do not bear the numbers of their batch (B-03)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.bank.answers import locate_by_account, return_of_report
from engine.bank.collection import (
    CollectionRequest,
    CollectionReturn,
    RequestLine,
    ReturnLine,
    compare_return,
)
from engine.bank.fault import BankFileError
from engine.bank.layout import Outcome
from engine.bank.pain002 import StatusLine, StatusReport

D = Decimal
DAY = date(2026, 11, 10)
REQUEST = CollectionRequest(
    "440501",
    DAY,
    [
        RequestLine(1, "6217A", D("100.00"), unit="1-1-101", reference="B-1"),
        RequestLine(2, "6217B", D("100.00"), unit="1-1-102", reference="B-2"),
        RequestLine(3, "6217B", D("100.00"), unit="1-1-103", reference="B-3"),
        RequestLine(4, "6217C", D("50.00"), unit="1-1-104", reference="B-4"),
    ],
)
SUCCESS = ("00", Outcome.SUCCESS)
RETRY = ("01", Outcome.RETRY)


def answer(number, account, amount, unit="", result=SUCCESS, sequence=None):
    code, outcome = result
    paid = D(amount) if outcome is Outcome.SUCCESS else D("0.00")
    return ReturnLine(
        number, sequence, account, D(amount), paid, code, outcome, unit=unit
    )


def located(*lines):
    return locate_by_account(REQUEST, CollectionReturn("440501", DAY, lines))


def sequences(*lines):
    return [line.sequence for line in located(*lines).lines]


# ---- By account -----------------------------------------------------------------


def test_account_and_amount_tell_the_deduction():
    lines = [answer(1, "6217C", "50.00"), answer(2, "6217A", "100.00", sequence=77)]
    assert sequences(*lines) == [4, 1]


def test_the_unit_tells_two_of_one_account_apart():
    lines = [
        answer(1, "6217B", "100.00", "1-1-103", RETRY),
        answer(2, "6217B", "100.00", "1-1-102"),
    ]
    assert sequences(*lines) == [3, 2]


def test_who_names_a_unit_chooses_first():
    lines = [
        answer(1, "6217B", "100.00"),
        answer(2, "6217B", "100.00", "1-1-102", RETRY),
    ]
    assert sequences(*lines) == [3, 2]


def test_equal_answers_need_not_be_told_apart():
    lines = [answer(1, "6217B", "100.00"), answer(2, "6217B", "100.00")]
    assert sequences(*lines) == [2, 3]


@pytest.mark.parametrize(
    "lines",
    [
        [
            answer(1, "6217B", "100.00"),
            answer(2, "6217B", "100.00", result=RETRY),
        ],
        [answer(1, "6217B", "100.00")],
    ],
)
def test_what_cannot_be_told_apart_is_refused(lines):
    with pytest.raises(BankFileError) as caught:
        located(*lines)
    assert [fault.code.value for fault in caught.value.faults] == ["ambiguous_payer"]


def test_another_amount_is_compared_with_the_deduction_of_the_account():
    found = located(answer(1, "6217C", "60.00"))
    faults = compare_return(REQUEST, found)
    assert ("amount_differs", 1) in [(f.code.value, f.line) for f in faults]


def test_an_unknown_account_is_not_in_the_batch():
    faults = compare_return(REQUEST, located(answer(1, "6217Z", "50.00")))
    assert ("not_in_batch", "6217Z") in [(f.code.value, f.value) for f in faults]


# ---- Status reports -------------------------------------------------------------

CODES = {
    "ACSC": Outcome.SUCCESS,
    "RJCT": Outcome.STOP,
    "AM04": Outcome.RETRY,
}


def status(reference, code, reason="", amount=None, text=""):
    return StatusLine(7, reference, code, reason, text, amount)


def reported(*lines, group="PART"):
    report = StatusReport("BATCH", group, list(lines))
    return return_of_report(report, REQUEST, CODES)


def test_a_reason_counts_before_the_status():
    found = reported(
        status("B-1", "RJCT", "AM04", text="no funds"), status("B-2", "RJCT", "XX99")
    )
    assert [(ln.sequence, ln.outcome.value, ln.code) for ln in found.lines] == [
        (1, "retry", "AM04"),
        (2, "stop", "RJCT"),
    ]
    assert found.lines[0].reason == "no funds"


def test_what_is_not_decided_is_not_answered():
    found = reported(status("B-1", "ACCP"), status("B-2", "ACSC"))
    assert [line.sequence for line in found.lines] == [2]
    assert found.accepted_total == D("100.00")


def test_what_is_not_listed_has_the_status_of_the_group():
    found = reported(status("B-4", "RJCT", "AM04"), group="ACSC")
    assert [line.sequence for line in found.accepted] == [1, 2, 3]
    assert len(reported(status("B-4", "ACSC"), group="ACCP").lines) == 1


def test_an_unknown_reference_is_not_in_the_batch():
    found = reported(status("OTHER-1", "ACSC", amount=D("10.00")))
    faults = compare_return(REQUEST, found)
    assert "not_in_batch" in [fault.code.value for fault in faults]


def test_a_status_without_meaning_is_refused():
    with pytest.raises(BankFileError) as caught:
        reported(status("B-1", "CANC"))
    assert caught.value.faults[0].code.value == "unknown_code"


def test_the_report_of_other_amounts_is_told():
    found = reported(replace(status("B-1", "ACSC"), amount=D("99.00")))
    faults = compare_return(REQUEST, found)
    assert "amount_differs" in [fault.code.value for fault in faults]
