"""The bill notice on paper: what it says, to whom, and how many at once (R-806)."""

import io
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from ...engine.bill_amount import recompute
from ..paper import qr_matrix, qr_modules, rows_of, tree_of, words_of
from .fee_common import FeeCommon

REPORT = "estate_service.action_report_bill_notice"


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20")
class TestFeeReportNotice(FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.community.hotline = "0755-8612 3456"
        cls.item_area.use_note = "Cleaning, security and the upkeep of what is shared."
        cls._assign_all(units=cls.unit)
        cls._assign_all(units=cls.unit_2, items=cls.item_area)
        cls.bill_run = cls._bill("2026-10-01")
        cls.bill = cls.bill_run.move_ids.filtered(
            lambda m: m.estate_unit_id == cls.unit
        )
        cls.bill_2 = cls.bill_run.move_ids - cls.bill

    # ------------------------------------------------------------------ HELPERS

    def _page(self, move, user=None):
        """Return the page of one bill as a tree."""
        return tree_of(self.env, REPORT, move, user)

    def _text(self, page, css_class):
        return words_of(page, css_class)

    def _rows(self, page):
        return rows_of(page, "e_bill_line")

    def _entry(self, lines):
        """Post an entry of (account, partner, debit) items of the first unit."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-09-30",
                "journal_id": self.company.estate_misc_journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": partner and partner.id,
                            "estate_unit_id": partner and self.unit.id,
                            "name": name,
                            "date_maturity": due,
                            "balance": balance,
                        }
                    )
                    for account, partner, name, due, balance in lines
                ],
            }
        )
        move.action_post()
        return move

    def _owe(self, partner, *months):
        """Book opening arrears of 100.00 per month."""
        receivable = partner.property_account_receivable_id
        lines = [
            (receivable, partner, f"Arrears {month}", f"{month}-28", 100.0)
            for month in months
        ]
        opening = self.company.estate_opening_account_id
        lines.append((opening, None, "Opening", False, -100.0 * len(months)))
        return self._entry(lines)

    # ------------------------------------------------------------------ CONTENT

    def test_charges_with_days_quantity_price_time_amount(self):
        self.assertEqual(
            self._rows(self._page(self.bill)),
            [
                ["物业管理费", "October 2026 (31 days)", "89.17 m²", "2.80"]
                + ["1 month", "249.68"],
                ["公共照明费", "October 2026 (31 days)", "1", "15.00"]
                + ["1 month", "15.00"],
                ["生活垃圾费", "October 2026 (31 days)", "1", "10.00"]
                + ["1 month", "10.00"],
            ],
        )

    def test_amounts_are_those_of_the_explanation(self):
        page = self._page(self.bill)
        lines = self.bill.invoice_line_ids
        self.assertEqual(
            [row[-1] for row in self._rows(page)],
            [f"{recompute(line.estate_explanation):,.2f}" for line in lines],
        )

    def test_total_tax_and_due_date(self):
        page = self._page(self.bill)
        self.assertEqual(self._text(page, "e_bill_total"), ["274.68"])
        self.assertEqual(self._text(page, "e_due_total"), ["274.68"])
        text = page.text_content()
        self.assertIn(f"tax {self.bill.amount_tax:.2f})", text)
        due = self.bill.invoice_date_due
        self.assertIn(f"{due.month}/{due.day}/{due.year}", text)

    def test_who_where_and_hotline(self):
        text = self._page(self.bill).text_content()
        for expected in ("汪健强", "1-1-101", "Lakeside", "0755-8612 3456"):
            self.assertIn(expected, text)
        self.assertIn(self.company.name, text)
        self.assertIn(self.bill.name, text)

    def test_composition_and_use(self):
        """R-806: what a fee consists of and is used for stands on the bill."""
        self.assertEqual(
            self._text(self._page(self.bill), "e_use_note"),
            ["物业管理费 Cleaning, security and the upkeep of what is shared."],
        )

    def test_broken_month_shows_its_share(self):
        line = self.bill.invoice_line_ids[0].sudo()
        line.estate_explanation = {
            **line.estate_explanation,
            "multiplier": "2",
            "months": 1,
            "partials": [{"month": "2026-11", "days": 12, "of": 30}],
        }
        row = self._rows(self._page(self.bill))[0]
        self.assertEqual(row[2:5], ["89.17 m² × 2", "2.80", "(1 + 12/30) months"])

    def test_unreadable_explanation_shows_no_calculation(self):
        self.bill.invoice_line_ids[0].sudo().estate_explanation = {"v": 99}
        row = self._rows(self._page(self.bill))[0]
        self.assertEqual(row[2:], ["", "", "", "249.68"])

    def test_line_written_by_hand(self):
        self.bill.invoice_line_ids[0].sudo().estate_explanation = False
        row = self._rows(self._page(self.bill))[0]
        self.assertEqual(row[2:], ["1", "249.68", "", "249.68"])

    def test_b08_area_is_the_one_that_was_charged(self):
        """Printed again after a survey, the bill agrees with its own lines."""

        def area():
            page = self._page(self.bill)
            return self._text(page, "e_area")

        self.assertEqual(area(), ["89.17 m²"])
        self.unit.area_built = 90.5
        self.assertEqual(area(), ["89.17 m²"])
        # Nothing on the bill is charged by built area: the unit's own.
        line = self.bill.invoice_line_ids[0].sudo()
        line.estate_explanation = {**line.estate_explanation, "basis": "area_inner"}
        self.assertEqual(area(), ["90.50 m²"])

    # ----------------------------------------------------------------- BALANCES

    def test_arrears_in_months_and_money(self):
        """R-810: so many months, so much money."""
        self._owe(self.owner, "2026-08", "2026-09")
        page = self._page(self.bill)
        self.assertIn("Arrears before this bill (2 months)", page.text_content())
        self.assertEqual(self._text(page, "e_arrears"), ["200.00"])
        self.assertEqual(self._text(page, "e_due_total"), ["474.68"])

    def test_debts_of_others_are_not_disclosed(self):
        """R-116: the bill of a payer says nothing of another payer's debt."""
        self._owe(self.owner_2, "2026-08")
        page = self._page(self.bill)
        self.assertEqual(self._text(page, "e_arrears"), ["0.00"])
        self.assertNotIn("100.00", page.text_content())

    def test_a_later_bill_is_no_arrears_of_an_earlier(self):
        later = self._bill("2026-11-01").move_ids
        later = later.filtered(lambda move: move.estate_unit_id == self.unit)
        self.assertEqual(self._text(self._page(self.bill), "e_arrears"), ["0.00"])
        page = self._page(later)
        self.assertEqual(self._text(page, "e_arrears"), ["274.68"])
        self.assertIn("(1 month)", page.text_content())

    def test_prepayment_balance(self):
        prepay = self.company.estate_prepay_account_id
        opening = self.company.estate_opening_account_id
        self.assertFalse(self._text(self._page(self.bill), "e_prepaid"))
        self._entry(
            [
                (prepay, self.owner, "Prepaid", False, -600.0),
                (opening, None, "Opening", False, 600.0),
            ]
        )
        page = self._page(self.bill)
        self.assertEqual(self._text(page, "e_prepaid"), ["600.00"])

    def test_paid_in_part_and_in_full(self):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill.ids
        )
        register.create({"amount": 200.0})._create_payments()
        page = self._page(self.bill)
        self.assertEqual(self._text(page, "e_due_total"), ["74.68"])
        self.assertIn("-200.00", page.text_content())
        register.create({})._create_payments()
        page = self._page(self.bill)
        self.assertFalse(self._text(page, "e_due_total"))
        self.assertIn("Nothing is left to pay.", page.text_content())

    # -------------------------------------------------------------------- MARKS

    def test_cancelled_bill_is_marked_void(self):
        self.assertFalse(self._text(self._page(self.bill), "e_mark"))
        self.bill._estate_cancel_bills("Wrong area")
        self.assertEqual(self._text(self._page(self.bill), "e_mark"), ["作废 VOID"])

    def test_draft_is_marked(self):
        draft = self.bill.copy()
        self.assertEqual(self._text(self._page(draft), "e_mark"), ["DRAFT"])

    # ----------------------------------------------------------------- LANGUAGE

    def test_each_payer_reads_his_language(self):
        self.owner_2.lang = "zh_CN"
        self.item_area.with_context(lang="zh_CN").name = "管理费"
        page = self._page(self.bill | self.bill_2)
        articles = page.xpath("//div[@data-oe-model='account.move']")
        self.assertEqual(
            [article.get("data-oe-lang") for article in articles], ["en_US", "zh_CN"]
        )
        self.assertIn("October 2026", articles[0].text_content())
        self.assertIn("2026年10月", articles[1].text_content())
        self.assertIn("管理费", self._rows(articles[1])[-1][0])

    # --------------------------------------------------------------- WAYS TO PAY

    def test_ways_to_pay_from_what_is_set_up(self):
        self.env["res.partner.bank"].create(
            {
                "partner_id": self.company.partner_id.id,
                "acc_number": "4000 0231",
                "acc_holder_name": "Lake Ltd",
            }
        )
        ways = self._text(self._page(self.bill), "e_way")
        self.assertTrue(ways[0].startswith("Online:"))
        self.assertIn("Lake Ltd", ways[-1])
        self.assertIn("4000\N{NO-BREAK SPACE}0231", ways[-1].replace(" ", "\xa0"))

    def test_ways_to_pay_in_the_community_s_words(self):
        self.community.payment_note = "At gate 2\nBy WeChat"
        self.assertEqual(
            self._text(self._page(self.bill), "e_way"), ["At gate 2", "By WeChat"]
        )

    # ------------------------------------------------------------------ QR CODE

    def test_code_leads_to_the_bill_in_the_portal(self):
        source = self._page(self.bill).xpath("//img[@class='e_qr_code']/@src")[0]
        link = self.bill.get_base_url() + self.bill.get_portal_url()
        self.assertIn(self.bill.access_token, link)
        self.assertEqual(qr_matrix(source), qr_modules(link))

    def test_a_token_once_given_stays(self):
        self._page(self.bill)
        token = self.bill.access_token
        self.assertTrue(token)
        self._page(self.bill)
        self.assertEqual(self.bill.access_token, token)

    # ------------------------------------------------------------------- ACCESS

    def test_printing_follows_the_right_to_read_the_bill(self):
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self._page(self.bill, user=stranger)
        accountant = self._new_staff("accountant")
        self.assertTrue(self._rows(self._page(self.bill, user=accountant)))

    # --------------------------------------------------------------------- MASS

    def _many(self, count):
        """Publish the bills of ``count`` new units and return them."""
        units = self.env["estate.unit"].create(
            [
                self._unit_vals(f"{number:03}", 80.0)
                for number in range(201, 201 + count)
            ]
        )
        owners = self.env["res.partner"].create(
            [{"name": f"Owner {unit.room}"} for unit in units]
        )
        self.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": owner.id,
                    "role": "owner",
                    "date_start": date(2024, 1, 1),
                }
                for unit, owner in zip(units, owners, strict=True)
            ]
        )
        self._assign_all(units=units)
        return self._bill("2026-10-01").move_ids

    def _queries(self, moves):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._page(moves)
        return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow_with_the_bills(self):
        moves = self._many(12)
        self._page(moves)
        self.assertLessEqual(self._queries(moves), self._queries(moves[:3]) + 2)

    def test_many_bills_are_one_file_made_in_slices(self):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() != "ok":
            self.skipTest("wkhtmltopdf is not installed")
        moves = self._many(60)
        report = self.env.ref(REPORT)
        report.estate_slice = 25
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        render = type(reports)._estate_render_slice
        sizes = []

        def count(self, report_ref, data, res_ids):
            sizes.append(len(res_ids))
            return render(self, report_ref, data, res_ids)

        with patch.object(type(reports), "_estate_render_slice", count):
            content, kind = reports._render_qweb_pdf(REPORT, moves.ids)
        self.assertEqual((kind, sizes), ("pdf", [25, 25, 10]))
        pages = PdfFileReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 60)
        self.assertIn(moves[-1].name, pages[-1].extract_text())
