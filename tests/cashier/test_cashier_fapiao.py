"""收据 → 发票: both numbers are kept; what the front desk took is delivered (R-804)."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .book_common import BookCommon

NUMBER = "26442000000118"
TODAY = date(2026, 11, 10)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierFapiao(BookCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_uses_books = False
        cls.deposit = cls._new_item("Renovation Deposit", 2000, kind="deposit")

    def _make(self, receipt, number=NUMBER, user=None, day=TODAY):
        user = user or self.cashier
        service = self.service.with_user(user)
        service._make_fapiao(receipt.with_user(user), number, day)

    def _deliver(self, receipts, receiver="Mrs Wang", user=None, day=TODAY):
        user = user or self.cashier
        service = self.service.with_user(user)
        service._deliver_fapiao(receipts.with_user(user), receiver, day)

    def _undo(self, receipt, reason="Wrong title", user=None):
        user = user or self.cashier
        self.service.with_user(user)._undo_fapiao(receipt.with_user(user), reason)

    # ------------------------------------------------------------------
    # THE QUEUE
    # ------------------------------------------------------------------

    def test_what_the_front_desk_took_waits_for_finance(self):
        self.assertEqual(self._take(user=self.front_desk).fapiao_state, "to_make")
        self.assertFalse(self._take().fapiao_state)

    def test_queue_of_the_front_desk_is_a_setting(self):
        self.company.estate_fapiao_after_front_desk = False
        self.assertFalse(self._take(user=self.front_desk).fapiao_state)

    def test_no_tax_invoice_is_made_for_a_deposit(self):
        receipt = self._collect(
            self.unit, [], user=self.front_desk, deposits=[(self.deposit, 2000)]
        )
        self.assertFalse(receipt.fapiao_state)
        with self.assertRaisesRegex(UserError, "deposits only"):
            receipt.with_user(self.cashier).action_fapiao_ask()

    def test_payer_asks_at_the_counter_or_later(self):
        self.assertEqual(self._take(wants_fapiao=True).fapiao_state, "to_make")
        receipt = self._take()
        receipt.with_user(self.front_desk).action_fapiao_ask()
        self.assertEqual(receipt.fapiao_state, "to_make")

    def test_from_the_receipt_to_the_home(self):
        receipt = self._take(user=self.front_desk)
        number = receipt.name
        self._make(receipt)
        self.assertEqual((receipt.name, receipt.fapiao_number), (number, NUMBER))
        self.assertEqual(receipt.fapiao_user_id, self.cashier)
        self.assertEqual(receipt.fapiao_state, "to_deliver")
        self._deliver(receipt)
        self.assertEqual(receipt.fapiao_state, "delivered")
        self.assertEqual(receipt.fapiao_receiver, "Mrs Wang")
        self.assertEqual(receipt.fapiao_delivered_by_id, self.cashier)

    def test_screens_ask_for_number_and_receiver(self):
        receipt = self._take(user=self.front_desk).with_user(self.cashier)
        for action, name, value in (
            (receipt.action_fapiao_make(), "number", NUMBER),
            (receipt.action_fapiao_deliver(), "receiver", "Mr Wang"),
        ):
            wizard = self.env[action["res_model"]].with_user(self.cashier)
            with Form(wizard.with_context(**action["context"])) as form:
                form[name] = value
            form.record.action_confirm()
        self.assertEqual(receipt.fapiao_number, NUMBER)
        self.assertEqual(receipt.fapiao_receiver, "Mr Wang")

    def test_several_are_delivered_to_a_home_at_once(self):
        receipts = self._take(wants_fapiao=True) | self._take(wants_fapiao=True)
        for position, receipt in enumerate(receipts):
            self._make(receipt, f"F{position}")
        self._deliver(receipts)
        self.assertEqual(set(receipts.mapped("fapiao_state")), {"delivered"})

    def test_session_shows_how_many_wait(self):
        session = self.env["estate.cashier.session"].with_user(self.cashier)
        session = session._open(self.company, 0, None)
        for _time in range(2):
            self._take(user=self.front_desk)
        self._make(self._take(wants_fapiao=True))
        self.assertEqual((session.fapiao_to_make, session.fapiao_to_deliver), (2, 1))

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    def test_finance_makes_the_front_desk_asks_and_delivers(self):
        receipt = self._take(user=self.front_desk)
        for user in (self.front_desk, self.supervisor):
            with self.assertRaises(AccessError):
                self._make(receipt, user=user)
        self._make(receipt)
        with self.assertRaises(AccessError):
            self._deliver(receipt, user=self.steward)
        self._deliver(receipt, user=self.front_desk)

    def test_tax_invoice_is_recorded_once(self):
        receipt, other = self._take(), self._take()
        self._make(receipt)
        with self.assertRaisesRegex(UserError, "already"):
            self._make(receipt, "F2")
        with self.assertRaisesRegex(UserError, receipt.name):
            self._make(other)

    def test_days_follow_each_other(self):
        receipt = self._take()
        for day in (date(2026, 11, 9), date(2026, 11, 11), False):
            with self.assertRaisesRegex(UserError, "lies between"):
                self._make(receipt, day=day)
        self._make(receipt)
        with self.assertRaisesRegex(UserError, "lies between"):
            self._deliver(receipt, day=date(2026, 11, 9))

    def test_number_and_receiver_are_needed(self):
        receipt = self._take()
        with self.assertRaisesRegex(UserError, "Type the number"):
            self._make(receipt, "  ")
        with self.assertRaisesRegex(UserError, "to deliver"):
            self._deliver(receipt)
        self._make(receipt)
        with self.assertRaisesRegex(UserError, "Say who"):
            self._deliver(receipt, " ")

    def test_undone_with_a_reason_it_waits_for_a_new_one(self):
        receipt = self._take()
        self._make(receipt)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._undo(receipt, " ")
        self._undo(receipt)
        self.assertEqual(receipt.fapiao_state, "to_make")
        self.assertFalse(receipt.fapiao_number)
        self.assertIn(NUMBER, receipt.message_ids[0].body)
        self.assertIn("Wrong title", receipt.message_ids[0].body)
        self._make(receipt, "F2")

    def test_what_was_delivered_is_undone_by_the_accountant(self):
        receipt = self._take()
        self._make(receipt)
        self._deliver(receipt)
        with self.assertRaises(AccessError):
            self._undo(receipt)
        self._undo(receipt, user=self.accountant)
        self.assertFalse(receipt.fapiao_receiver)

    def test_receipt_with_a_tax_invoice_is_not_voided(self):
        receipt = self._take(wants_fapiao=True)
        self._make(receipt)
        with self.assertRaisesRegex(UserError, NUMBER):
            self._void(receipt)
        self._undo(receipt)
        self._void(receipt)
        self.assertFalse(receipt.fapiao_state, "a void receipt waits for nothing")

    # ------------------------------------------------------------------
    # TAX INVOICES ON PAPER
    # ------------------------------------------------------------------

    def test_book_of_tax_invoices_loses_a_paper_with_each(self):
        book = self._new_book(1, 5, self.cashier, kind="fapiao", prefix=False)
        receipt = self._take()
        self._make(receipt, "0000002")
        self.assertEqual(
            self._usage(book), [("skipped", 1, 1), ("used", 2, 2), ("blank", 3, 5)]
        )
        self._undo(receipt)
        self.assertEqual(self._usage(book)[1], ("void", 2, 2))
        with self.assertRaisesRegex(UserError, "told already"):
            self._make(receipt, "0000002")

    def test_book_of_tax_invoices_is_its_holders(self):
        self._new_book(1, 5, self.accountant, kind="fapiao", prefix=False)
        with self.assertRaisesRegex(UserError, "accountant_user"):
            self._make(self._take(), "0000002")
