"""Hostile return files end in one message; files of ours hold no formula."""

import base64
import io
import json
import zipfile

from openpyxl import Workbook, load_workbook

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .collection_common import NUMBERS, TODAY, CollectionCommon

TEN_MEGABYTES = 10_000_000
FORMULAS = ("=cmd()", "+1", "-1", "@a")
TABLE = {
    "encoding": "utf-8",
    "amount": "yuan",
    "detail": {"sequence": 1, "account": 2, "amount": 3, "code": 4},
}
STATUS_BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">&b;</Document>"""


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankHostile(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._three_bills()

    def _refused(self, batch, files):
        """See that each file is refused with few words and changes nothing."""
        for name, data, words in files:
            with self.subTest(name=name):
                with self.assertRaisesRegex(UserError, words) as caught:
                    self._import(batch, data)
                self.assertLess(len(str(caught.exception)), 10_000)
        self.assertEqual(batch.state, "sent")
        self.assertEqual(set(batch.sudo().line_ids.mapped("state")), {"waiting"})
        self.assertFalse(batch.sudo().return_ids)
        self.assertEqual(self._transit() or 0, 0)

    def _return_layout(self, **source):
        self.return_layout.definition = json.dumps(TABLE | source)

    def test_megabytes_of_junk_are_refused(self):
        batch = self._sent()
        good = self._answer(batch)
        first, *rest = good.split(b"\r\n")
        lines = b"\r\n".join(rest[:1] * (TEN_MEGABYTES // len(rest[0])))
        self._refused(
            batch,
            (
                (
                    "bytes",
                    bytes(range(256)) * (TEN_MEGABYTES // 256),
                    "not readable as gbk",
                ),
                ("one line", b"H" + b"x" * TEN_MEGABYTES, "."),
                ("blank", b"\n" * TEN_MEGABYTES, "empty"),
                ("short lines", b"Hx\n" * (TEN_MEGABYTES // 3), "."),
                ("one deduction", b"\r\n".join([first, lines, rest[-2]]), "."),
                ("too large", b"1" * 20_000_001, "20000001 bytes"),
            ),
        )
        self._import(batch, good)

    def test_a_table_that_is_none_is_refused(self):
        batch = self._sent()
        self._return_layout(kind="delimited")
        good = self._answer(batch)
        self._refused(
            batch,
            (
                ("junk", b"x,y\n" * (TEN_MEGABYTES // 4), "."),
                ("commas", b"," * TEN_MEGABYTES, "."),
                ("quotes", b'"' * TEN_MEGABYTES, "."),
                ("encoding", good + "户名".encode("gbk"), "not readable as utf-8"),
                ("letters", good.replace(b"115.00", b"1l5.00", 1), "Line 1, Amount"),
                ("formula", good.replace(b"115.00", b"=1+1", 1), "Line 1, Amount"),
                ("workbook", self._workbook([[1, NUMBERS[0], 115, "00"]]), "another"),
            ),
        )
        self._import(batch, good)

    def _workbook(self, rows):
        book, stream = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(stream)
        return stream.getvalue()

    def _zip_bomb(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b" " * 210_000_000)
        return stream.getvalue()

    def test_a_workbook_that_is_none_is_refused(self):
        batch = self._sent()
        self._return_layout(kind="xlsx")
        rows = [
            [place, number, 115, "00"] for place, number in enumerate(NUMBERS, start=1)
        ]
        good = self._workbook(rows)
        formula = [[*row[:2], "=100+15", "00"] for row in rows]
        self._refused(
            batch,
            (
                ("bomb", self._zip_bomb(), "Unpacked, the file has 210000000 bytes"),
                ("junk", b"PK\x03\x04" + b"x" * TEN_MEGABYTES, "damaged"),
                ("text", b"x,y\n" * (TEN_MEGABYTES // 4), "another kind"),
                ("cut off", good[: len(good) // 2], "damaged"),
                ("formula", self._workbook(formula), "formulas in C1"),
                ("letters", self._workbook([[1, NUMBERS[0], "1l5", "00"]]), "number"),
            ),
        )
        self._import(batch, good)

    def test_a_status_report_that_is_none_is_refused(self):
        layouts = self.env["estate.bank.layout"]
        self.profile.code_ids.unlink()
        self.profile.return_layout_id = layouts.create(
            {
                "name": "Status",
                "purpose": "pain002",
                "company_id": self.company.id,
                "definition": False,
            }
        )
        batch = self._sent()
        nested = b"<?xml version='1.0'?>" + b"<a>" * (TEN_MEGABYTES // 3)
        self._refused(
            batch,
            (
                ("bomb", STATUS_BOMB, "document type"),
                ("nested", nested, "."),
                ("cut off", STATUS_BOMB.split(b"<!")[0] + b"<Document>", "."),
                ("junk", b"x" * TEN_MEGABYTES, "."),
            ),
        )

    # ------------------------------------------------------------
    # FILES OF OURS
    # ------------------------------------------------------------

    def _cells(self, data):
        """Return all cells of a workbook; none may hold a formula."""
        page = load_workbook(io.BytesIO(data)).active
        cells = [cell for row in page.iter_rows() for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        return [cell.value for cell in cells]

    def _named(self, name):
        """Give the first payer a name that a spreadsheet could run."""
        self.mandate.partner_id.name = name
        return self._batch()

    def test_the_list_of_a_batch_holds_no_formula(self):
        for name in FORMULAS:
            batch = self._named(name)
            batch.invalidate_recordset(["list_file"])
            cells = self._cells(base64.b64decode(batch.list_file))
            self.assertIn(f"'{name}", cells)
            batch.unlink()

    def test_the_file_for_the_bank_holds_no_formula(self):
        """In a table an apostrophe stands before it; a workbook keeps text as text."""
        detail = {"sequence": 1, "account": 2, "amount": 3, "name": 4}
        for name in FORMULAS:
            for kind in ("delimited", "xlsx"):
                with self.subTest(name=name, kind=kind):
                    source = TABLE | {"kind": kind, "detail": detail}
                    self.request_layout.definition = json.dumps(source)
                    batch = self._named(name)
                    batch.action_freeze()
                    data = batch.sudo()._file_bytes(batch.sudo()._request())
                    if kind == "xlsx":
                        self.assertIn(name, self._cells(data))
                    else:
                        self.assertIn(f",'{name}\r\n", data.decode())
                    batch.action_cancel()
