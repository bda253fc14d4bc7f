"""缴款单 (B-04): cash on its way to the bank, until the statement shows it."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ...models.cashier.estate_cashier_session_steps import REMINDER
from .session_common import SessionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestCashierSessionDeposit(SessionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.service._bank_journals(cls.company)[:1]
        cls.transit = cls.service._transit_account(cls.bank)

    def _deposit(self, session, amount, number="JK-1", user=None):
        user = user or self.cashier
        service = self.service.with_user(user)
        day = session.date
        return service._deposit(session.with_user(user), self.bank, amount, day, number)

    def test_deposit_moves_cash_to_the_way_to_the_bank(self):
        session = self._session(50)
        self._take(100)
        before = self._balance(self.transit)
        slip = self._deposit(session, 100)
        self.assertEqual(self._balance(self.transit) - before, 100)
        self.assertEqual(self._cash_in_hand(), 0)
        self.assertRecordValues(
            self._way(session), [{"deposited": -100, "expected": 50}]
        )
        self.assertFalse(slip.is_banked)
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-11-11",
                "payment_ref": "JK-1",
                "amount": 100,
                "counterpart_account_id": self.transit.id,
            }
        )
        (line.move_id.line_ids | slip.sudo().move_id.line_ids).filtered(
            lambda item: item.account_id == self.transit
        ).reconcile()
        slip.invalidate_recordset(["is_banked"])
        self.assertTrue(slip.is_banked)
        with self.assertRaisesRegex(UserError, "bank statement"):
            slip._void("Wrong")

    def test_deposit_after_the_count_lessens_what_is_left(self):
        session = self._session(50)
        self._take(100)
        self._close(session)
        self._deposit(session, 100)
        self.assertEqual((session.difference, session.cash_left), (0, 50))
        again = self._session(50)
        self.assertEqual(self._cash_in_hand(), 0)
        with self.assertRaisesRegex(UserError, "is over"):
            self._deposit(session, 10, "JK-2")
        self.assertEqual(again.expected, 50)

    def test_no_more_than_is_in_the_till(self):
        session = self._session()
        self._take(100)
        with self.assertRaisesRegex(UserError, "Only .*100.00 is in the till"):
            self._deposit(session, 100.01)
        with self.assertRaises(AccessError):
            self._deposit(session, 10, user=self.accountant)

    def test_void_slip_brings_the_cash_back(self):
        session = self._session()
        self._take(100)
        slip = self._deposit(session, 100)
        wizards = self.env["estate.cashier.reason"].with_user(self.cashier)
        wizards.create({"deposit_id": slip.id, "reason": "Other bank"}).action_confirm()
        self.assertEqual((slip.state, slip.void_reason), ("void", "Other bank"))
        self.assertEqual((session.expected, self._cash_in_hand()), (100, 100))
        self._deposit(session, 100)

    def test_screen_books_the_slip_with_its_picture(self):
        session = self._session(20)
        self._take(100)
        form = Form(
            self.env["estate.cash.deposit.make"]
            .with_user(self.cashier)
            .with_context(default_session_id=session.id)
        )
        self.assertEqual((form.there, form.amount), (120, 100))
        form.slip_number = "JK-9"
        form.slip = b"U2xpcA=="
        form.save().action_book()
        slip = session.deposit_ids
        self.assertRecordValues(slip, [{"amount": 100, "slip_number": "JK-9"}])
        self.assertEqual(slip.attachment_ids.name, "JK-9")

    # ------------------------------------------------------------------
    # DEADLINE
    # ------------------------------------------------------------------

    def test_cashier_then_supervisor_are_reminded_after_the_deadline(self):
        """B-04: 16:00 in China is 8:00 UTC."""
        self.company.partner_id.tz = "Asia/Shanghai"
        session = self._session().sudo()
        self.assertEqual(session._deadline().hour, 8)

        def told(late):
            with freeze_time(session._deadline() + late):
                self.sessions.sudo()._cron_remind()
                self.sessions.sudo()._cron_remind()
            found = session.activity_search([REMINDER], only_automated=False)
            return found.user_id

        self.assertFalse(told(timedelta(minutes=-1)))
        self.assertEqual(told(timedelta()), self.cashier)
        self.assertEqual(told(timedelta(hours=1)), self.cashier | self.supervisor)
        self.assertEqual(len(session.activity_ids), 2)
        self._close(session.with_user(self.cashier))
        self.assertFalse(session.activity_search([REMINDER], only_automated=False))
