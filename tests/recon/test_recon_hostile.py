"""Hostile statement files end in one message each and change nothing (B-02)."""

import io
import zipfile
from datetime import date

from openpyxl import Workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .recon_common import ACCOUNT, HEADER, ReconCommon

TEN_MEGABYTES = 10_000_000
PAYMENT = ("20261103", 115, "汪健强", "6217000000000000001", "1-1-101 物业费")
OTHER = ("20261104", 42, "某人", "6217000000000000009", "转账")
XML = b"<?xml version='1.0'?>"
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>44050100000000001234</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">1000.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">1115.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-03</Dt></Dt></Bal>
<Ntry><Amt Ccy="USD">115.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-03</Dt></BookgDt>
<NtryDtls><TxDtls><RmtInf><Ustrd>1-1-101</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM>
<BANKID>1<ACCTID>44050100000000001234<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261103<TRNAMT>115.00<FITID>1
<NAME>x</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""


@tagged("post_install", "-at_install")
class TestReconHostile(ReconCommon):
    def _refused(self, files):
        for name, data, words in files:
            with self.subTest(name):
                file = self._file(data)
                file.action_check()
                self.assertEqual(file.state, "draft")
                self.assertRegex(file.fault_text, words)
                self.assertNotIn("Traceback", file.fault_text)
                self.assertLess(len(file.fault_text), 10_000)
                with self.assertRaises(UserError):
                    file.action_import()
        self.assertFalse(self._lines_of_journal())
        self.assertEqual(self._suspense(), 0)

    def _accepted(self, data):
        file = self._file(data)
        file.action_check()
        self.assertFalse(file.fault_text)
        self.assertEqual(file.state, "checked")

    def test_b02_megabytes_of_junk_are_refused(self):
        head = HEADER.encode()
        self._refused(
            (
                ("bytes", bytes(range(256)) * (TEN_MEGABYTES // 256), "."),
                ("one line", b"x" * TEN_MEGABYTES, "."),
                ("blank lines", b"\n" * TEN_MEGABYTES, "empty"),
                ("short lines", b"x,y\n" * (TEN_MEGABYTES // 4), "."),
                ("commas", b"," * TEN_MEGABYTES, "."),
                ("quotes", b'"' * TEN_MEGABYTES, "."),
                ("rows", head + b"\n" + b"1,2x,3\n" * (TEN_MEGABYTES // 7), "."),
                ("ofx", b"<OFX>" + b"<STMTTRN>" * (TEN_MEGABYTES // 9), "."),
                ("xml", XML + b"<a>" * (TEN_MEGABYTES // 3), "."),
                ("too large", b"1" * 20_000_001, "20000001 bytes"),
            )
        )

    def test_b02_an_unreadable_table_is_refused(self):
        good = self._csv(PAYMENT, OTHER).decode("gb18030")
        cut = good.encode("gb18030")[:-1]
        self._refused(
            (
                ("encoding", cut + b"\xff\n", "not readable"),
                ("totals", good.replace("1157", "1158").encode(), "."),
                ("letters", good.replace(",115,", ",1l5,").encode(), "Line 4.*1l5"),
                ("formula", good.replace(",115,", ",=1+1,").encode(), "Line 4.*=1"),
            )
        )
        self._accepted(good.encode())

    def _workbook(self, amount):
        book, stream = Workbook(), io.BytesIO()
        book.active.append(["交易日期", "金额", "余额", "对方户名", "摘要"])
        book.active.append([date(2026, 11, 3), amount, 1115, "汪健强", "1-1-101"])
        book.save(stream)
        return stream.getvalue()

    def test_b02_a_workbook_that_is_none_is_refused(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 210_000_000)
        good = self._workbook(115)
        self._refused(
            (
                ("bomb", stream.getvalue(), "Unpacked, the file has 210000000 bytes"),
                ("formula", self._workbook("=100+15"), "formulas in B2"),
                ("letters", self._workbook("1l5"), "Line 2.*1l5"),
                ("cut off", good[: len(good) // 2], "damaged"),
                ("junk", b"PK\x03\x04" + b"x" * TEN_MEGABYTES, "damaged"),
            )
        )
        self._accepted(good)

    def test_b02_a_message_that_is_none_is_refused(self):
        entity = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]>\n<Document'
        bomb = CAMT.replace("<Document", entity, 1).replace("1-1-101", "&x;" * 9)
        file_entity = (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<Document'
        )
        reader = CAMT.replace("<Document", file_entity, 1).replace("1-1-101", "&x;")
        self._refused(
            (
                ("bomb", bomb.encode(), "document type"),
                ("reader", reader.encode(), "document type"),
                ("cut off", CAMT[:-60].encode(), "damaged"),
                ("closing", CAMT.replace("1115.00", "1116.00").encode(), "1,?116"),
                ("letters", CAMT.replace(">115.00<", ">1l5<").encode(), "1l5"),
                ("encoding", CAMT.encode() + b"\xff", "."),
                ("account", CAMT.replace(ACCOUNT, "999").encode(), "999"),
            )
        )
        self._accepted(CAMT.encode())

    def test_b02_an_ofx_file_without_its_end_is_refused(self):
        self._refused(
            (
                ("cut off", OFX.split("<NAME>")[0].encode(), "</OFX>.*cut off"),
                ("letters", OFX.replace("115.00", "1l5").encode(), "1l5"),
            )
        )
        self._accepted(OFX.encode())
