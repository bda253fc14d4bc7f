"""Messages of ISO 20022: pain.008 is written, pain.002 is read."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bank import pain008
from engine.bank.fault import BankFileError
from engine.bank.pain002 import read_pain002
from engine.bank.pain008 import (
    VERSIONS,
    DebitMessage,
    DirectDebit,
    Party,
    validate,
    write_pain008,
)
from engine.bank.safe_xml import parse_xml, text_at
from engine.workbook import Limits

CREDITOR = Party("某物业服务中心", "44050100000000001234", "102100099996")
PAYER = Party("韦某", "6217590081091728939")
LINE = DirectDebit("1-1-101/10", Decimal("274.68"), PAYER, "DK1", date(2021, 8, 16))
MESSAGE = DebitMessage(
    "B1", datetime(2026, 11, 10, 9, 30), CREDITOR, date(2026, 11, 12), [LINE]
)


def faults_of(function, *arguments):
    with pytest.raises(BankFileError) as caught:
        function(*arguments)
    return [
        (fault.code.value, fault.line, fault.field) for fault in caught.value.faults
    ]


# ---- pain.008 -------------------------------------------------------------------

_TEXT = st.text("aZ09 /?:&<>'\"业主é\U00020000", min_size=1, max_size=30)
_PARTIES = st.builds(
    Party,
    _TEXT.filter(str.strip),
    st.sampled_from(["6217590081091728939", "DE89370400440532013000", "A-1"]),
    st.sampled_from(["", "102100099996", "CMBCCNBS", "DEUTDEFF500"]),
)
_LINES = st.lists(
    st.builds(
        DirectDebit,
        _TEXT.filter(str.strip),
        st.integers(1, 10**12).map(lambda cents: Decimal(cents) / 100),
        _PARTIES,
        _TEXT.filter(str.strip),
        st.dates(date(2000, 1, 1)),
        st.just("") | _TEXT,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line.reference,
)


@settings(max_examples=40)
@given(_LINES, _PARTIES, st.sampled_from(["", "X1"]), st.sampled_from(VERSIONS))
def test_every_message_holds_to_its_schema(lines, creditor, scheme, version):
    message = replace(MESSAGE, lines=lines, creditor=creditor, scheme=scheme)
    data = write_pain008(message, version)
    assert validate(data, version)
    root = parse_xml(data)
    total = str(sum(line.amount for line in lines))
    for head in root.iter("GrpHdr", "PmtInf"):
        assert Decimal(text_at(head, "CtrlSum")) == Decimal(total)
        assert text_at(head, "NbOfTxs") == str(len(lines))
    found = [debit.findtext("PmtId/EndToEndId") for debit in root.iter("DrctDbtTxInf")]
    assert found == [line.reference for line in lines]


def test_the_agent_is_written_as_what_it_is():
    parties = [Party("a", "1", agent) for agent in ("", "102100099996", "CMBCCNBS")]
    lines = [
        replace(LINE, reference=str(number), debtor=party)
        for number, party in enumerate(parties)
    ]
    root = parse_xml(write_pain008(replace(MESSAGE, lines=lines), VERSIONS[0]))
    agents = root.findall("CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf/DbtrAgt/FinInstnId")
    assert [agent[0].tag for agent in agents] == ["Othr", "ClrSysMmbId", "BIC"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reference": "x" * 36}, ("too_long", 2, "reference")),
        ({"reference": LINE.reference}, ("repeated_sequence", 2, "reference")),
        ({"mandate": " "}, ("missing_value", 2, "mandate")),
        ({"text": "a\nb"}, ("control_character", 2, "text")),
        ({"text": "x" * 141}, ("too_long", 2, "text")),
        ({"amount": Decimal(0)}, ("missing_value", 2, "amount")),
        ({"amount": Decimal(-1)}, ("negative", 2, "amount")),
        ({"amount": Decimal("0.001")}, ("fraction_of_cent", 2, "amount")),
        ({"amount": Decimal(10**17)}, ("too_long", 2, "amount")),
        ({"debtor": Party("", "1")}, ("missing_value", 2, "debtor.name")),
        ({"debtor": Party("a", "1" * 35)}, ("too_long", 2, "debtor.account")),
        ({"debtor": Party("a", "DE00370400")}, ("bad_text", 2, "debtor.account")),
        ({"debtor": Party("a", "1", "ABC")}, ("bad_text", 2, "debtor.agent")),
    ],
)
def test_a_debit_that_does_not_fit(change, fault):
    wrong = replace(LINE, **{"reference": "other", **change})
    message = replace(MESSAGE, lines=[LINE, wrong])
    assert faults_of(write_pain008, message) == [fault]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"lines": []}, ("no_lines", None, "")),
        ({"message": ""}, ("missing_value", None, "message")),
        ({"currency": "yuan"}, ("bad_text", None, "currency")),
        ({"sequence": "X"}, ("bad_text", None, "sequence")),
        ({"scheme": "x" * 36}, ("too_long", None, "scheme")),
    ],
)
def test_a_message_that_does_not_fit(change, fault):
    assert faults_of(write_pain008, replace(MESSAGE, **change)) == [fault]


def test_the_schema_has_the_last_word(monkeypatch):
    data = write_pain008(MESSAGE).replace(b"<PmtMtd>DD", b"<PmtMtd>XX")
    assert faults_of(validate, data, VERSIONS[-1])[0][0] == "schema"
    monkeypatch.setattr(pain008, "_schema", lambda version: None)
    assert validate(data, VERSIONS[-1]) is False


# ---- pain.002 -------------------------------------------------------------------

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R1</MsgId></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>B1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><PmtInfSts>ACSC</PmtInfSts>
<TxInfAndSts><OrgnlEndToEndId>1-1-101/10</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>余额</AddtlInf><AddtlInf>不足</AddtlInf>
</StsRsnInf><OrgnlTxRef><Amt><InstdAmt Ccy="CNY">274.68</InstdAmt></Amt></OrgnlTxRef>
</TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>1-1-102/10</OrgnlEndToEndId></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
"""


