"""R-804: what the front desk takes is answered for by a cashier's session."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .session_common import SessionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestCashierSessionHandover(SessionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_uses_sessions = True

    def _handover(self, session):
        action = session.action_take_over()
        return self.env["estate.cashier.handover"].browse(action["res_id"])

    def test_taking_waits_until_both_acknowledged_it(self):
        receipt = self._take(60, user=self.front_desk)
        payment = receipt.sudo().payment_ids
        self.assertEqual(payment.estate_hand_over, "taken")
        session = self._session()
        self.assertEqual((session.waiting_count, session.waiting_amount), (1, 60))
        self.assertIn(self.front_desk.name, session.waiting_names)
        handover = self._handover(session)
        self.assertRecordValues(
            handover, [{"cash": 60, "vouchers": receipt.name, "state": "waiting"}]
        )
        self.assertFalse(payment.estate_session_id)
        with self.assertRaisesRegex(UserError, "did not confirm"):
            session.action_count()
        with self.assertRaises(AccessError):
            handover.with_user(self.cashier).action_confirm()
        self.assertEqual(
            handover.with_user(self.front_desk).activity_ids.user_id, self.front_desk
        )
        handover.with_user(self.front_desk).action_confirm()
        self.assertEqual(payment.estate_session_id, session)
        self.assertFalse(payment.estate_hand_over)
        self.assertEqual((session.expected, session.waiting_count), (60, 0))

    def test_every_taking_is_in_exactly_one_session(self):
        """R-804: two cashiers cannot both take it over, a second click neither."""
        self._take(60, user=self.front_desk)
        first, second = self._session(), self._session(user=self.cashier_2)
        handover = self._handover(first)
        for session in (first, second):
            with self.assertRaisesRegex(UserError, "Nobody has anything"):
                session.action_take_over()
        handover.with_user(self.cashier).action_take_back()
        again = self._handover(second)
        again.with_user(self.supervisor).action_confirm()
        with self.assertRaisesRegex(UserError, "settled"):
            again.with_user(self.front_desk).action_confirm()
        self.assertEqual((first.expected, second.expected), (0, 60))

    def test_taking_voided_before_the_hand_over_goes_over_with_its_voiding(self):
        receipt = self._take(60, user=self.front_desk)
        self._void(receipt, user=self.front_desk)
        session = self._session()
        handover = self._handover(session)
        self.assertEqual((handover.count, handover.cash), (1, 0))
        handover.with_user(self.front_desk).action_confirm()
        self.assertRecordValues(
            self._way(session), [{"taken": 60, "voided": -60, "expected": 0}]
        )

    def test_voided_while_it_is_handed_over(self):
        receipt = self._take(60, user=self.front_desk)
        session = self._session()
        handover = self._handover(session)
        self._void(receipt, user=self.front_desk)
        self.assertEqual(handover.cash, 0)
        handover.with_user(self.front_desk).action_confirm()
        self.assertEqual(session.expected, 0)

    def test_supervisor_voids_a_reviewed_payment_without_a_session(self):
        session = self._session()
        receipt = self._take(60)
        self._close(session)
        session.with_user(self.supervisor).action_review()
        self._void(receipt, user=self.supervisor)
        payment = receipt.sudo().payment_ids
        self.assertEqual(payment.estate_hand_over, "void")
        later = self._session(60, user=self.cashier_2)
        self.assertEqual(later.waiting_amount, -60)
        self._handover(later).with_user(self.supervisor).action_confirm()
        self.assertEqual((session.expected, later.expected), (60, 0))
        self.assertEqual(payment.estate_session_id, session)

    def test_own_takings_before_the_session_come_into_it(self):
        self._take(60)
        session = self._session()
        self.assertEqual(session.expected, 60)

    def test_takings_of_other_communities_are_not_taken_over(self):
        self._take(60, user=self.front_desk)
        self.cashier.estate_community_ids = False
        session = self._session()
        self.assertFalse(session.waiting_count)

    def test_before_the_first_session_nothing_waits(self):
        self.company.estate_uses_sessions = False
        receipt = self._take(60, user=self.front_desk)
        self.assertFalse(receipt.sudo().payment_ids.estate_hand_over)
