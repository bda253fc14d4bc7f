from lxml import html

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .arrears_common import ArrearsCommon

REPORT = "estate_service.report_dunning_letter"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsLetter(ArrearsCommon):
    """催款通知: items, months, amount and how to pay (R-809)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_months(7, 8, 9)
        cls.mail.channel = "letter"
        cls.run_ = cls._send()

    def _page(self, unit, run=None):
        case = self._case(run or self.run_, unit)
        text, _type = self.env["ir.actions.report"]._render_qweb_html(REPORT, case.ids)
        return html.fromstring(text)

    def _text(self, page, name):
        return " ".join(
            "".join(node.itertext()).strip() for node in page.find_class(name)
        )

    def test_it_names_items_periods_and_the_sum(self):
        page = self._page(self.unit)
        rows = page.find_class("e_bill_line")
        self.assertEqual(len(rows), 3)
        self.assertIn("物业管理费", "".join(rows[0].itertext()))
        self.assertIn("July 2026", "".join(rows[0].itertext()))
        self.assertEqual(self._text(page, "e_due_total"), "749.04")
        self.assertEqual(self._text(page, "e_months"), "3")
        self.assertIn("749.04", self._text(page, "e_greeting"))
        self.assertTrue(page.find_class("e_qr_code")[0].get("src").startswith("data:"))
        self.assertTrue(self._text(page, "e_way"))

    def test_it_stays_as_it_was_when_money_comes_in(self):
        self._pay(self.unit)
        page = self._page(self.unit)
        self.assertEqual(self._text(page, "e_due_total"), "749.04")
        self.assertEqual(len(page.find_class("e_bill_line")), 3)

    def test_it_speaks_the_language_of_the_debtor(self):
        lang = self.env["res.lang"]._activate_lang("zh_CN")
        self.mail.with_context(lang=lang.code).body = "请缴纳 {amount}"
        self.owner_2.lang = lang.code
        self.run_.case_ids.sudo().state = "cancelled"
        again = self._send()
        page = self._page(self.unit_2, again)
        self.assertIn("请缴纳", self._text(page, "e_greeting"))
        self.assertNotIn(
            "请缴纳", self._text(self._page(self.unit, again), "e_greeting")
        )

    def test_all_letters_of_a_run_are_one_file_in_walking_order(self):
        action = self.run_.action_print_letters()
        cases = self.env["estate.dunning.case"].browse(action["context"]["active_ids"])
        self.assertEqual(cases.unit_id.mapped("room"), ["101", "102", "103"])

    def test_a_lawyer_s_letters_are_printed_with_their_run(self):
        self.run_.case_ids.sudo().state = "cancelled"
        self.mail.channel = "lawyer"
        run = self._send()
        self.assertEqual(run.letter_count, 0)
        with self.assertRaisesRegex(UserError, "no letters"):
            run.action_print_letters()
        self._case(run, self.unit).with_user(self.manager).action_release()
        self._run_job()
        run.invalidate_recordset()
        self.assertEqual(run.letter_count, 1)
        action = run.action_print_letters()
        self.assertEqual(
            action["context"]["active_ids"], self._case(run, self.unit).ids
        )

    def test_a_run_without_letters_says_so(self):
        with self.assertRaisesRegex(UserError, "no letters"):
            self._plan(level_ids=self.call.ids).action_print_letters()
