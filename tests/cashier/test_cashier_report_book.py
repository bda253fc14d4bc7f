"""票据领用单 and 票据使用清单: on paper and in a workbook."""

import base64
import io

from openpyxl import load_workbook

from odoo.tests import freeze_time, tagged

from ..paper import rows_of, tree_of, words_of
from .book_common import BookCommon

SLIP = "estate_service.action_report_book_slip"
LIST = "estate_service.action_report_book_list"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierReportBook(BookCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def _write_some(self):
        self._take()
        self._take("SJ0000103", amount=2500)
        self.book.with_user(self.cashier)._tell(110, 110, "missing", "=1+1")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_slip_names_the_book_and_who_signs(self):
        tree = tree_of(self.env, SLIP, self.book, self.cashier)
        text = " ".join(tree.text_content().split())
        self.assertIn("SJ0000101 – SJ0000110", text)
        self.assertEqual(words_of(tree, "e_holder"), [self.cashier.name])
        self.assertIn("signature", text)

    def test_list_shows_each_range_and_its_amount(self):
        self._write_some()
        tree = tree_of(self.env, LIST, self.book, self.cashier)
        lines = [row for row in rows_of(tree, "e_book_line ")]
        self.assertEqual(
            [row[0] for row in lines],
            ["SJ0000101", "SJ0000103", "SJ0000104", "SJ0000110"],
        )
        self.assertEqual(lines[1][3:5], ["1", "2,500.00"])
        self.assertEqual(words_of(tree, "e_book_total"), ["2,510.00"])
        skipped = rows_of(tree, "e_book_line e_strong")
        self.assertEqual([row[0] for row in skipped], ["SJ0000102"])

    def test_papers_print_in_chinese(self):
        for report in (SLIP, LIST):
            reports = self.env["ir.actions.report"].with_user(self.cashier)
            html, _kind = reports.with_context(lang="zh_CN")._render_qweb_html(
                report, self.book.ids
            )
            with self.subTest(report=report):
                self.assertIn("票据", html.decode())

    def test_workbook_has_a_row_per_range_and_no_formula(self):
        self._write_some()
        books = (self.book | self.book_desk).with_user(self.cashier)
        action = books.action_export_list()
        export_id = int(action["url"].split("/")[4])
        export = self.env["estate.receipt.book.export"].browse(export_id)
        content = base64.b64decode(export.with_user(self.cashier).file)
        page = load_workbook(io.BytesIO(content)).active
        rows = list(page.iter_rows(min_row=2))
        self.assertEqual(len(rows), len(books.range_ids))
        reasons = [row[-1] for row in rows if row[-1].value]
        self.assertEqual([cell.value for cell in reasons], ["'=1+1"])
        self.assertEqual(
            {cell.data_type for row in rows for cell in row} - {"n"}, {"s"}
        )
        self.assertEqual(sum(row[6].value for row in rows), 20)
