"""Layouts as data, and files that are not what they should be: one message each."""

import base64
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ...engine.bank.pain008 import validate
from .collection_common import (
    ACCOUNT,
    NUMBERS,
    RETURN,
    TODAY,
    CollectionCommon,
)

STATUS = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>X1</MsgId></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>%(message)s</OrgnlMsgId>
<GrpSts>%(status)s</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts>%(lines)s</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""
STATUS_LINE = """<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId>
<TxSts>%s</TxSts><StsRsnInf><Rsn><Cd>%s</Cd></Rsn></StsRsnInf></TxInfAndSts>"""


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankFiles(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._three_bills()

    # ------------------------------------------------------------
    # LAYOUTS
    # ------------------------------------------------------------

    def test_every_fault_of_a_layout_is_told_with_its_place(self):
        source = json.loads(self.return_layout.definition)
        source["detail"]["amount"] = [52, 40]
        source["detail"]["kode"] = [50, 51]
        source["encoding"] = "latin"
        with self.assertRaises(ValidationError) as caught:
            self.return_layout.definition = json.dumps(source)
        text = str(caught.exception)
        for place in ("detail.amount.at", "detail.kode", "encoding"):
            self.assertIn(place, text)

    def test_what_is_no_json_is_told_with_line_and_column(self):
        with self.assertRaisesRegex(ValidationError, "Line 2, column"):
            self.return_layout.definition = '{"detail":\n nothing}'
        with self.assertRaisesRegex(ValidationError, "object"):
            self.return_layout.definition = "[1]"

    def test_a_layout_says_what_is_wrong_while_it_is_written(self):
        form = Form(self.env["estate.bank.layout"].with_user(self.accountant))
        form.name = "New"
        self.assertFalse(form.fault_text)
        form.definition = "{"
        self.assertIn("not JSON", form.fault_text)
        form.purpose = "pain008"
        self.assertFalse(form.fault_text)
        form.save()

    def test_a_layout_needs_what_its_purpose_needs(self):
        source = {"encoding": "gbk", "detail": {"account": [1, 20]}}
        for purpose, missing in (("request", "amount"), ("return", "code")):
            with self.assertRaisesRegex(ValidationError, f"“{missing}”"):
                self.env["estate.bank.layout"].create(
                    self._layout_vals(purpose, source)
                )

    def test_only_accountants_change_layouts_and_profiles(self):
        for record in (self.request_layout, self.profile, self.profile.code_ids[0]):
            for user in (self.clerk, self.manager):
                self.assertTrue(record.with_user(user).has_access("read"))
                self.assertFalse(record.with_user(user).has_access("write"))
            self.assertTrue(record.with_user(self.accountant).has_access("write"))
            self.assertFalse(record.with_user(self.cashier).has_access("read"))

    def test_a_profile_begins_with_the_codes_of_its_return(self):
        layout = self.env["estate.bank.layout"].create(
            self._layout_vals("return", {**RETURN, "codes": {"A": "success"}})
        )
        form = Form(self.env["estate.collection.profile"].with_user(self.accountant))
        form.name = "Other"
        form.account_number = "1"
        form.request_layout_id = self.request_layout
        form.return_layout_id = layout
        self.assertEqual(form.payment_method_line_id, self._collection_method())
        profile = form.save()
        self.assertEqual(profile.code_ids.mapped("code"), ["A"])
        self.assertEqual(profile.code_ids.outcome, "success")

    def test_money_on_its_way_needs_an_account_of_its_own(self):
        method = self._collection_method()
        with self.assertRaisesRegex(ValidationError, "account of its own"):
            method.payment_account_id = method.journal_id.default_account_id
            self.profile.copy({"name": "Other"})

    # ------------------------------------------------------------
    # TRY A FILE
    # ------------------------------------------------------------

    def _try(self, data, layout=None, user=None):
        wizards = self.env["estate.bank.layout.try"].with_user(user or self.accountant)
        layout = layout or self.return_layout
        return wizards.create(
            {"layout_id": layout.id, "file": base64.b64encode(data), "file_name": "x"}
        )

    def test_a_file_is_tried_without_anything_being_kept(self):
        batch = self._sent()
        attempt = self._try(self._answer(batch))
        self.assertFalse(attempt.fault_text)
        self.assertEqual(attempt.record_count, 5)
        self.assertIn(NUMBERS[0], attempt.record_html)
        attempt = self._try(batch.sudo().attachment_id.raw, self.request_layout)
        self.assertEqual(attempt.record_count, 4)
        attempt = self._try(b"HELLO<script>")
        self.assertTrue(attempt.fault_text)
        self.assertFalse(attempt.record_count)
        action = self.return_layout.with_user(self.clerk).action_try()
        self.assertEqual(action["context"]["default_layout_id"], self.return_layout.id)

    def test_values_of_a_tried_file_are_escaped(self):
        batch = self._sent()
        data = self._answer(batch).replace(b"1-1-101", b"<b>xx  ")
        self.assertIn("&lt;b&gt;xx", self._try(data).record_html)

    # ------------------------------------------------------------
    # BROKEN RETURNS
    # ------------------------------------------------------------

    def test_broken_returns_give_one_clear_message_and_change_nothing(self):
        batch = self._sent()
        good = self._answer(batch)
        lines = good.split(b"\r\n")
        for name, data, words in (
            ("empty", b"", "The file is empty"),
            ("junk", b"\x00\xff" * 5000, "no text file|layout describes|readable"),
            ("utf-16", good.decode("gbk").encode("utf-16"), "no text|readable|header"),
            ("header", b"\r\n".join(lines[1:]), "Line 1.*no header.*“H”"),
            ("trailer", b"\r\n".join(lines[:-2]), "Line 4.*no trailer.*“T”"),
            (
                "count",
                good.replace(b"00000003", b"00000004", 1),
                "4 lines, there are 3",
            ),
            ("total", good.replace(b"34500\r", b"34600\r", 1), "345.00|346.00"),
            ("accepted", good.replace(b"T00000003", b"T00000002"), "Number Accepted"),
            ("letters", good.replace(b"11500", b"115OO", 1), "Line 2, Amount.*number"),
            ("code", good.replace(b"1150000", b"1150077", 1), "77.*not known"),
            ("account", good.replace(ACCOUNT.encode(), b"4" * 20), "of account 4444"),
            ("twice", good.replace(b"D00000002", b"D00000001"), "line 2 already"),
            ("stranger", good.replace(b"D00000002", b"D00000009"), "no such deduction"),
            ("payer", good.replace(NUMBERS[1].encode(), b"6" * 19), "payer's account"),
            ("xml", b"<?xml version='1.0'?><a/>", "header"),
            ("bomb", b"<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>", "header"),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, words):
                self._import(batch, data)
        self.assertEqual(batch.state, "sent")
        self.assertFalse(batch.sudo().return_ids)
        self.assertEqual(self._transit() or 0, 0)
        self._import(batch, good)

    def test_all_faults_of_a_file_are_told_at_once(self):
        batch = self._sent()
        data = self._answer(batch).replace(b"D00000003", b"D00000008")
        data = data.replace(NUMBERS[0].encode(), b"7" * 19)
        with self.assertRaises(UserError) as caught:
            self._import(batch, data)
        self.assertIn("Line 2, Account", str(caught.exception))
        self.assertIn("Line 4, Line No. “8”", str(caught.exception))

    def test_more_than_was_asked_for_is_refused(self):
        batch = self._sent()
        with self.assertRaisesRegex(UserError, "More was taken than the 115.00"):
            self._import(batch, paid={self.unit: 116})

    def test_the_return_of_another_batch_is_refused(self):
        batch = self._sent()
        source = json.loads(self.return_layout.definition)
        source["header"]["batch"] = [60, 79]
        self.return_layout.definition = json.dumps(source)
        data = self._answer(batch)
        header = data.split(b"\r\n")[0]
        other = header[:59].ljust(59) + b"TS/2026/9999".ljust(20)
        with self.assertRaisesRegex(UserError, "answers batch TS/2026/9999"):
            self._import(batch, data.replace(header, other))

    # ------------------------------------------------------------
    # SCREEN
    # ------------------------------------------------------------

    def test_a_return_is_looked_at_before_it_is_booked(self):
        batch = self._sent().with_user(self.accountant)
        line = self._open(self.unit_2)[0]
        self._collect(self.unit_2, [(line["move_line_id"], 100)])
        data = self._answer(
            batch, codes={self.unit: "01", self.unit_2: "00", self.shop: "00"}
        )
        wizards = self.env["estate.collection.import"].with_user(self.accountant)
        wizards = wizards.with_company(self.company)
        action = batch.action_import_return()
        with Form(wizards.with_context(**action["context"])) as form:
            self.assertEqual(form.batch_id, batch)
            form.file = base64.b64encode(data)
            self.assertTrue(form.is_ready)
            self.assertEqual((form.accepted_count, form.accepted_total), (2, 230))
            self.assertEqual((form.refused_count, form.refused_total), (1, 115))
            self.assertEqual(form.prepaid_total, 100)
            self.assertEqual(str(form.date), TODAY)
            self.assertIn("01 余额不足", form.refused_html)
            self.assertFalse(form.twin_text)
            form.date = "2030-01-01"
            self.assertTrue(form.is_future)
            form.date = TODAY
            self.assertFalse(form.is_future)
        self.assertFalse(batch.return_ids)
        form.record.action_import()
        self.assertEqual(batch.state, "answered")
        again = Form(wizards.with_context(default_batch_id=batch.id))
        again.file = base64.b64encode(data)
        self.assertFalse(again.is_ready)
        self.assertIn("already", again.fault_text)

    def test_a_bad_file_is_told_on_the_screen(self):
        batch = self._sent().with_user(self.accountant)
        wizards = self.env["estate.collection.import"].with_user(self.accountant)
        form = Form(wizards.with_company(self.company))
        self.assertEqual(form.batch_id, batch)
        form.file = base64.b64encode(b"junk")
        self.assertIn("header", form.fault_text)
        self.assertFalse(form.is_ready)
        with self.assertRaises(AccessError):
            self.env["estate.collection.import"].with_user(self.clerk).create({})

    # ------------------------------------------------------------
    # ISO 20022
    # ------------------------------------------------------------

    def _iso(self):
        message, status = self.env["estate.bank.layout"].create(
            [
                {
                    "name": name,
                    "purpose": purpose,
                    "company_id": self.company.id,
                    "definition": False,
                }
                for name, purpose in (("Message", "pain008"), ("Status", "pain002"))
            ]
        )
        self.profile.code_ids.unlink()
        self.profile.write(
            {"request_layout_id": message.id, "return_layout_id": status.id}
        )
        return self._sent()

    def _status(self, batch, *lines, message=None, status="PART"):
        texts = (
            STATUS_LINE % (f"{batch.name}-{number}", *codes) for number, *codes in lines
        )
        values = {
            "message": message or batch.name,
            "status": status,
            "lines": "".join(texts),
        }
        return (STATUS % values).encode()

    def test_a_batch_as_a_message_of_iso_20022(self):
        batch = self._iso().sudo()
        data = batch.attachment_id.raw
        self.assertTrue(batch.attachment_id.name.endswith(".xml"))
        self.assertTrue(validate(data, "pain.008.001.08"))
        self.assertIn(f"<EndToEndId>{batch.name}-1</EndToEndId>".encode(), data)
        self.assertIn(b"<CtrlSum>345.00</CtrlSum>", data)
        self.assertEqual(batch._file_bytes(batch._request()), data)
        self.assertIn("AM04", batch.profile_id.code_ids.mapped("code"))

    def test_a_status_report_is_the_answer_to_a_message(self):
        batch = self._iso()
        data = self._status(
            batch, (1, "ACSC", ""), (2, "RJCT", "AM04"), (3, "ACCP", "")
        )
        self._import(batch, data)
        self.assertEqual(
            self._lines(batch),
            {
                "1-1-101": ("paid", 115),
                "1-1-102": ("retry", 0),
                "1-1-103": ("waiting", 0),
            },
        )
        self.assertEqual(self._transit(), 115)
        other = self._status(batch, (3, "ACSC", ""), message="TS/2026/0000")
        with self.assertRaisesRegex(UserError, "answers batch TS/2026/0000"):
            self._import(batch, other)
        with self.assertRaisesRegex(UserError, "not known"):
            self._import(batch, self._status(batch, (3, "CANC", "")))