def test_a_status_report():
    report = read_pain002(REPORT.encode())
    assert (report.message, report.status) == ("B1", "PART")
    first, second = report.lines
    assert (first.reference, first.status, first.reason) == (
        "1-1-101/10",
        "RJCT",
        "AM04",
    )
    assert (first.text, first.amount) == ("余额 不足", Decimal("274.68"))
    assert (second.status, second.reason, second.amount) == ("ACSC", "", None)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16"])
def test_a_report_in_another_encoding(encoding):
    data = REPORT.replace("UTF-8", encoding).encode(encoding)
    assert read_pain002(data).lines[0].text == "余额 不足"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("274.68", "27A.68", ("bad_number", 6, "InstdAmt")),
        ("1-1-102/10", "1-1-101/10", ("repeated_sequence", 10, "OrgnlEndToEndId")),
        ("1-1-102/10", "", ("missing_value", 10, "OrgnlEndToEndId")),
        ("<PmtInfSts>ACSC</PmtInfSts>", "", ("missing_value", 10, "TxSts")),
        ("<OrgnlMsgId>B1</OrgnlMsgId>", "", ("missing_value", 2, "OrgnlMsgId")),
        ("CstmrPmtStsRpt", "Other", ("wrong_format", None, "")),
        ("</Document>", "", ("unreadable", 12, "")),
    ],
)
def test_a_report_that_cannot_be_read(old, new, fault):
    data = REPORT.replace(old, new).encode()
    code, line, field = faults_of(read_pain002, data)[0]
    assert (code, field) == (fault[0], fault[2])
    assert line == fault[1] or code == "unreadable"


# ---- XML of strangers -----------------------------------------------------------

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<a>&x;</a>"
)


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, '<!DOCTYPE a SYSTEM "x.dtd"><a/>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "utf-8-sig"])
def test_a_document_type_is_refused_in_every_encoding(text, encoding):
    text = text.replace('"1.0"', f'"1.0" encoding="{encoding}"', 1)
    assert faults_of(parse_xml, text.encode(encoding))[0][0] == "doctype"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"no xml", "unreadable"),
        (b"<a>" * 5_000, "unreadable"),
        (b"<a>&unknown;</a>", "unreadable"),
        (b"<a>\0</a>", "binary"),
    ],
)
def test_xml_that_is_refused(data, code):
    assert faults_of(parse_xml, data)[0][0] == code


def test_a_message_that_is_too_large():
    assert faults_of(parse_xml, b"<a></a>", Limits(bytes=6))[0][0] == "file_too_large"


def test_nothing_outside_the_file_is_read():
    text = (
        '<a xmlns:x="http://www.w3.org/2001/XInclude">'
        '<x:include href="file:///etc/hostname" parse="text"/><b>1</b></a>'
    )
    root = parse_xml(text.encode())
    assert text_at(root, "include") == "" and text_at(root, "b") == "1"


def test_a_declared_encoding_that_cannot_be_seen_is_believed():
    data = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1")
    assert text_at(parse_xml(data), ".") == "é"


@given(st.binary(max_size=200).map(lambda data: b"<a>" + data + b"</a>"))
def test_any_bytes_are_read_or_refused(data):
    try:
        parse_xml(data)
    except BankFileError as error:
        assert len(error.faults) == 1
