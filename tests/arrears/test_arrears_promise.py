from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsPromise(ArrearsCommon):
    """Promises are judged by the ledger alone (R-810)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_months(7, 8, 9)
        cls._plan()
        cls.desk = cls._new_staff("front_desk")

    def _promise(self, amount=249.68, day="2026-11-20"):
        promises = self.env["estate.payment.promise"].with_user(self.desk)
        debt = self._debt(self.unit)
        return promises.create({"debt_id": debt.id, "amount": amount, "date": day})

    def test_a_promise_is_kept_when_so_much_was_paid_by_its_day(self):
        promise = self._promise()
        with freeze_time("2026-11-20 10:00:00"):
            self._pay(self.unit, 249.68, "2026-11-20")
            self._sweep()
            self.assertEqual((promise.state, promise.paid_amount), ("kept", 249.68))
            self.assertFalse(promise.activity_ids)

    def test_a_promise_is_broken_the_day_after_when_too_little_was_paid(self):
        promise = self._promise()
        self._pay(self.unit, 249.67)
        with freeze_time("2026-11-20 10:00:00"):
            self._sweep()
            self.assertEqual(promise.state, "open")
        with freeze_time("2026-11-21 10:00:00"):
            self._sweep()
            self.assertEqual(promise.state, "broken")

    def test_the_day_is_over_when_it_is_in_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        promise = self._promise()
        with freeze_time("2026-11-20 15:59:00"):
            self._sweep()
            self.assertEqual(promise.state, "open")
        with freeze_time("2026-11-20 16:01:00"):
            self._sweep()
            self.assertEqual(promise.state, "broken")

    def test_money_of_its_day_that_is_booked_later_keeps_it_after_all(self):
        promise = self._promise()
        with freeze_time("2026-11-23 10:00:00"):
            self._sweep()
            self.assertEqual(promise.state, "broken")
            self._pay(self.unit, 249.68, "2026-11-20")
            self._sweep()
            self.assertEqual(promise.state, "kept")

    def test_money_that_is_taken_back_keeps_no_promise(self):
        promise = self._promise()
        self._pay(self.unit, 249.68)
        self._sweep()
        self.assertEqual(promise.state, "kept")
        promise.item_ids.sudo().remove_move_reconcile()
        self._sweep()
        self.assertEqual(promise.state, "open")
        with freeze_time("2026-11-21 10:00:00"):
            self._sweep()
            self.assertEqual(promise.state, "broken")

    def test_a_debt_is_promised_once_at_a_time(self):
        """The same money would keep both; a second click makes no other."""
        promise = self._promise()
        with self.assertRaisesRegex(UserError, "promised already"):
            self._promise()
        promise.action_cancel()
        self._promise()

    def test_what_is_paid_too_late_does_not_keep_it(self):
        promise = self._promise()
        with freeze_time("2026-11-22 10:00:00"):
            self._pay(self.unit, None, "2026-11-21")
            self._sweep()
            self.assertEqual(promise.state, "broken")

    def test_money_of_before_the_promise_does_not_keep_it(self):
        self._pay(self.unit, 300)
        promise = self._promise()
        self.assertEqual(promise.open_amount, 449.04)
        self._sweep()
        self.assertEqual(promise.state, "open")

    def test_a_sweep_again_changes_nothing(self):
        promise = self._promise()
        with freeze_time("2026-11-21 10:00:00"):
            self._sweep()
            messages = promise.message_ids
            self._sweep()
            self.assertEqual(promise.message_ids, messages)

    def test_somebody_follows_up_the_day_after(self):
        activity = self._promise().activity_ids
        self.assertEqual(activity.date_deadline, date(2026, 11, 21))
        self.assertEqual(activity.user_id, self.desk)

    def test_nobody_says_himself_that_a_promise_was_kept(self):
        promise = self._promise()
        for vals in ({"state": "kept"}, {"paid_amount": 999}, {"item_ids": [(5,)]}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                promise.write(vals)
        with self.assertRaises(AccessError):
            self.env["estate.payment.promise"].with_user(self.desk).create(
                {
                    "debt_id": self._debt(self.unit_2).id,
                    "amount": 1,
                    "date": "2026-11-20",
                    "state": "kept",
                }
            )

    def test_a_promise_stays_as_it_was_given(self):
        promise = self._promise()
        with self.assertRaisesRegex(UserError, "stays"):
            promise.date = "2026-11-25"
        promise.action_cancel()
        self.assertEqual(promise.state, "cancelled")
        self.assertFalse(promise.debt_id.is_paused)

    def test_a_promise_lies_between_today_and_the_policy_s_days(self):
        self._promise(day="2026-12-10").action_cancel()
        for day in ("2026-11-09", "2026-12-11"):
            with self.subTest(day=day), self.assertRaises(ValidationError):
                self._promise(day=day)

    def test_a_pause_lasts_as_long_as_the_policy_lets_it(self):
        pauses = self.env["estate.dunning.pause"]
        debt = self._debt(self.unit)
        pause = pauses.create({"debt_id": debt.id, "note": "Leaking roof"})
        self.assertEqual(pause.date_to, date(2026, 12, 10))
        self.assertTrue(debt.is_paused)
        self.assertIn(debt, debt.search([("is_paused", "=", True)]))
        with self.assertRaisesRegex(ValidationError, "at most"):
            pause.date_to = "2026-12-11"
        pause.action_end()
        self.env.invalidate_all()
        self.assertFalse(debt.is_paused)
        self.assertNotIn(debt, debt.search([("is_paused", "=", True)]))
