from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time


class CommissionUndone:
    """What was settled is taken back and made anew (R-813)."""

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
