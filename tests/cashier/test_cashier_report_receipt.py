"""The receipt on paper: what for, how paid, in capitals, which copy (R-408, R-707)."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..paper import qr_matrix, qr_modules, rows_of, tree_of, words_of
from .cashier_common import CashierCommon

D = Decimal
REPORT = "estate_service.action_report_receipt"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierReportReceipt(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.bill_september = cls._bill(
            cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)], "2026-09-01"
        )
        cls.bill_october = cls._bill(
            cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)], "2026-10-01"
        )

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def _take(self, lines=None, methods=None, **kwargs):
        """Collect these open lines (all of them) at the counter."""
        lines = lines or self._open(self.unit)
        allocations = [(line["move_line_id"], line["open"]) for line in lines]
        return self._collect(self.unit, allocations, methods, **kwargs)

    def _page(self, receipt, user=None):
        """The first part of the receipt."""
        return self._parts(receipt, user)[0]

    def _parts(self, receipt, user=None):
        tree = tree_of(self.env, REPORT, receipt, user or self.cashier)
        return tree.xpath("//div[@data-oe-model='estate.receipt']")

    def _lines(self, receipt):
        return rows_of(self._page(receipt), "e_receipt_line")

    def _word(self, page, css_class):
        """Text of the one element of a part that has the class."""
        path = f".//*[contains(@class, '{css_class}')]"
        (node,) = page.xpath(path)
        return " ".join(node.text_content().split())

    # ------------------------------------------------------------------
    # CONTENT
    # ------------------------------------------------------------------

    def test_months_of_one_item_that_follow_each_other_are_one_row(self):
        self.assertEqual(
            self._lines(self._take()),
            [
                ["Management Fee", "September 2026 – October 2026", "499.36"],
                ["Lighting", "September 2026 – October 2026", "30.00"],
            ],
        )

    def test_part_payment_stands_alone_and_says_so(self):
        first, _light, second, _light = self._open(self.unit)
        receipt = self._collect(
            self.unit, [(first["move_line_id"], 249.68), (second["move_line_id"], 100)]
        )
        self.assertEqual(
            self._lines(receipt),
            [
                ["Management Fee", "September 2026", "249.68"],
                ["Management Fee (part payment)", "October 2026", "100.00"],
            ],
        )

    def test_prepayment_and_deposit(self):
        receipt = self._collect(
            self.unit,
            [],
            prepayments=[(self.item_fee, 500)],
            deposits=[(self.item_light, 50)],
        )
        self.assertEqual(
            sorted(row[0] for row in self._lines(receipt)),
            ["Deposit: Lighting", "Prepayment: Management Fee"],
        )

    def test_money_held_is_worded_for_its_reader(self):
        """The clerk's own language is on the screen, not on the payer's paper."""
        card = self.env["estate.access.card"].create(
            {
                "name": "P-001",
                "type_id": self.env["estate.access.card.type"]
                .create({"name": "Parking", "kind": "parking", "deposit": 100})
                .id,
                "unit_id": self.unit.id,
                "partner_id": self.owner.id,
            }
        )
        receipt = self._collect(
            self.unit, [], prepayments=[(None, 500)], deposits=[(card, 100)]
        )
        receipt.sudo().line_ids.name = "written by the clerk"
        self.assertEqual(
            sorted(row[0] for row in self._lines(receipt)),
            [f"Deposit: {card.display_name}", "Prepayment"],
        )

    def test_amount_in_figures_and_capitals(self):
        """In yuan alone: the capitals say 元, which no other currency has."""
        receipt = self._take()
        self.env.ref("base.CNY").name = "CNX"
        self.company.sudo().currency_id.name = "CNY"
        receipt.invalidate_recordset(["amount_capitals"])
        page = self._page(receipt)
        self.assertEqual(self._word(page, "e_words"), "人民币 伍佰贰拾玖元叁角陆分")
        self.assertTrue(self._word(page, "e_receipt_total").endswith("529.36"))

    def test_amount_of_another_currency_in_its_own_words(self):
        currency = self.company.currency_id
        self.assertNotEqual(currency.name, "CNY")
        receipt = self._take()
        words = currency.amount_to_text(529.36)
        self.assertEqual(receipt.amount_capitals, words)
        self.assertEqual(self._word(self._page(receipt), "e_words"), words)

    def test_methods_with_tendered_and_change(self):
        receipt = self._take(
            methods=[
                self._by(self.cash, 300, tendered=310),
                self._by(self.pos, D("229.36")),
            ]
        )
        self.assertEqual(
            self._word(self._page(receipt), "e_methods"),
            "Cash 300.00 (tendered 310.00, change 10.00); POS 229.36",
        )

    def test_change_of_two_tills_stands_on_its_own_payment(self):
        till = self.cash.copy({"payment_account_id": self.cash.payment_account_id.id})
        receipt = self._take(
            methods=[
                self._by(self.cash, 300, tendered=310),
                self._by(till, D("229.36"), tendered=D("229.36")),
            ]
        )
        self.assertEqual(receipt.change, 10)
        self.assertEqual(
            self._word(self._page(receipt), "e_methods"),
            "Cash 300.00 (tendered 310.00, change 10.00); Cash 229.36",
        )

    def test_who_when_where(self):
        receipt = self._take()
        text = self._page(receipt).text_content()
        for expected in (receipt.name, "1-1-101", "汪健强", "11/10/2026"):
            self.assertIn(expected, text)
        self.assertIn(self.cashier.name, text)

    def test_payer_reads_his_language(self):
        self.owner.lang = "zh_CN"
        page = self._page(self._take())
        self.assertEqual(page.get("data-oe-lang"), "zh_CN")
        self.assertIn("2026年9月 – 2026年10月", page.text_content())

    # ------------------------------------------------------------------
    # PARTS AND COPIES
    # ------------------------------------------------------------------

    def test_three_parts(self):
        """R-408: one for the payer, one for finance, one stays in the book."""
        parts = self._parts(self._take())
        self.assertEqual(
            [self._word(part, "e_part_name") for part in parts],
            ["Part 1: Stub", "Part 2: Payer", "Part 3: Finance"],
        )

    def test_one_part_where_the_form_copies_itself(self):
        self.company.estate_receipt_parts = "one"
        (part,) = self._parts(self._take())
        self.assertEqual(self._word(part, "e_part_name"), "Part 2: Payer")

    def test_each_print_is_counted_and_shown(self):
        receipt = self._take()
        self.assertEqual(receipt.print_count, 0)
        for number in (1, 2, 3):
            text = self._word(self._page(receipt), "e_copy")
            self.assertEqual(text, f"Print no. {number}")
        self.assertEqual(receipt.print_count, 3)

    def test_blank_rows_fill_the_form(self):
        page = self._page(self._take(self._open(self.unit)[:1]))
        self.assertEqual(
            len(page.xpath(".//table[contains(@class, 'e_lines')]//tr")), 7
        )

    # ------------------------------------------------------------------
    # VOID
    # ------------------------------------------------------------------

    def test_void_receipt_is_marked_with_its_reason(self):
        receipt = self._take()
        self.assertNotIn("作废", self._page(receipt).text_content())
        self.service.with_user(self.supervisor)._void(receipt, "Wrong unit")
        page = self._page(receipt)
        self.assertEqual(self._word(page, "e_mark"), "作废 VOID")
        self.assertIn("Wrong unit", self._word(page, "e_void"))
        self.assertEqual(len(self._lines(receipt)), 2)

    # ------------------------------------------------------------------
    # QR CODE AND ACCESS
    # ------------------------------------------------------------------

    def _code(self, receipt):
        return qr_matrix(self._page(receipt).xpath(".//img/@src")[0])

    def test_code_of_one_bill_leads_to_it(self):
        receipt = self._take(self._open(self.unit)[:2])
        bill = self.bill_september
        code = self._code(receipt)
        self.assertEqual(code, qr_modules(bill.get_base_url() + bill.get_portal_url()))

    def test_code_of_several_bills_leads_to_the_payer_s_own(self):
        receipt = self._take()
        link = receipt.get_base_url() + "/my/invoices"
        self.assertEqual(self._code(receipt), qr_modules(link))

    def test_who_pays_for_another_gets_no_key_to_his_bill(self):
        """R-116: a neighbour brings the money, the bill stays the owner's."""
        receipt = self._take(self._open(self.unit)[:2], payer=self.owner_2)
        link = receipt.get_base_url() + "/my/invoices"
        self.assertEqual(self._code(receipt), qr_modules(link))

    def test_printing_follows_the_right_to_read_the_receipt(self):
        receipt = self._take()
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        elsewhere = self._new_staff("front_desk", login="elsewhere")
        elsewhere.estate_community_ids = False
        for user in (stranger, elsewhere):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
                self._page(receipt, user)
        self.assertEqual(receipt.print_count, 0)

    def test_the_strip_of_a_continuous_form(self):
        self.env.ref(REPORT).paperformat_id = self.env.ref(
            "estate_service.paperformat_receipt_form"
        )
        self.assertIn("e_low", self._page(self._take()).get("class"))

    def test_words_helper_sees_every_part(self):
        page = tree_of(self.env, REPORT, self._take(), self.cashier)
        self.assertEqual(len(set(words_of(page, "e_receipt_number"))), 1)
        self.assertEqual(len(words_of(page, "e_receipt_number")), 3)
