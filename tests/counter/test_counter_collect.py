"""The collection screen as a clerk uses it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..cashier.cashier_common import CashierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCounterCollect(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in ("09", "10"):
            cls._bill(
                cls.unit,
                [(cls.item_fee, 249.68), (cls.item_light, 15.0)],
                f"2026-{month}-01",
            )

    def _screen(self, unit=None, user=None):
        form = Form(self.env["estate.collect"].with_user(user or self.cashier))
        form.unit_id = unit or self.unit
        return form

    def _saved(self, **kwargs):
        return self._screen(**kwargs).save()

    def _pay(self, collect, **amounts):
        """Type amounts beside the ways to pay, as ``cash=10``."""
        for channel, amount in amounts.items():
            method = self.cash if channel == "cash" else self.pos
            row = collect.method_ids.filtered(lambda r, m=method: r.method_ref == m.id)
            row.amount = amount

    # ------------------------------------------------------------------
    # WHAT IS SHOWN
    # ------------------------------------------------------------------

    def _garage(self):
        return self.env["estate.unit"].create(
            {
                "community_id": self.community.id,
                "code": "B1-017",
                "room": "017",
                "kind": "parking",
                "parent_id": self.unit.id,
            }
        )

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

    def test_prepay_months_by_item_for_who_will_be_billed(self):
        tenant = self.env["res.partner"].create({"name": "租户"})
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._assign(
            self.unit,
            self.item_light,
            "2026-11-01",
            payer_rule="partner",
            payer_id=tenant.id,
        )
        collect = self._saved()
        collect.prepay_months = 2
        collect.action_prepay_months()
        prepaid = collect._prepay_lines()
        self.assertEqual(prepaid.mapped("pay"), [499.36, 30])
        self.assertEqual(prepaid.mapped("partner_id"), self.owner | tenant)
        self.env.flush_all()
        collect.invalidate_recordset(["line_ids"])
        self.assertEqual(collect.line_ids[:2], prepaid, "seen without scrolling")
        self._pay(collect, cash=529.36)
        collect.action_collect()
        items = self.env["estate.held.money"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(
            {(row.partner_id, row.item_id, row.amount) for row in items},
            {(self.owner, self.item_fee, 499.36), (tenant, self.item_light, 30)},
        )

    def _prepay_months(self, months=2, book=True):
        """Prepay as the clerk does; return what was asked for."""
        collect = self._saved()
        collect.prepay_months = months
        collect.action_prepay_months()
        lines = collect._prepay_lines().sorted("date_from")
        asked = [(str(line.date_from), str(line.date_to), line.pay) for line in lines]
        if book:
            self._pay(collect, cash=collect.pay_total)
            collect.action_collect()
        return asked

    def _asked(self, months=2):
        return self._prepay_months(months, book=False)

    def _give_back(self, amount):
        held = self.env["estate.held.money"].search([("unit_id", "=", self.unit.id)])
        self.service.with_user(self.cashier)._refund(
            held._held_money(), amount, self._by(self.cash_out, amount), "Moves out"
        )

    def test_months_that_are_prepaid_are_not_prepaid_again(self):
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self.assertEqual(self._prepay_months(), [("2026-11-01", "2026-12-31", 499.36)])
        self.assertEqual(self._prepay_months(), [("2027-01-01", "2027-02-28", 499.36)])
        self._pay_arrears()
        self._charge("2026-11-01")
        self.assertEqual(self._asked(1), [("2027-03-01", "2027-03-31", 249.68)])

    def _pay_arrears(self):
        lines = self._open(self.unit)
        self._collect(self.unit, [(row["move_line_id"], row["open"]) for row in lines])

    def _charge(self, month):
        """Bill a month as the run does; what is held pays the oldest first."""
        # The accountant of the test reads with his own rights what the service read.
        self.env.invalidate_all()
        bill = self._bill(self.unit, [(self.item_fee, 249.68)], month, post=False)
        bill.invoice_line_ids.estate_assignment_id = self.unit.assignment_ids
        bill.action_post()
        self.service._apply_prepayments(bill)

    def test_months_whose_money_paid_older_debts_are_prepaid_anew(self):
        """Two months of arrears and November took what three of four were paid with."""
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._prepay_months()
        self._prepay_months()
        self._charge("2026-11-01")
        asked = [(start, pay) for start, _end, pay in self._asked()]
        self.assertEqual(asked, [("2026-12-01", 249.68), ("2027-02-01", 249.68)])

    def test_months_whose_money_was_given_back_are_prepaid_anew(self):
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._prepay_months()
        self._prepay_months()
        self._give_back(249.68)
        self.assertEqual(
            self._asked(),
            [
                ("2026-12-01", "2026-12-31", 249.68),
                ("2027-03-01", "2027-03-31", 249.68),
            ],
        )
        self._give_back(249.68)
        self.assertEqual(self._asked(), [("2026-11-01", "2026-12-31", 499.36)])
        self._give_back(499.36)
        self._prepay_months(1)
        self.assertEqual(self._asked(1), [("2026-12-01", "2026-12-31", 249.68)])

    def test_months_that_another_person_prepaid_are_still_his_who_is_billed(self):
        tenant = self.env["res.partner"].create({"name": "租户"})
        self._assign(self.unit, self.item_fee, "2026-11-01")
        november = ("2026-11-01", "2026-11-30")
        self._collect(
            self.unit,
            [],
            prepayments=[(self.item_fee, 249.68, tenant, *november)],
            payer=tenant,
        )
        self.assertEqual(self._asked(1), [(*november, 249.68)])
        self.unit.assignment_ids.write({"payer_rule": "partner", "payer_id": tenant.id})
        self.assertEqual(self._asked(1), [("2026-12-01", "2026-12-31", 249.68)])

    def test_months_of_the_parking_space_are_held_for_the_parking_space(self):
        garage = self._garage()
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._assign(
            garage,
            self.item_light,
            "2026-11-01",
            payer_rule="partner",
            payer_id=self.owner.id,
        )
        form = self._screen()
        form.with_related = True
        collect = form.save()
        collect.prepay_months = 2
        collect.action_prepay_months()
        self._pay(collect, cash=collect.pay_total)
        collect.action_collect()
        held = self.env["estate.held.money"].search(
            [("partner_id", "=", self.owner.id)]
        )
        self.assertEqual(
            {(row.unit_id, row.item_id, row.amount) for row in held},
            {(self.unit, self.item_fee, 499.36), (garage, self.item_light, 30)},
        )
        self.assertEqual(collect.receipt_id.line_ids.unit_id, self.unit | garage)
        # The accountant of the test reads with his own rights what the service read.
        self.env.invalidate_all()
        bill = self._bill(
            garage, [(self.item_light, 15)], "2026-11-01", partner=self.owner
        )
        self.service._apply_prepayments(bill)
        self.assertEqual(bill.payment_state, "paid")

    def test_nobody_prepays_for_a_unit_that_he_does_not_serve(self):
        elsewhere = self.env["estate.community"].create(
            {"name": "Elsewhere", "code": "EL", "company_id": self.company.id}
        )
        foreign = self.env["estate.unit"].create(
            {"community_id": elsewhere.id, "code": "E-1", "room": "1"}
        )
        with self.assertRaises(AccessError):
            self._collect(
                self.unit, [], prepayments=[(None, 10, None, None, None, foreign)]
            )

    def test_prepaid_months_are_what_their_bills_will_ask_for(self):
        tax = self.env["account.tax"].create(
            {
                "name": "6% on top",
                "amount": 6,
                "amount_type": "percent",
                "price_include_override": "tax_excluded",
                "type_tax_use": "sale",
                "company_id": self.company.id,
            }
        )
        self._assign(self.unit_2, self._new_item("Net Fee", 100, tax=tax), "2026-11-01")
        collect = self._saved(unit=self.unit_2)
        collect.prepay_months = 2
        collect.action_prepay_months()
        self.assertEqual(collect.pay_total, 212)

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
