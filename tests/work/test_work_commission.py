from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..paper import tree_of, words_of
from .commission_common import PIXEL, CommissionCommon

ORDER = "estate_service.report_service_order"
SLIP = "estate_service.report_service_voucher"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestWorkCommission(CommissionCommon):
    """业户服务委托单 from the signature to the file (R-421, R-429, R-813)."""

    # ------------------------------------------------------------ THE ORDER

    def test_r421_the_form_knows_the_principal_and_asks_for_the_details(self):
        form = Form(self.env["estate.service.order"].with_user(self.front_desk))
        form.unit_id = self.unit
        form.type_id = self.cake
        form.summary = "Cake"
        form.estimate = 200
        order = form.save()
        self.assertEqual(order.partner_id, self.owner)
        self.assertEqual(order.phone, self.owner.phone)
        self.assertIn("101", order.place)
        self.assertEqual(order.prepay_wanted, 200)
        self.assertTrue(order.name.startswith("WT/2026/"))
        names = [prop["name"] for prop in order.read(["details"])[0]["details"]]
        self.assertIn("cake_words", names)

    def test_r429_it_is_signed_with_all_its_terms_or_not_at_all(self):
        order = self._order(signature=False, receiver_name=False)
        with self.assertRaisesRegex(UserError, "receives it.*signature"):
            order.action_sign()
        order.write({"receiver_name": "汪奶奶", "signature": PIXEL})
        order.action_sign()
        self.assertEqual(order.state, "signed")
        self.assertEqual(order.signed_by, self.owner.name)
        self.assertTrue(order.signed_at)

    def test_r429_what_was_signed_is_changed_by_signing_anew_only(self):
        order = self._signed()
        with self.assertRaisesRegex(UserError, "Change Order"):
            order.estimate = 500
        with self.assertRaises(AccessError):
            order.state = "done"
        order.action_change()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.signature)
        order.write({"estimate": 500, "signature": PIXEL})
        self.assertEqual(order.prepay_wanted, 500)

    def test_r421_it_is_ordered_when_the_prepayment_is_there(self):
        order = self._signed()
        with self.assertRaisesRegex(UserError, "prepayment of.*vendor"):
            order.action_order()
        self._money(order, "prepay", amount=150)
        order.vendor_id = self.bakery
        with self.assertRaisesRegex(UserError, "50"):
            order.action_order()
        self._money(order, "prepay")
        order.action_order()
        self.assertEqual((order.state, order.prepaid), ("ordered", 200))

    def test_r421_the_share_of_the_prepayment_is_a_setting(self):
        self.company.estate_commission_prepay_percent = 30
        self.assertEqual(self._order(service_fee=33.33).prepay_wanted, 70)

    def test_r421_the_supervisor_is_told_and_the_manager_of_a_birthday(self):
        order = self._ordered(is_birthday=True, gift="Flowers")
        told = order.activity_ids.mapped("user_id")
        self.assertEqual(told, self.supervisor | self.manager)
        self.assertIn("Flowers", " ".join(order.activity_ids.mapped("summary")))

    def test_r421_it_is_due_on_the_day_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.front_desk.tz = "Europe/Berlin"
        order = self._ordered(deliver_at="2026-11-12 16:30:00")
        due = set(order.activity_ids.mapped("date_deadline"))
        self.assertEqual(due, {date(2026, 11, 13)})

    def test_r421_it_is_handed_over_signed_for_and_with_wishes(self):
        order = self._ordered()
        with self.assertRaisesRegex(UserError, "handed to.*receiver.*wishes"):
            order.action_deliver()

    def test_r421_a_stale_screen_hands_nothing_over_twice(self):
        order = self._settled()
        with self.assertRaisesRegex(UserError, "colleague may have been faster"):
            order.action_deliver()
        self.assertEqual((order.state, order.charged), ("settled", 180))

    def test_r421_it_is_settled_by_the_vendors_voucher(self):
        order = self._delivered()
        order.write({"vendor_voucher_ids": [(5,)], "principal_told": False})
        with self.assertRaisesRegex(UserError, "voucher.*telling the principal"):
            order.action_settle()

    def test_r421_it_is_closed_with_opinion_signature_and_booking(self):
        order = self._settled(cost=200)
        with self.assertRaisesRegex(UserError, "opinion.*signature.*booking"):
            order.action_close()
        order.with_user(self.cashier).action_book()
        order.write(
            {
                "satisfaction": "5",
                "opinion": "Delicious",
                "opinion_signature": PIXEL,
            }
        )
        self.env.invalidate_all()
        order.action_close()
        self.assertEqual(order.state, "done")
        self.assertFalse(order.activity_ids)

    def test_r421_the_request_waits_for_the_end_of_its_commission(self):
        kind = self.env.ref("estate_service.request_type_commission")
        request = (
            self.env["estate.request"]
            .with_user(self.front_desk)
            .create(
                {
                    "unit_id": self.unit.id,
                    "type_id": kind.id,
                    "summary": "A cake, please",
                    "repeated": True,
                }
            )
        )
        action = request.action_open_service_order()
        orders = self.env["estate.service.order"].with_user(self.front_desk)
        form = Form(orders.with_context(**action["context"]))
        form.type_id = self.cake
        order = form.save()
        self.assertEqual(order.request_id, request)
        self.assertEqual(order.summary, "A cake, please")
        self.assertEqual(request.action_open_service_order()["res_id"], order.id)
        self.assertIn(order.display_name, " ".join(request._closing_hindrances()))

    def test_r309_a_commission_moves_up_with_one_click(self):
        order = self._ordered()
        ask = self.env["estate.escalation.ask"].with_user(self.front_desk)
        ask = ask.with_context(**order.action_escalate()["context"])
        with freeze_time("2026-11-10 02:05:00"):
            ask.create({"reason": "Wants another bakery"}).action_confirm()
        move = order.escalation_ids
        self.assertEqual((move.from_user_id, move.minutes_held), (self.front_desk, 5))
        self.assertEqual((order.user_id, move.to_user_id), (self.supervisor,) * 2)
        self.assertIn(
            "Wants another bakery", " ".join(order.activity_ids.mapped("summary"))
        )
        with self.assertRaises(AccessError):
            order.escalation_count = 0
        with self.assertRaises(AccessError):
            ask.with_user(self.cashier).create({"reason": "Not his"})

    # ------------------------------------------------------------ THE LEDGER

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

    def test_r813_a_settlement_is_undone_and_made_anew(self):
        order = self._settled(cost=180)
        charge = order.sudo().charge_move_id
        with self.assertRaisesRegex(UserError, "undo its settlement"):
            order.cost = 185
        with self.assertRaisesRegex(AccessError, "Finance undoes"):
            self._step(order, "unsettle", self.front_desk)
        self.assertEqual((order.state, charge.state), ("settled", "posted"))
        self._step(order, "unsettle", self.cashier)
        self.assertEqual((order.state, order.held), ("delivered", 200))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), -200)
        self.assertEqual(self._balance(self.company.estate_agency_account_id), 0)
        self.assertEqual(self._receivable(self.unit), (0, 0))
        self.assertEqual(charge.state, "cancel")
        order.cost = 185
        order.action_settle()
        self.env.invalidate_all()
        self.assertEqual((order.charged, order.held), (185, 15))

    def test_r813_a_charge_that_was_taken_back_stays_so(self):
        order = self._settled(cost=180)
        first = order.sudo().charge_move_id
        self._step(order, "unsettle", self.cashier)
        with self.assertRaisesRegex(UserError, "taken back"):
            first.with_user(self.accountant).button_draft()
        order.action_settle()
        with self.assertRaisesRegex(UserError, "taken back"):
            first.with_user(self.accountant).button_draft()
        # Not even the superuser charges it twice.
        first.button_draft()
        with self.assertRaisesRegex(UserError, "already"), self.env.cr.savepoint():
            first.action_post()
        with self.assertRaisesRegex(UserError, "taken back"):
            first.with_user(self.accountant).action_post()
        self.env.invalidate_all()
        self.assertEqual((first.state, order.charged, order.held), ("draft", 180, 20))
        self.assertEqual(self._balance(self.company.estate_agency_account_id), -180)
        self.assertEqual(self._receivable(self.unit), (0, 0))
        self._assert_tied()

    def test_r813_who_revived_a_charge_does_not_settle_beside_it(self):
        order = self._settled(cost=180)
        first = order.sudo().charge_move_id
        self._step(order, "unsettle", self.cashier)
        first.button_draft()
        first.action_post()
        with self.assertRaisesRegex(UserError, "already"), self.env.cr.savepoint():
            order.action_settle()
        self.env.invalidate_all()
        self.assertEqual((order.state, order.held), ("delivered", 200))
        self.assertEqual(self._receivable(self.unit), (180, 180))

    def test_r813_what_was_settled_in_a_closed_period_is_reversed_today(self):
        order = self._settled(cost=180)
        charge = order.sudo().charge_move_id
        accounts = (
            self.company.estate_prepay_account_id,
            self.company.estate_agency_account_id,
        )
        self.company.fiscalyear_lock_date = "2026-11-30"
        with freeze_time("2026-12-02 02:00:00"):
            self._step(order, "unsettle", self.cashier)
            self.assertEqual(charge.payment_state, "reversed")
            self.assertEqual(charge.estate_cancel_reason, "Misread")
            self.assertEqual(charge.reversal_move_ids.date, date(2026, 12, 2))
            self.assertEqual((order.state, order.held), ("delivered", 200))
            self.assertEqual([self._balance(one) for one in accounts], [-200, 0])
            self.assertEqual(self._receivable(self.unit), (0, 0))
            order.cost = 185.5
            order.action_settle()
            self.env.invalidate_all()
            note = charge.reversal_move_ids.with_user(self.accountant)
            for revive in (
                note.button_draft,
                note._reverse_moves,
                charge.with_user(self.accountant)._reverse_moves,
            ):
                with self.assertRaisesRegex(UserError, "taken back"):
                    revive()
            self._assert_tied("2026-12-31")
        self.assertEqual((order.charged, order.prepaid, order.held), (185.5, 200, 14.5))
        self.assertEqual([self._balance(one) for one in accounts], [-14.5, -185.5])
        self.assertEqual(self._receivable(self.unit), (0, 0))

    def test_r813_the_charge_is_not_cancelled_beside_its_order(self):
        order = self._settled(cost=180)
        charge = order.sudo().charge_move_id.with_user(self.accountant)
        for take_back in (
            lambda: charge._estate_cancel_bills("Wrong amount"),
            charge.button_draft,
            lambda: charge._reverse_moves(cancel=True),
        ):
            with self.assertRaisesRegex(UserError, "undo its settlement instead"):
                with self.env.cr.savepoint():
                    take_back()
        self.env.invalidate_all()
        self.assertEqual((order.charged, order.to_refund), (180, 20))
        self.assertEqual(self._balance(self.company.estate_prepay_account_id), -20)
        self.assertEqual(self._balance(self.company.estate_agency_account_id), -180)
        self.assertEqual(self._receivable(self.unit), (0, 0))

    def test_r813_a_charge_credited_in_full_is_none_and_not_made_again(self):
        order = self._settled(cost=180, prepaid=0, prepay_wanted=0, pay_by="account")
        charge = order.sudo().charge_move_id
        self.assertEqual((order.charged, order.to_collect), (180, 180))
        charge._reverse_moves(cancel=True)
        self.env.invalidate_all()
        self.assertEqual(charge.payment_state, "reversed")
        self.assertEqual((order.charged, order.to_collect), (0, 0))
        order.action_settle()
        self.env.invalidate_all()
        self.assertEqual((order.sudo().charge_move_id, order.charged), (charge, 0))
        self.assertEqual(self._receivable(self.unit), (0, 0))
        with self.assertRaisesRegex(UserError, "credited already"):
            self._step(order, "unsettle", self.cashier)
        # Nor beside a credit that is not matched with it.
        charge.reversal_move_ids.line_ids.remove_move_reconcile()
        with self.assertRaisesRegex(UserError, "credited already"):
            self._step(order, "unsettle", self.cashier)

    def test_r813_a_vendors_bill_that_was_taken_back_is_booked_anew(self):
        order = self._settled(cost=190)
        agency = self.company.estate_agency_account_id
        waiting = self.env["estate.service.order"].with_user(self.cashier)
        waiting = waiting.search([("is_booked", "=", False)])
        self.assertIn(order, waiting)
        order.with_user(self.cashier).action_book()
        first = order.sudo().vendor_bill_id
        first._reverse_moves([{"invoice_date": "2026-11-10"}], cancel=True)
        self.env.invalidate_all()
        self.assertEqual((first.payment_state, order.is_booked), ("reversed", False))
        self.assertEqual(self._balance(agency), -190)
        self._assert_tied()
        self.assertIn(order, waiting.search([("is_booked", "=", False)]))
        order.with_user(self.cashier).action_book()
        self.env.invalidate_all()
        second = order.sudo().vendor_bill_id
        self.assertNotEqual(second, first)
        self.assertEqual((second.amount_total, order.is_booked), (190, True))
        self.assertEqual(self._balance(agency), 0)
        self._assert_tied()
        cost = self.service.sudo()._commission_item(self.company, "cost")
        self.assertEqual(second.invoice_line_ids.estate_item_id, cost)
        # What took the first back is not undone beside the second.
        for entry in first | first.reversal_move_ids:
            with self.assertRaisesRegex(UserError, "taken back"):
                entry.with_user(self.accountant).button_draft()
        self.assertIn(order, waiting.search([("is_booked", "=", True)]))
        second.button_draft()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "being corrected"):
            order.with_user(self.cashier).action_book()

    def test_r813_a_bill_that_was_taken_back_is_not_booked_of_another_settlement(self):
        order = self._settled(cost=190)
        order.with_user(self.cashier).action_book()
        first = order.sudo().vendor_bill_id
        first.button_cancel()
        self.env.invalidate_all()
        self._step(order, "unsettle", self.cashier)
        with self.assertRaisesRegex(UserError, "taken back"):
            first.with_user(self.accountant).button_draft()
        order.cost = 170
        order.action_settle()
        order.with_user(self.cashier).action_book()
        self.env.invalidate_all()
        self.assertEqual(order.sudo().vendor_bill_id.amount_total, 170)
        self.assertEqual(self._balance(self.company.estate_agency_account_id), 0)
        self._assert_tied()

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

    # ------------------------------------------------------------ WHO

    def test_r421_roles(self):
        order = self._signed()
        with self.assertRaises(AccessError):
            order.with_user(self.cashier).action_change()
        with self.assertRaises(AccessError):
            self._money(order, "prepay", self.steward)
        self._money(order, "prepay", self.cashier, amount=200)
        self.assertEqual(order.prepaid, 200)
        stranger = self._new_staff("front_desk", login="stranger")
        stranger.estate_community_ids = False
        with self.assertRaises(AccessError):
            order.with_user(stranger).read(["name"])
        # Nor does a dialog that is only being filled in tell of it.
        self.env.invalidate_all()
        dialogs = self.env["estate.service.order.money"].with_user(stranger)
        for name in ("amount", "unit_id", "partner_id"):
            with self.assertRaises(AccessError):
                dialogs.new({"order_id": order.id, "step": "prepay"})[name]

    def test_r421_who_reads_the_order_reads_its_papers(self):
        files = self.env["ir.attachment"].with_user(self.front_desk)
        paper = files.create({"name": "signed.txt", "raw": b"signed"})
        order = self._order(signature=False, signed_paper_ids=[(6, 0, paper.ids)])
        order.action_sign()
        seen = order.with_user(self.cashier).signed_paper_ids
        self.assertEqual(seen.read(["name"])[0]["name"], "signed.txt")

    # ------------------------------------------------------------ PAPERS

    def test_r421_the_order_prints_its_terms_and_its_settlement(self):
        order = self._order(
            organisation="Lakeside School",
            details=[
                {"name": "cake_words", "value": "寿比南山"},
                {"name": "cake_card", "value": True},
            ],
        )
        text = tree_of(self.env, ORDER, order, self.front_desk).text_content()
        for word in ("寿比南山", "Lakeside School", "Cash at the Counter", order.name):
            self.assertIn(word, text)
        settled = self._settled(cost=179.9)
        text = tree_of(self.env, ORDER, settled, self.front_desk).text_content()
        for word in ("179.90", "Still to give back", "20.10", "Bakery"):
            self.assertIn(word, text)

    def test_r421_the_slip_says_what_was_prepaid(self):
        order = self._signed()
        with self.assertRaisesRegex(UserError, "Nothing is prepaid"):
            order.action_print_voucher()
        self._money(order, "prepay", amount=200)
        self.assertEqual(order.action_print_voucher()["type"], "ir.actions.report")
        page = tree_of(self.env, SLIP, order, self.front_desk)
        self.assertIn("200.00", words_of(page, "e_receipt_total")[0])
        self.assertEqual(words_of(page, "e_receipts"), [order.receipt_ids.name])
