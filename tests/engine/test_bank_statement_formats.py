"""Statements as OFX and camt.053."""

import io
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bank.fault import BankFileError
from engine.bank.statement_layout import parse_statement_layout
from engine.bank.statement_reader import read_statement
from engine.workbook import Limits

# ---- OFX ------------------------------------------------------------------------

OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:936
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>
<DTSERVER>20261201<LANGUAGE>CHI</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>CNY<BANKACCTFROM><BANKID>102<ACCTID>44050100<ACCTTYPE>CHECKING
</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261101070305.000[8:CST]<TRNAMT>274.68
<FITID>F1<NAME>韦某某<BANKACCTTO><BANKID>103<ACCTID>6217590<ACCTTYPE>SAVINGS
</BANKACCTTO><MEMO>17-1-403 A&amp;B &lt;物业费&gt;</STMTTRN>
<STMTTRN><TRNTYPE>FEE<DTPOSTED>20261103<TRNAMT>-56.64<FITID>F2<NAME><MEMO>
手续费</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1218.04<DTASOF>20261130</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
OFX_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="220"?>\n'
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY</CURDEF><BANKACCTFROM>"
    "<ACCTID>44050100</ACCTID></BANKACCTFROM><BANKTRANLIST>"
    "<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20261101</DTPOSTED>"
    "<TRNAMT>274.68</TRNAMT><FITID>F1</FITID><PAYEE><NAME>韦某某</NAME></PAYEE>"
    "<MEMO><![CDATA[1<2 & 3]]></MEMO></STMTTRN></BANKTRANLIST></STMTRS>"
    "</STMTTRNRS></BANKMSGSRSV1></OFX>"
)


def read(text, encoding="gbk", layout=None, **options):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return read_statement(data, layout, **options)


def told(text, encoding="utf-8", **options):
    with pytest.raises(BankFileError) as caught:
        read(text, encoding, **options)
    return [
        (fault.code.value, fault.line, fault.field) for fault in caught.value.faults
    ]


def test_an_ofx_file_of_a_chinese_bank():
    statement = read(OFX)
    assert (statement.account, statement.currency) == ("44050100", "CNY")
    assert (statement.opening, statement.closing) == (None, Decimal("1218.04"))
    first, second = statement.lines
    assert (first.date, first.time) == (date(2026, 11, 1), time(7, 3, 5))
    assert (first.amount, first.name) == (Decimal("274.68"), "韦某某")
    assert (first.account, first.bank) == ("6217590", "103")
    assert first.remark == "17-1-403 A&B <物业费>"
    assert (first.reference, first.summary, first.line) == ("F1", "CREDIT", 16)
    assert (second.amount, second.name) == (Decimal("-56.64"), "")
    assert (second.remark, second.time) == ("手续费", None)


def test_an_ofx_file_in_xml():
    statement = read(OFX_XML, "utf-8")
    (line,) = statement.lines
    assert (line.name, line.remark) == ("韦某某", "1<2 & 3")
    assert statement.account == "44050100"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_usual_reader_of_ofx_finds_the_same():
    from ofxparse import OfxParser

    text = OFX.replace("韦某某", "Wei").replace("物业费", "fee").replace("手续费", "f")
    text = text.replace("<NAME><MEMO>", "<NAME>Bank<MEMO>")
    text = text.replace("[8:CST]", "").replace("CHARSET:936", "CHARSET:1252")
    theirs = OfxParser.parse(io.BytesIO(text.encode("ascii"))).account
    ours = read(text)
    assert ours.account == theirs.account_id
    assert ours.closing == theirs.statement.balance
    assert [(line.date, line.amount, line.reference) for line in ours.lines] == [
        (found.date.date(), found.amount, found.id)
        for found in theirs.statement.transactions
    ]


@pytest.mark.parametrize(
    ("written", "amount"),
    [("274,68", "274.68"), ("1,274.68", "1274.68"), ("+5", "5"), ("-0,5", "-0.5")],
)
def test_amounts_of_ofx(written, amount):
    assert read(OFX.replace("274.68", written)).lines[0].amount == Decimal(amount)


