"""作废: a void receipt keeps its number and gives its bills back."""

from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .cashier_common import CashierCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierVoid(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill = cls._bill(cls.unit, [(cls.item_fee, 100), (cls.item_light, 15)])

    def _void(self, receipt, reason="Wrong unit", user=None):
        user = user or self.cashier
        self.service.with_user(user)._void(receipt.with_user(user), reason)

    def _receipt(self, amount=100, **kwargs):
        line = self._open(self.unit)[0]
        return self._collect(self.unit, [(line["move_line_id"], amount)], **kwargs)

    # ------------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------------

    def test_void_reopens_the_bill_and_keeps_the_numbers(self):
        receipt = self._receipt()
        entry = receipt.sudo().payment_ids.move_id
        number, entry_number = receipt.name, entry.name
        self._void(receipt)
        self.assertEqual((receipt.state, receipt.name), ("void", number))
        self.assertEqual(receipt.void_reason, "Wrong unit")
        self.assertEqual(receipt.void_user_id, self.cashier)
        self.assertEqual((entry.state, entry.name), ("cancel", entry_number))
        self.assertEqual(receipt.sudo().payment_ids.state, "canceled")
        self.assertEqual(self.bill.payment_state, "not_paid")
        self.assertEqual([line["open"] for line in self._open(self.unit)], [100, 15])

    def test_void_after_a_second_part_payment(self):
        """What the other receipt paid stays where it was meant."""
        light = self._open(self.unit)[1]
        self._collect(self.unit, [(light["move_line_id"], 15)])
        receipt = self._receipt(40)
        self.assertEqual(self.bill.amount_residual, 60)
        self._void(receipt)
        self.assertEqual([line["open"] for line in self._open(self.unit)], [100])

    def test_paid_again_after_void(self):
        receipt = self._receipt(100)
        self._void(receipt)
        again = self._receipt(100)
        self.assertNotEqual(again.name, receipt.name)
        self.assertEqual([line["open"] for line in self._open(self.unit)], [15])

    def test_reason_is_required_and_void_is_final(self):
        receipt = self._receipt()
        for reason in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "Say why"):
                self._void(receipt, reason)
        self._void(receipt)
        with self.assertRaisesRegex(UserError, "void already"):
            self._void(receipt)

    def test_receipt_is_never_deleted(self):
        receipt = self._receipt()
        with self.assertRaisesRegex(UserError, "void it instead"):
            receipt.sudo().unlink()

    def test_locked_period_is_reversed_today(self):
        receipt = self._receipt()
        entry = receipt.sudo().payment_ids.move_id
        with freeze_time("2026-12-05"):
            self.company.fiscalyear_lock_date = "2026-11-30"
            self._void(receipt, user=self.supervisor)
            reversal = entry.reversal_move_ids
            self.assertEqual(entry.state, "posted")
            self.assertEqual(str(reversal.date), "2026-12-05")
            self.assertEqual(reversal.line_ids.estate_unit_id, self.unit)
            self.assertEqual(receipt.sudo().payment_ids.state, "canceled")
            self.assertEqual(self.bill.amount_residual, 115)
            self.assertEqual(self._receivable(self.unit), (115, 115))

    def test_used_prepayment_names_the_bill(self):
        receipt = self._collect(self.unit_2, [], prepayments=[(None, 50)])
        bill = self._bill(self.unit_2, [(self.item_fee, 30)])
        entry = self.service._apply_held_money(self.unit_2)
        with self.assertRaises(UserError) as caught:
            self._void(receipt)
        self.assertIn(bill.name, str(caught.exception))
        self.assertIn(entry.name, str(caught.exception))
        entry.button_draft()
        entry.button_cancel()
        self._void(receipt)
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertFalse(self.service._prepaid_balance(self.unit_2))

    def test_used_prepayment_of_one_household_is_taken_back_alone(self):
        receipts = [
            self._collect(unit, [], prepayments=[(None, 50)])
            for unit in (self.unit_2, self.shop)
        ]
        bills = self._bill(self.unit_2, [(self.item_fee, 30)]) | self._bill(
            self.shop, [(self.item_fee, 30)]
        )
        self.service._apply_held_money(bills.estate_unit_id)
        with self.assertRaises(UserError) as caught:
            self._void(receipts[0])
        self.assertNotIn(bills[1].name, str(caught.exception))
        self.assertTrue(receipts[0].prepayment_used)
        with self.assertRaisesRegex(AccessError, "supervisor"):
            receipts[0].with_user(self.cashier).action_take_back_prepayment()
        receipts[0].with_user(self.supervisor).action_take_back_prepayment()
        self.assertEqual(bills.mapped("payment_state"), ["not_paid", "paid"])
        self.assertEqual(self.service._prepaid_balance(self.unit_2)[self.unit_2.id], 50)
        receipts[0].invalidate_recordset()
        self.assertFalse(receipts[0].prepayment_used)
        with self.assertRaisesRegex(UserError, "No bill was paid"):
            receipts[0].with_user(self.supervisor).action_take_back_prepayment()
        self._void(receipts[0])

    def test_used_prepayment_of_a_closed_month_is_taken_back_today(self):
        receipt = self._collect(self.unit_2, [], prepayments=[(None, 50)])
        bill = self._bill(self.unit_2, [(self.item_fee, 30)])
        entry = self.service._apply_held_money(self.unit_2)
        with freeze_time("2026-12-05"):
            self.company.fiscalyear_lock_date = "2026-11-30"
            receipt.with_user(self.accountant).action_take_back_prepayment()
        self.assertEqual((entry.state, bill.payment_state), ("posted", "not_paid"))
        self.assertEqual(self.service._prepaid_balance(self.unit_2)[self.unit_2.id], 50)

    def test_payment_is_not_undone_behind_its_receipt(self):
        receipt = self._receipt()
        payment = receipt.sudo().payment_ids.with_user(self.accountant)
        for record, button in (
            (payment, "action_draft"),
            (payment, "action_cancel"),
            (payment, "action_reject"),
            (payment.move_id, "button_draft"),
            (payment.move_id, "button_cancel"),
        ):
            with (
                self.subTest(button=button),
                self.assertRaisesRegex(UserError, "void the receipt instead"),
            ):
                getattr(record, button)()
        self._void(receipt)
        self.assertEqual(payment.state, "canceled")

    def test_entry_cancelled_by_the_system_is_left_alone(self):
        receipt = self._receipt()
        entry = receipt.sudo().payment_ids.move_id
        entry.line_ids.remove_move_reconcile()
        entry.button_cancel()
        self._void(receipt)
        self.assertEqual((receipt.state, entry.state), ("void", "cancel"))

    def test_money_seen_at_the_bank_is_not_void(self):
        receipt = self._receipt(methods=[self._by(self.pos, 100)])
        payment = receipt.sudo().payment_ids
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.pos.journal_id.id,
                "date": "2026-11-10",
                "payment_ref": "POS",
                "amount": 100,
                "counterpart_account_id": payment.outstanding_account_id.id,
            }
        )
        (line.move_id.line_ids | payment.move_id.line_ids).filtered(
            lambda i: i.account_id == payment.outstanding_account_id
        ).reconcile()
        with self.assertRaisesRegex(UserError, "undo the match"):
            self._void(receipt)

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    def test_clerk_voids_his_own_fresh_receipt_only(self):
        receipt = self._receipt()
        with self.assertRaisesRegex(AccessError, "only he"):
            self._void(receipt, user=self.front_desk)
        with freeze_time("2026-11-11"):
            with self.assertRaisesRegex(AccessError, "must void it"):
                self._void(receipt)
            self.company.estate_void_days = 1
            self._void(receipt)

    def test_supervisor_and_accountant_void_those_of_others(self):
        for user in (self.supervisor, self.accountant):
            with self.subTest(user=user.login):
                receipt = self._receipt(10)
                self._void(receipt, user=user)
                self.assertEqual(receipt.void_user_id, user)

    def test_steward_voids_nothing(self):
        receipt = self._receipt()
        with self.assertRaises(AccessError):
            self._void(receipt, user=self.steward)
