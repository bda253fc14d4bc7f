from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time

from .commission_common import PIXEL


class CommissionLedger:
    """What a commission costs ties to the ledger (R-811, R-813)."""

    def test_r813_less_spent_than_prepaid_goes_back_to_the_cent(self):
        order = self._settled(cost=179.9)
        self.assertEqual((order.charged, order.to_collect), (179.9, 0))
        self.assertEqual((order.held, order.to_refund), (20.1, 20.1))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), -20.1)
        with self.assertRaises(AccessError):
            self._money(order, "refund", self.steward)
        self._money(order, "refund", self.cashier)
        self.assertEqual((order.held, order.to_refund), (0, 0))
        self.assertEqual(order.refund_ids.amount, 20.1)
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), 0)
        self.assertEqual(self._receivable(self.unit), (0, 0))

    def test_r813_more_spent_than_prepaid_is_collected_to_the_cent(self):
        order = self._settled(cost=211.55, service_fee=10, prepaid=210)
        self.assertEqual((order.charged, order.to_collect), (221.55, 11.55))
        with self.assertRaisesRegex(UserError, "collecting"):
            order.action_close()
        self._money(order, "collect")
        self.assertEqual((order.held, order.to_collect), (0, 0))
        self.assertEqual(sum(order.receipt_ids.mapped("amount")), 221.55)
        self.assertEqual(self._receivable(self.unit), (0, 0))

    def test_r813_what_was_collected_for_the_vendor_is_owed_to_him(self):
        order = self._settled(cost=190, service_fee=10, prepaid=210)
        agency = self.company.estate_agency_account_id
        self.assertEqual(self._balance(agency), -190)
        with self.assertRaises(AccessError):
            order.with_user(self.front_desk).action_book()
        order.with_user(self.cashier).action_book()
        self.assertEqual(self._balance(agency), 0)
        bill = order.sudo().vendor_bill_id
        self.assertEqual(
            (bill.partner_id, bill.amount_total, bill.ref), (self.bakery, 190, "B-77")
        )
        order.with_user(self.cashier).action_book()
        self.assertEqual(order.sudo().vendor_bill_id, bill)

    def test_r813_the_service_fee_alone_is_taxed_income(self):
        fee = self.service.sudo()._commission_item(self.company, "fee")
        fee.product_id.taxes_id = self._included_tax()
        order = self._settled(cost=190, service_fee=10.6, prepaid=210.6)
        charge = order.sudo().charge_move_id
        self.assertEqual(charge.amount_total, 200.6)
        self.assertEqual(charge.amount_tax, 0.6)
        cost, fee_line = charge.invoice_line_ids
        self.assertEqual(cost.account_id, self.company.estate_agency_account_id)
        self.assertEqual(fee_line.account_id.internal_group, "income")
        self.assertEqual(order.held, 10)

    def test_r813_tax_on_top_makes_the_fee_that_was_agreed_to_the_cent(self):
        fee = self.service.sudo()._commission_item(self.company, "fee")
        tax = self._included_tax()
        tax.price_include_override = "tax_excluded"
        fee.product_id.taxes_id = tax
        # 8.58 and its tax of 0.51 are a cent less than what was agreed.
        order = self._settled(cost=190, service_fee=9.1, prepay_wanted=200)
        charge = order.sudo().charge_move_id
        self.assertEqual((charge.amount_total, order.charged), (199.1, 199.1))
        self.assertEqual((order.held, order.to_collect), (0.9, 0))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), -0.9)
        self.assertEqual(self._receivable(self.unit), (0, 0))

    def test_r813_the_charge_is_due_at_once_whatever_terms_its_payer_has(self):
        half = {"value": "percent", "value_amount": 50}
        self.owner.property_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create(half | {"nb_days": 0}),
                    Command.create(half | {"nb_days": 30}),
                ],
            }
        )
        order = self._settled(cost=180)
        self.assertEqual((order.to_collect, order.held), (0, 20))
        self.assertEqual(self._receivable(self.unit), (0, 0))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), -20)

    def test_r813_cost_and_fee_are_of_the_community(self):
        plan = self.env["account.analytic.plan"].create({"name": "Communities"})
        place = self.env["account.analytic.account"].create(
            {"name": "Lakeside", "plan_id": plan.id}
        )
        self.community.analytic_account_id = place
        order = self._settled(cost=190, service_fee=10, prepay_wanted=200)
        order.with_user(self.cashier).action_book()
        moves = order.sudo().charge_move_id | order.sudo().vendor_bill_id
        shares = moves.invoice_line_ids.mapped("analytic_distribution")
        self.assertEqual(shares, [{str(place.id): 100.0}] * 3)

    def test_r813_a_prepayment_pays_nothing_but_its_order(self):
        bill = self._bill(self.unit, [(self.item_fee, 50)])
        order = self._ordered()
        with self.assertRaisesRegex(UserError, "Nothing was applied"):
            self.service.with_user(self.cashier)._apply_unit_prepayments(
                self.unit.with_user(self.cashier)
            )
        self.assertEqual((order.held, bill.amount_residual), (200, 50))
        other = self._ordered(prepaid=100, estimate=100)
        self.assertEqual((order.held, other.held), (200, 100))

    def test_r813_held_money_sends_to_the_order(self):
        order = self._ordered()
        rows = self.env["estate.held.money"].with_user(self.cashier)
        row = rows.search([("unit_id", "=", self.unit.id), ("kind", "=", "prepay")])
        self.assertEqual(row.amount, 200)
        with self.assertRaisesRegex(UserError, order.name):
            row.action_refund()

    def test_r813_it_is_not_carried_to_a_new_owner(self):
        order = self._ordered()
        items = self.service._prepaid_of_order(order)
        self.assertEqual(len(items), 1)
        transfer = self.env["estate.unit.transfer"].new({"unit_id": self.unit.id})
        self.assertEqual(transfer._bound_items(items), items)
        moving = self.env["estate.unit.transfer"].create(
            {
                "unit_id": self.unit.id,
                "kind": "tenant_out",
                "from_partner_id": self.owner.id,
                "to_partner_id": self.bakery.id,
            }
        )
        moving.sudo()._list_held_money()
        row = moving.held_ids.with_user(self.steward)
        self.assertEqual((row.move_line_id, row.choice), (items, "keep"))
        with self.assertRaisesRegex(UserError, "its order gives back"):
            row.choice = "refund"
        moving.sudo()._list_held_money()
        self.assertEqual((row.choice, moving._amount_to_give_back()), ("keep", 0))
        with self.assertRaises(AccessError):
            items.with_user(self.accountant).estate_service_order_id = False

    def test_r813_the_items_of_the_settings_change_while_orders_are_open(self):
        settled = self._settled(cost=190, service_fee=10, prepaid=210)
        order = self._signed(estimate=300)
        self._money(order, "prepay", amount=120)
        with self.assertRaisesRegex(ValidationError, "collected for others"):
            self.company.estate_commission_cost_item_id = self.item_fee
        self.company.estate_commission_cost_item_id = False
        old = self.service.sudo()._commission_item(self.company, "cost")
        self.company.estate_commission_cost_item_id = old.copy({"code": "DB2"})
        self._money(order, "prepay", amount=80)
        items = self.service._prepaid_of_order(order)
        self.assertEqual(len(items.estate_item_id), 2)
        self._money(order, "refund", self.cashier)
        self.assertEqual((order.held, order.refund_ids.amount), (0, 200))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), -10)
        settled.with_user(self.cashier).action_book()
        self.assertEqual(settled.sudo().vendor_bill_id.amount_total, 190)
        self.assertEqual(self._balance(self.company.estate_agency_account_id), 0)
        self._assert_tied()

    def test_r813_it_is_booked_on_the_day_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        (self.front_desk | self.cashier).tz = "America/New_York"
        with freeze_time("2026-11-11 17:00:00"):
            order = self._settled(cost=180)
            order.with_user(self.cashier).action_book()
        moves = order.sudo().charge_move_id | order.sudo().vendor_bill_id
        self.assertEqual(
            moves.mapped("invoice_date"), [date(2026, 11, 12), date(2026, 11, 12)]
        )

    def test_r813_a_list_reads_the_ledger_once_for_all(self):
        one, two = self._settled(cost=180), self._settled(cost=190)
        few = self._count_queries(one)
        self.assertEqual(self._count_queries(one | two), few)
        self.assertEqual((one | two).mapped("to_refund"), [20, 10])

    def _count_queries(self, orders):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.mapped("prepaid")
        return self.env.cr.sql_log_count - before

    def test_r813_a_settlement_is_not_undone_after_it_was_paid(self):
        order = self._settled(cost=220)
        self._money(order, "collect")
        with self.assertRaisesRegex(UserError, "void its receipt"):
            self.service.with_user(self.cashier)._unsettle_order(order, "Misread")

    def test_r813_a_second_click_books_nothing_twice(self):
        order = self._signed()
        wizard = self._money(order, "prepay", amount=200)
        wizard.action_confirm()
        order.vendor_id = self.bakery
        self.env.invalidate_all()
        self.assertEqual((order.prepaid, len(order.receipt_ids)), (200, 1))

    def test_r813_who_cancels_meanwhile_begins_anew(self):
        order = self._signed()
        self.env.flush_all()
        before = self._version(order)
        self.service.with_user(self.front_desk)._order_service(order)
        self.assertNotEqual(self._version(order), before)

    def _version(self, order):
        """Where the row lies: a row that is written lies elsewhere."""
        query = "SELECT ctid::text FROM estate_service_order WHERE id = %s"
        self.env.cr.execute(query, [order.id])
        return self.env.cr.fetchone()[0]

    def test_r813_a_void_receipt_is_no_prepayment(self):
        order = self._signed()
        self._money(order, "prepay", amount=200)
        self.service.with_user(self.front_desk)._void(order.receipt_ids, "Wrong unit")
        self.env.invalidate_all()
        self.assertEqual(order.prepaid, 0)

    def test_r813_what_is_prepaid_goes_back_before_the_order_is_cancelled(self):
        order = self._ordered()
        with self.assertRaisesRegex(UserError, "give it back"):
            self._step(order, "cancel", self.front_desk)
        self._money(order, "refund", self.cashier)
        with self.assertRaises(AccessError):
            self._step(order, "cancel", self.cashier)
        self._step(order, "cancel", self.front_desk)
        self.assertEqual((order.state, order.held), ("cancelled", 0))

    def test_r813_what_was_handed_over_is_cancelled_only_when_it_went_back(self):
        order = self._delivered(prepaid=0, prepay_wanted=0, pay_by="account")
        for vals in ({}, {"went_back": True}):
            with self.assertRaisesRegex(UserError, "settle what it cost"):
                self._step(order, "cancel", self.front_desk, **vals)
        self.assertEqual(order.state, "delivered")
        prepaid = self._delivered(cost=0)
        prepaid.vendor_voucher_ids = False
        with self.assertRaisesRegex(UserError, "settle what it cost"):
            self._step(prepaid, "cancel", self.front_desk)
        with self.assertRaisesRegex(UserError, "give it back"):
            self._step(prepaid, "cancel", self.front_desk, went_back=True)
        self._money(prepaid, "refund", self.cashier)
        self._step(prepaid, "cancel", self.front_desk, went_back=True)
        self.assertEqual((prepaid.state, prepaid.held), ("cancelled", 0))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), 0)
        self._assert_tied()

    def test_r811_on_the_units_account_it_is_closed_while_it_is_open(self):
        order = self._settled(cost=180, prepaid=0, prepay_wanted=0, pay_by="account")
        order.with_user(self.cashier).action_book()
        order.write(
            {"satisfaction": "4", "opinion": "Fine", "opinion_signature": PIXEL}
        )
        self.env.invalidate_all()
        order.action_close()
        self.assertEqual((order.state, order.to_collect), ("done", 180))
        self.assertEqual(self._open(self.unit)[0]["open"], 180)
