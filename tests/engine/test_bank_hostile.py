"""Broken and hostile files: one clear fault each, in bounded time."""

import io
import zipfile
from pathlib import Path

import pytest

from engine.bank.collection import read_return
from engine.bank.fault import BankFileError, FaultCode
from engine.bank.layout_parse import parse_layout
from engine.bank.statement_reader import read_statement
from engine.workbook import Limits

DATA = Path(__file__).parents[1] / "data"
LAYOUT = parse_layout(
    {
        **{"encoding": "gbk", "amount": "cents", "codes": {"00": "success"}},
        "header": {"mark": "H", "count": [2, 9]},
        "detail": {"mark": "D", "amount": [2, 16], "code": [17, 18]},
        "trailer": {"mark": "T", "accepted": [2, 9]},
    }
)
TEN_MEGABYTES = 10_000_000


def bomb():
    """A workbook that unpacks to twenty times what is read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    return stream.getvalue()


def refused(function, *arguments):
    """Return the codes of the faults."""
    with pytest.raises(BankFileError) as caught:
        function(*arguments)
    return [fault.code.value for fault in caught.value.faults]


JUNK = {
    "random": bytes(range(256)) * (TEN_MEGABYTES // 256),
    "one line": b"x" * TEN_MEGABYTES,
    "short lines": b"x,y\n" * (TEN_MEGABYTES // 4),
    "blank lines": b"\n" * TEN_MEGABYTES,
    "commas": b"," * (TEN_MEGABYTES // 5),
    "quotes": b'"' * TEN_MEGABYTES,
    "too large": b"1" * 20_000_001,
}
STATEMENTS = {
    **JUNK,
    "rows": "日期,金额,摘要\n".encode() + b"1,2x,3\n" * 100_000,
    "notes": "日期,金额,摘要\n".encode() + b"-,,\n" * 20_000,
    "ofx groups": b"<OFX>" + b"<STMTTRN>" * 250_000,
    "ofx nested": b"<OFX><STMTRS>" + b"<PAYEE>" * (TEN_MEGABYTES // 7),
    "ofx sections": b"<OFX><STMTRS>" + b"<![CDATA[" * (TEN_MEGABYTES // 9),
    "ofx tags": b"<OFX>" + b"<A" * (TEN_MEGABYTES // 2),
    "xml nested": b"<?xml version='1.0'?>" + b"<a>" * (TEN_MEGABYTES // 3),
    "xml attributes": b"<?xml version='1.0'?><a b='" + b"x" * TEN_MEGABYTES,
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_junk_is_no_statement(name):
    found = refused(read_statement, STATEMENTS[name])
    assert len(found) == 1 or found[-1] == FaultCode.TOO_MANY_FAULTS.value


@pytest.mark.parametrize("name", JUNK)
def test_junk_is_no_return(name):
    assert len(refused(read_return, JUNK[name], LAYOUT)) == 1


def test_a_return_of_junk_lines():
    data = b"H00000001\n" + b"Dx\n" * 50_000 + b"T00000001\n"
    assert refused(read_return, data, LAYOUT)[-1] == FaultCode.TOO_MANY_FAULTS.value


def test_a_workbook_that_is_a_bomb():
    data = bomb()
    assert len(data) < 100_000
    limits = Limits(unpacked=1_000_000)
    assert refused(read_statement, data, None, "", limits) == ["unpacked_too_large"]
    assert refused(read_return, data, LAYOUT) == ["wrong_format"]


def test_a_statement_is_no_return_and_a_return_no_statement():
    statement = (DATA / "bank_statement_2026-11_gbk.csv").read_bytes()
    answers = (DATA / "collection_return_2026-11-10.txt").read_bytes()
    assert refused(read_return, statement, LAYOUT) == ["header_missing"]
    assert refused(read_statement, answers) == ["header_not_found"]


def test_every_code_of_the_table_reader_can_be_told():
    codes = {code.value for code in FaultCode}
    assert {"file_too_large", "bad_encoding", "formula", "unreadable"} <= codes
    assert len(codes) == len(FaultCode)
