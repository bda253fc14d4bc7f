"""The same answers again, other answers, late answers, and answers taken back."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .collection_common import RETURN, TODAY
from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankReturnAgain(ReturnCommon):
    # ------------------------------------------------------------
    # AGAIN
    # ------------------------------------------------------------

    def test_the_same_return_again_changes_nothing_and_says_so(self):
        data = self._answer(self.batch)
        self._import(self.batch, data)
        with self.assertRaisesRegex(UserError, "already.*nothing was changed"):
            self._import(self.batch, data, name="again.txt")
        spaced = data.replace(b"\r\n", b"\n")
        with self.assertRaisesRegex(UserError, "already.*nothing was changed"):
            self._import(self.batch, spaced)
        self.assertEqual(len(self.batch.sudo().return_ids), 1)
        self.assertEqual(self._transit(), 345)

    def test_a_return_that_adds_to_the_last_one_books_what_is_new(self):
        self._import(self.batch, codes={self.unit: "00"})
        found = self._import(self.batch)
        self.assertEqual((found.accepted_count, found.accepted_total), (2, 230))
        self.assertEqual(self._transit(), 345)

    def test_a_re_sent_return_with_other_results_is_refused_line_by_line(self):
        self._import(
            self.batch, codes={self.unit: "00", self.unit_2: "01", self.shop: "00"}
        )
        with self.assertRaises(UserError) as caught:
            self._import(
                self.batch,
                codes={self.unit: "02", self.unit_2: "00", self.shop: "00"},
                name="again.txt",
            )
        text = str(caught.exception)
        self.assertRegex(text, "Line 2, unit 1-1-101: answered 00 by return.txt")
        self.assertRegex(text, "Line 3, unit 1-1-102: answered 01 by return.txt")
        self.assertNotIn("1-1-103", text)
        self.assertEqual(self._transit(), 230)

    def test_two_batches_of_a_day_that_ask_for_the_same_are_both_answered(self):
        """The bank's files are the same to the last byte (monthly fees are)."""
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        other = self._sent()
        data = self._answer(self.batch)
        self.assertEqual(self._answer(other), data)
        self._import(self.batch, data)
        wizard = self.env["estate.collection.import"].with_user(self.accountant)
        wizard = wizard.create({"batch_id": other.id, "file": base64.b64encode(data)})
        self.assertTrue(wizard.is_ready)
        self.assertIn(self.batch.name, wizard.twin_text)
        found = self._import(other, data)
        self.assertEqual(found.accepted_total, 345)
        self.assertEqual(self._transit(), 690)
        for batch in (self.batch, other):
            with self.assertRaisesRegex(UserError, "already.*nothing was changed"):
                self._import(batch, data)

    def test_the_file_of_another_day_answers_no_other_batch(self):
        data = self._answer(self.batch)
        self._import(self.batch, data)
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        later = self._sent(date="2026-11-12")
        with self.assertRaisesRegex(UserError, "already.*nothing was changed"):
            self._import(later, data)

    # ------------------------------------------------------------
    # LATE
    # ------------------------------------------------------------

    def test_late_answers_to_a_completed_batch_are_booked(self):
        self._import(self.batch, codes={self.unit: "00"})
        batch = self.batch.with_user(self.accountant)
        batch.action_close()
        self._collect(
            self.unit_2,
            [(line["move_line_id"], line["open"]) for line in self._open(self.unit_2)],
        )
        found = self._import(self.batch, codes={self.unit_2: "00", self.shop: "01"})
        self.assertEqual((found.accepted_count, found.refused_count), (1, 1))
        self.assertEqual(batch.state, "closed")
        self.assertEqual(
            self._lines(batch),
            {
                "1-1-101": ("paid", 115),
                "1-1-102": ("paid", 115),
                "1-1-103": ("retry", 0),
            },
        )
        self.assertEqual(batch.waiting_count, 0)
        self.assertEqual(self._transit(), 230)
        self.assertEqual(self._prepaid(self.unit_2), 115)
        self.assertEqual(self._residuals(), [0, 0, 115])

    def test_a_late_success_pays_what_another_batch_asks_for_meanwhile(self):
        self._import(self.batch, codes={self.unit: "00"})
        self.batch.with_user(self.accountant).action_close()
        again = self._sent()
        self._import(self.batch, codes={self.unit_2: "00"})
        self.assertEqual(self._residuals(), [0, 0, 115])
        self._import(again)
        self.assertEqual(self._residuals(), [0, 0, 0])
        self.assertEqual(self._prepaid(self.unit_2), 115)
        self.assertEqual(self._transit(), 345 + 115)

    # ------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------

    def test_an_undone_return_leaves_the_bills_with_the_bank(self):
        data = self._answer(
            self.batch, codes={self.unit: "00", self.unit_2: "00", self.shop: "02"}
        )
        found = self._import(self.batch, data)
        entry = self._entry(found)
        self._undo(found)
        self.assertEqual((found.state, found.undo_reason), ("undone", "Wrong file"))
        self.assertEqual(entry.state, "cancel")
        self.assertEqual(self._residuals(), [115, 115, 115])
        self.assertEqual(self._transit(), 0)
        self.assertEqual(self.batch.state, "sent")
        self.assertEqual(set(self.batch.line_ids.mapped("state")), {"waiting"})
        self.assertEqual(self.mandate_3.state, "active")
        # The bills are held again, and the file may be imported again.
        self.assertFalse(self._batch().line_ids)
        self._import(self.batch, data)
        self.assertEqual(self._transit(), 230)

    def test_prepayments_of_an_undone_return_are_taken_back(self):
        lines = self._open(self.unit)
        self._collect(
            self.unit, [(line["move_line_id"], line["open"]) for line in lines]
        )
        found = self._import(self.batch)
        later = self._bill(self.unit, [(self.item_fee, 115)], "2026-11-01")
        self.service._apply_held_money(self.unit)
        self.assertEqual(later.amount_residual, 0)
        self._undo(found)
        self.assertEqual(later.amount_residual, 115)
        self.assertEqual(self._prepaid(self.unit), 0)

    def test_money_on_the_statement_is_not_undone(self):
        found = self._import(self.batch)
        debit = self._entry(found).line_ids.filtered(lambda item: item.balance > 0)
        bank = self.env["account.move"].create(
            {
                "journal_id": self.profile.journal_id.id,
                "date": TODAY,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": balance})
                    for account, balance in (
                        (self.profile.journal_id.default_account_id, 345),
                        (debit.account_id, -345),
                    )
                ],
            }
        )
        bank.action_post()
        (debit | bank.line_ids[1]).reconcile()
        self.assertEqual(self.batch.banked_state, "full")
        with self.assertRaisesRegex(UserError, "matched with the bank"):
            self._undo(found)
        batches = self.env["estate.collection.batch"]
        self.assertFalse(batches._open_bank_items(self.company))

    def test_nothing_is_booked_on_a_day_to_come(self):
        with self.assertRaisesRegex(UserError, "day to come"):
            self._import(self.batch, day="2026-11-11")
        self.assertEqual(self._transit(), 0)

    def test_an_undo_needs_a_reason_and_an_accountant(self):
        found = self._import(self.batch)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._undo(found, " ")
        with self.assertRaises(AccessError):
            found.with_user(self.clerk)._undo("x")
        self._undo(found)
        with self.assertRaisesRegex(UserError, "undone already"):
            self._undo(found)

    def test_what_failed_and_was_asked_for_again_is_not_undone(self):
        units = self.unit | self.unit_2 | self.shop
        found = self._import(self.batch, codes=dict.fromkeys(units, "01"))
        second = self.batch.browse(self.batch.action_second_deduction()["res_id"])
        with self.assertRaisesRegex(UserError, second.name):
            self._undo(found)
        second.action_cancel()
        self._undo(found)

    def test_the_entry_is_undone_with_its_return_only(self):
        entry = self._entry(self._import(self.batch)).with_user(self.accountant)
        for undo in (entry.button_draft, entry.button_cancel, entry._reverse_moves):
            with (
                self.subTest(undo=undo.__name__),
                self.assertRaisesRegex(UserError, "undo the return instead"),
            ):
                undo()

    def test_in_a_closed_period_nothing_is_booked(self):
        self.company.fiscalyear_lock_date = TODAY
        with self.assertRaisesRegex(UserError, "locked period"):
            self._import(self.batch)
        self.company.fiscalyear_lock_date = False
        found = self._import(self.batch)
        entry = self._entry(found)
        self.company.fiscalyear_lock_date = TODAY
        with freeze_time("2026-12-05"):
            self._undo(found)
        self.assertEqual(entry.state, "posted")
        self.assertTrue(entry.reversal_move_ids)
        self.assertEqual(self._transit(), 0)
        self.assertEqual(self._residuals(), [115, 115, 115])

    # ------------------------------------------------------------
    # OTHER WAYS TO FIND THE ANSWERS
    # ------------------------------------------------------------

    def test_answers_are_found_by_account_where_the_bank_numbers_anew(self):
        lines = self.batch.line_ids.sorted("sequence")
        data = self._answer(self.batch, codes={self.shop: "01"})
        data = data.replace(b"D00000003", b"D00000001")
        with self.assertRaisesRegex(UserError, "payer's account differs"):
            self._import(self.batch, data)
        self.profile.match_by = "account"
        self._import(self.batch, data)
        self.assertEqual(lines.mapped("state"), ["waiting", "waiting", "retry"])

    def test_files_that_name_neither_day_nor_batch_are_known_by_their_batch(self):
        source = {key: RETURN[key] for key in ("encoding", "amount", "detail")}
        self.return_layout.write(self._layout_vals("return", source))
        data = self._answer(self.batch, codes={self.unit: "00"})
        self._import(self.batch, data)
        self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        second = self._sent()
        found = self._import(second, self._answer(second, codes={self.unit: "00"}))
        self.assertEqual(found.accepted_total, 115)