def test_the_right_statement_of_several():
    other = OFX_XML.replace("<OFX>", "").replace("44050100", "999")
    both = OFX_XML.replace("</OFX>", other[other.index("<BANK") :])
    statement = read(both, "utf-8", account="999")
    assert (statement.account, len(statement.lines)) == ("999", 1)
    assert told(both) == [("several_accounts", None, "account")]
    assert told(both, account="1") == [("other_account", None, "account")]


def test_the_newest_booking_may_come_first():
    text = OFX.replace("20261103", "20261031")
    assert [line.reference for line in read(text).lines] == ["F2", "F1"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("274.68", "27A.68", ("bad_number", 16, "TRNAMT")),
        ("274.68", "0.001", ("fraction_of_cent", 16, "TRNAMT")),
        ("<TRNAMT>274.68", "", ("missing_value", 16, "TRNAMT")),
        ("<DTPOSTED>20261103", "", ("missing_value", 19, "DTPOSTED")),
        ("<DTPOSTED>20261103", "<DTPOSTED>20261131", ("bad_date", 19, "DTPOSTED")),
        ("1218.04", "x", ("bad_number", 14, "BALAMT")),
        ("STMTTRN>", "OTHER>", ("no_lines", None, "")),
        ("<OFX>", "<XFO>", ("wrong_format", None, "")),
        ("<OFX>", "<!DOCTYPE x><OFX>", ("doctype", None, "")),
        ("</OFX>", "", ("trailer_missing", None, "")),
    ],
)
def test_an_ofx_file_that_cannot_be_read(old, new, fault):
    assert told(OFX.replace(old, new)) == [fault]


def test_an_ofx_file_that_is_too_large():
    assert told(OFX, limits=Limits(cell=10))[0][0] == "cell_too_long"
    assert told(OFX, limits=Limits(rows=1))[0][0] == "too_many_rows"
    assert told(OFX, limits=Limits(bytes=10))[0][0] == "file_too_large"
    assert told("<OFX>" + "<PAYEE>" * 100) == [("unreadable", 1, "")]


# ---- camt.053 -------------------------------------------------------------------

ENTRY = """<Ntry><Amt Ccy="CNY">274.68</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Sts>BOOK</Sts><BookgDt><DtTm>2026-11-01T12:43:05+08:00</DtTm></BookgDt>
<AcctSvcrRef>S1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>
<RltdPties><Dbtr><Nm>韦某</Nm></Dbtr><DbtrAcct><Id><Othr><Id>6217590</Id></Othr></Id>
</DbtrAcct></RltdPties><RltdAgts><DbtrAgt><FinInstnId><Nm>某银行</Nm></FinInstnId>
</DbtrAgt></RltdAgts><RmtInf><Ustrd>17-1-403</Ustrd><Ustrd>物业费</Ustrd></RmtInf>
</TxDtls></NtryDtls><AddtlNtryInf>转账存入</AddtlNtryInf></Ntry>"""
FEE = """<Ntry><Amt Ccy="CNY">56.64</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt>
<BkTxCd><Prtry><Cd>FEE</Cd></Prtry></BkTxCd></Ntry>"""
PENDING = FEE.replace("<Cd>BOOK", "<Cd>PDNG")


def camt(*entries, opening="1000.00", closing="1218.04", version="02"):
    def balance(code, amount):
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        "<BkToCstmrStmt><GrpHdr/><Stmt><Acct><Id><Othr><Id>44050100</Id></Othr></Id>"
        "<Ccy>CNY</Ccy><Ownr><Nm>某物业</Nm></Ownr></Acct>"
        f"{balance('OPBD', opening)}{balance('CLBD', closing)}"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    )


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_camt_message(version):
    text = camt(ENTRY, FEE, PENDING, version=version)
    if version == "08":
        text = text.replace("<Nm>韦某</Nm>", "<Pty><Nm>韦某</Nm></Pty>")
    statement = read(text, "utf-8")
    assert (statement.account, statement.name, statement.currency) == (
        *("44050100", "某物业", "CNY"),
    )
    assert (statement.opening, statement.closing) == (Decimal(1000), Decimal("1218.04"))
    assert len(statement.skipped) == 1
    first, fee = statement.lines
    assert (first.date, first.time) == (date(2026, 11, 1), time(12, 43, 5))
    assert (first.amount, first.name, first.account) == (
        *(Decimal("274.68"), "韦某", "6217590"),
    )
    assert (first.bank, first.remark) == ("某银行", "17-1-403 物业费")
    assert (first.summary, first.reference) == ("转账存入", "S1")
    assert (fee.amount, fee.summary, fee.name) == (Decimal("-56.64"), "FEE", "")


