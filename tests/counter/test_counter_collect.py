"""The collection screen as a clerk uses it."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .collect_common import CollectCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCounterCollect(CollectCommon):
    # ------------------------------------------------------------------
    # WHAT IS SHOWN
    # ------------------------------------------------------------------

    def test_each_line_shows_what_is_paid_and_open(self):
        """With the payer's other units as well, where a column of units is added."""
        arch = self.env["estate.collect"].get_view(view_type="form")["arch"]
        for name in ("amount", "paid", "open", "pay"):
            [column] = etree.fromstring(arch).xpath(
                f"//field[@name='line_ids']/list/field[@name='{name}']"
            )
            self.assertFalse(column.get("column_invisible"), name)

    def test_unit_shows_people_arrears_and_lines(self):
        form = self._screen()
        self.assertEqual(form.partner_id, self.owner)
        self.assertEqual(form.owner_phone, self.owner.phone)
        self.assertEqual(form.open_total, 529.36)
        self.assertEqual((form.arrears_total, form.arrears_months), (529.36, 2))
        collect = form.save()
        self.assertEqual(collect.line_ids.mapped("pay"), [0, 0, 0, 0])
        self.assertEqual(
            collect.line_ids.mapped("period"),
            ["2026-09", "2026-09", "2026-10", "2026-10"],
        )
        self.assertEqual(collect.method_ids.mapped("is_cash").count(True), 1)

    def test_screen_opened_from_a_unit_or_its_bill_knows_it(self):
        unit = self.unit.with_user(self.cashier)
        context = unit.action_collect()["context"]
        screen = self.env["estate.collect"].with_user(self.cashier)
        form = Form(screen.with_context(**context))
        self.assertEqual(form.unit_id, self.unit)
        self.assertEqual(form.open_total, 529.36)
        self.assertEqual(form.pay_total, 0)

    def test_bill_whose_button_opened_the_screen_is_ticked(self):
        bill = self.env["account.move"].search(
            [("estate_unit_id", "=", self.unit.id)], order="id desc", limit=1
        )
        context = bill.with_user(self.cashier).action_estate_collect()["context"]
        screen = self.env["estate.collect"].with_user(self.cashier)
        form = Form(screen.with_context(**context))
        self.assertEqual((form.unit_id, form.pay_total), (self.unit, 264.68))
        collect = form.save()
        self.assertEqual(collect.line_ids.mapped("selected"), [0, 0, 1, 1])
        self.assertEqual(collect.line_ids.mapped("pay"), [0, 0, 249.68, 15])

    def test_other_units_of_the_payer_on_demand(self):
        garage = self._garage()
        self._bill(garage, [(self.item_light, 150)], partner=self.owner)
        form = self._screen()
        self.assertEqual((form.related_count, form.related_arrears), (1, 150))
        self.assertEqual(form.open_total, 529.36)
        form.with_related = True
        self.assertEqual(form.open_total, 679.36)
        collect = form.save()
        collect.action_pay_all()
        self._pay(collect, cash=679.36)
        collect.action_collect()
        self.assertEqual(collect.receipt_id.line_ids.unit_id, self.unit | garage)

    # ------------------------------------------------------------------
    # WHAT IS PAID
    # ------------------------------------------------------------------

    def test_a_tick_pays_the_line_whole_an_amount_pays_a_part(self):
        form = self._screen()
        with form.line_ids.edit(0) as line:
            line.selected = True
            self.assertEqual(line.pay, 249.68)
        with form.line_ids.edit(1) as line:
            line.pay = 7.5
            self.assertTrue(line.selected)
        with form.line_ids.edit(2) as line:
            line.pay = 9999
            self.assertEqual(line.pay, 249.68)
            line.selected = False
            self.assertEqual(line.pay, 0)
        self.assertEqual(form.pay_total, 257.18)
        self.assertEqual(form.left, 257.18)

    def test_cash_given_makes_change(self):
        form = self._screen()
        with form.line_ids.edit(0) as line:
            line.selected = True
        with form.method_ids.edit(0) as row:
            row.tendered = 300
        self.assertEqual((form.left, form.change), (0, 50.32))
        collect = form.save()
        collect.action_collect()
        self.assertEqual(collect.receipt_id.amount, 249.68)
        self.assertEqual(collect.receipt_id.change, 50.32)

    def test_too_much_cash_typed_as_amount_is_cash_given(self):
        form = self._screen()
        with form.line_ids.edit(0) as line:
            line.selected = True
        with form.method_ids.edit(0) as row:
            row.amount = 300
        with form.method_ids.edit(0) as row:
            self.assertEqual((row.amount, row.tendered), (249.68, 300))

    def test_one_click_pays_the_rest_another_way(self):
        form = self._screen()
        with form.line_ids.edit(0) as line:
            line.selected = True
        with form.method_ids.edit(0) as row:
            row.amount = 100
        with form.method_ids.edit(1) as row:
            row.take_rest = True
        with form.method_ids.edit(1) as row:
            self.assertEqual((row.amount, row.take_rest), (149.68, False))
        self.assertEqual(form.left, 0)

    def test_oldest_first_for_an_amount_prepays_what_is_over(self):
        collect = self._saved()
        collect.amount_oldest = 270
        collect.action_oldest_first()
        self.assertEqual(collect.line_ids.mapped("pay"), [249.68, 15, 5.32, 0])
        collect.action_clear()
        collect.amount_oldest = 600
        collect.action_oldest_first()
        self.assertEqual(collect.pay_total, 600)
        self.assertEqual(len(collect._prepay_lines()), 1)
        self._pay(collect, cash=600)
        collect.action_collect()
        self.assertFalse(self._open(self.unit))
        self.assertEqual(
            float(self.service._prepaid_balance(self.unit)[self.unit.id]), 70.64
        )

    def test_excess_may_be_kept_as_prepayment(self):
        collect = self._saved()
        collect.action_pay_all()
        self._pay(collect, pos=550)
        self.assertEqual(collect.excess, 20.64)
        with self.assertRaisesRegex(UserError, "add up to"):
            collect.action_collect()
        collect.action_keep_excess()
        self.assertEqual(collect.excess, 0)
        collect.action_collect()
        self.assertEqual(collect.receipt_id.amount, 550)

    def test_change_may_be_kept_as_prepayment(self):
        form = self._screen()
        with form.line_ids.edit(1) as line:
            line.selected = True
        with form.method_ids.edit(0) as row:
            row.tendered = 20
        collect = form.save()
        collect.action_keep_excess()
        self.assertEqual((collect.left, collect.change), (0, 0))
        collect.action_collect()
        self.assertEqual(collect.receipt_id.line_ids.mapped("amount"), [15, 5])

    def test_rest_is_taken_in_cash_by_a_key(self):
        collect = self._saved()
        collect.action_pay_all()
        self._pay(collect, pos=29.36)
        collect.action_rest_in_cash()
        self.assertEqual(collect.left, 0)
        cash = collect.method_ids.filtered("is_cash")
        self.assertEqual((cash.amount, cash.change), (500, 0))

    def test_held_money_is_used_for_open_bills(self):
        self._collect(self.unit, [], prepayments=[(None, 300)])
        collect = self._saved()
        self.assertEqual(collect.prepaid_total, 300)
        collect.action_apply_held()
        self.assertEqual(collect.open_total, 229.36)
        collect.invalidate_recordset(["prepaid_total"])
        self.assertEqual(collect.prepaid_total, 0)

    # ------------------------------------------------------------------
    # COLLECT
    # ------------------------------------------------------------------

    def test_collect_prints_and_makes_ready_for_the_next(self):
        collect = self._saved()
        collect.action_pay_all()
        self._pay(collect, cash=529.36)
        action = collect.action_collect()
        self.assertEqual(action["tag"], "estate_collect_next")
        report = action["params"]["report"]
        self.assertEqual(report["report_name"], "estate_service.report_receipt")
        self.assertEqual(report["context"]["active_ids"], collect.receipt_id.ids)
        following = self._next_screen(action)
        self.assertFalse(following.unit_id)
        self.assertEqual(following.last_amount, 529.36)

    def _next_screen(self, action):
        screen = self.env["estate.collect"].with_user(self.cashier)
        receipt_id = action["params"]["receipt_id"]
        return Form(screen.with_context(default_last_receipt_id=receipt_id))

    def test_second_click_books_nothing(self):
        collect = self._saved()
        collect.action_pay_all()
        self._pay(collect, cash=529.36)
        first = collect.action_collect()
        self.assertEqual(collect.action_collect(), first)
        receipts = self.env["estate.receipt"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(len(receipts), 1)

    def test_second_clerk_learns_that_it_was_paid(self):
        other = self._saved(user=self.front_desk)
        other.action_pay_all()
        collect = self._saved()
        collect.action_pay_all()
        for screen in (collect, other):
            self._pay(screen, cash=529.36)
        collect.action_collect()
        with self.assertRaisesRegex(UserError, "paid or cancelled"):
            other.action_collect()

    def test_what_is_missing_is_said(self):
        collect = self.env["estate.collect"].with_user(self.cashier).create({})
        for action in ("action_collect", "action_pay_all", "action_oldest_first"):
            with self.subTest(action=action), self.assertRaisesRegex(UserError, "unit"):
                getattr(collect, action)()
        collect = self._saved()
        with self.assertRaisesRegex(UserError, "Say how it is paid"):
            collect.action_collect()
        for action in ("action_oldest_first", "action_add_prepayment"):
            with self.assertRaisesRegex(UserError, "Type"):
                getattr(collect, action)()
        with self.assertRaisesRegex(UserError, "Nothing was given too much"):
            collect.action_keep_excess()

    def test_without_set_up_the_screen_says_so(self):
        self.company.estate_prepay_account_id = False
        self.assertFalse(self._screen().is_set_up)

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    def test_front_desk_collects_on_the_screen(self):
        collect = self._saved(user=self.front_desk)
        collect.action_pay_all()
        self._pay(collect, cash=529.36)
        collect.action_collect()
        self.assertEqual(collect.receipt_id.cashier_id, self.front_desk)

    def test_steward_has_no_screen(self):
        with self.assertRaises(AccessError):
            self._screen(user=self.steward)

    def test_clerk_of_another_community_does_not_find_the_unit(self):
        self.cashier.estate_community_ids = [Command.clear()]
        found = self.env["estate.unit"].with_user(self.cashier).search([])
        self.assertNotIn(self.unit, found)
        with self.assertRaises(AccessError):
            self._saved()