def test_details_that_make_up_an_entry_are_lines():
    detail = ENTRY[ENTRY.index("<TxDtls>") : ENTRY.index("</TxDtls>") + 9]
    parts = [
        detail.replace("</Refs>", f'</Refs><Amt Ccy="CNY">{amount}</Amt>').replace(
            "E1", reference
        )
        for amount, reference in (("200.00", "E1"), ("74.68", "E2"))
    ]
    entry = ENTRY.replace(detail, "".join(parts))
    lines = read(camt(entry, FEE), "utf-8").lines
    assert [(line.amount, line.reference) for line in lines] == [
        (Decimal("200.00"), "E1"),
        (Decimal("74.68"), "E2"),
        (Decimal("-56.64"), ""),
    ]
    whole = read(camt(entry.replace(">74.68<", ">74.67<"), FEE), "utf-8")
    assert [line.amount for line in whole.lines] == [
        Decimal("274.68"),
        Decimal("-56.64"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (camt(ENTRY, FEE, closing="1218.05"), "closing_differs", "closing"),
        (camt(ENTRY), "closing_differs", "closing"),
        (camt(PENDING), "no_lines", ""),
        (camt(ENTRY.replace("274.68", "27x.68")), "bad_number", "Amt"),
        (camt(ENTRY.replace("CRDT", "X")), "unknown_mark", "CdtDbtInd"),
        (camt(ENTRY.replace("-11-01T", "-11-31T")), "bad_date", "BookgDt"),
        (camt(FEE.replace("<Dt>2026-11-03</Dt>", "")), "missing_value", "BookgDt"),
        (camt(ENTRY.replace('"CNY"', '"USD"')), "other_currency", "Ccy"),
        (camt(ENTRY, opening="x"), "bad_number", "Amt"),
        (
            camt(
                "<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries>"
                "</TxsSummry>",
                ENTRY,
                FEE,
            ),
            "count_differs",
            "NbOfNtries",
        ),
        ("<Document><CstmrPmtStsRpt/></Document>", "wrong_format", ""),
        ("<?xml version='1.0'?><!DOCTYPE a><Document/>", "doctype", ""),
        (camt(ENTRY)[:-20], "unreadable", ""),
    ],
)
def test_a_camt_message_that_does_not_hold(text, code, field):
    assert [(fault[0], fault[2]) for fault in told(text)] == [(code, field)]


def test_another_account():
    assert told(camt(ENTRY, FEE), account="1") == [("other_account", None, "account")]
    assert read(camt(ENTRY, FEE), "utf-8", account="4405 0100").account == "4405 0100"


# ---- Any format -----------------------------------------------------------------


def test_a_layout_may_prescribe_the_format():
    for form, other in (("ofx", camt(ENTRY)), ("camt053", "日期,金额\n20261101,1\n")):
        layout = parse_statement_layout({"format": form})
        fault = told(other, layout=layout)[0]
        assert fault[0] in ("wrong_format", "unreadable")


@pytest.mark.parametrize(
    "head", [b"", b"OFXHEADER:100\n<OFX>", b"<?xml version='1.0'?>"]
)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(head, data):
    try:
        read_statement(head + data)
    except BankFileError as error:
        assert error.faults


_TAGS = st.sampled_from(
    [
        *("<OFX>", "<STMTRS>", "<STMTTRN>", "</STMTTRN>", "<TRNAMT>1.5", "<PAYEE>"),
        *("<DTPOSTED>20261101", "<MEMO>x", "</OFX>", "<", "<![CDATA[", "]]>", "\n"),
    ]
)


@given(st.lists(_TAGS, max_size=40).map("".join))
def test_any_tags_are_read_or_refused(text):
    try:
        assert read_statement(f"<OFX>{text}".encode()).lines
    except BankFileError as error:
        assert error.faults
