"""A waiver is booked once, as a credit note of the same accounts, and can be undone."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.cashier import estate_waiver_bulk
from ...models.mixins.busy import BusyError
from .waiver_common import WaiverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierWaiverBook(WaiverCommon):
    def setUp(self):
        super().setUp()
        self.bill = self._bill(
            self.unit, [(self.item_fee, 249.68), (self.item_light, 15)]
        )

    def _note(self, waiver):
        return waiver.sudo().credit_ids

    def test_only_the_accountant_books_what_is_approved(self):
        waiver = self._ask(100)
        with self.assertRaisesRegex(UserError, "not approved"):
            self._book(waiver)
        self._approve(waiver)
        for user in (self.front_desk, self.cashier, self.manager):
            with self.assertRaises(AccessError):
                self._book(waiver, user)
        self._step(waiver, "book", date="2026-11-10")
        self.assertEqual((waiver.stage, waiver.done_by_id), ("done", self.accountant))

    def _three_asked(self):
        """A small one, one asked by the accountant himself, one beyond his tier.

        :return: the bill of the second, and the three as the accountant chooses them
        """
        other = self._bill(self.unit_2, [(self.item_fee, 300)])
        self._bill(self.shop, [(self.item_fee, 600)])
        small = self._ask(100)
        mine = self._ask(50, user=self.accountant, unit=self.unit_2)
        large = self._ask(500, unit=self.shop)
        return other, (small | mine | large).with_user(self.accountant)

    def test_many_are_approved_and_booked_at_once_each_by_its_own_right(self):
        """What one may not approve or book is left out, and the reason is told."""
        other, chosen = self._three_asked()
        small, mine, large = chosen
        told = chosen.action_approve_chosen()["params"]
        self.assertEqual((small.stage, mine.stage), ("approved", "waiting"))
        self.assertEqual(large.stage, "waiting")
        self.assertTrue(told["message"].startswith("Approved: 1 · Left out: 2"))
        self.assertIn("Somebody else than who asks", told["message"])
        self.assertIn(large.name, told["message"])
        self.assertEqual(told["next"]["domain"], [("id", "in", (mine | large).ids)])
        for user in (self.manager, self.accountant_2):
            chosen.with_user(user).action_approve_chosen()
        self.assertEqual(set(chosen.mapped("stage")), {"approved"})
        told = chosen.with_user(self.front_desk).action_book_chosen()["params"]
        self.assertIn("The accountant books waivers", told["message"])
        self.assertEqual(set(chosen.mapped("stage")), {"approved"})
        self._pay_all(other)
        told = chosen.action_book_chosen()["params"]
        self.assertEqual((small.stage, large.stage), ("done", "done"))
        self.assertEqual(mine.stage, "approved")
        self.assertIn("Less is left", told["message"])
        again = (small | large).with_user(self.accountant).action_book_chosen()
        self.assertIn("Booked: 0 · Left out: 2", again["params"]["message"])
        self._assert_tied(self.unit, self.unit_2, self.shop)

    def _work_off(self):
        self._run_cron("cron_chosen_waivers")

    def test_nobody_hands_to_the_job_what_is_not_his_to_do(self):
        """It would be in nobody else's hand until the job refuses it (R-117)."""
        _other, chosen = self._three_asked()
        _small, mine, large = chosen
        with patch.dict(estate_waiver_bulk.AT_ONCE, approve=2, book=2):
            for user in (self.front_desk, self.cashier):
                told = chosen.with_user(user).action_approve_chosen()["params"]
                self.assertIn("Being approved: 0 · Left out: 3", told["message"])
            self.assertFalse(any(chosen.mapped("chosen_step")))
            told = chosen.action_approve_chosen()["params"]
            self.assertIn("Somebody else than who asks", told["message"])
            self.assertEqual(chosen.mapped("chosen_step"), ["approve", False, False])
            self._work_off()
            self._approve(mine, self.accountant_2)
            self._approve(large, self.manager)
            self.assertEqual(set(chosen.mapped("stage")), {"approved"})
            for user in (self.front_desk, self.manager):
                told = chosen.with_user(user).action_book_chosen()["params"]
                self.assertIn("The accountant books waivers", told["message"])
            self.assertFalse(any(chosen.mapped("chosen_step")))

    def test_a_large_selection_is_worked_off_beside_who_made_it(self):
        """The click only hands it on; each is done by its own right, one by one."""
        other, chosen = self._three_asked()
        small, mine, large = chosen
        with patch.dict(estate_waiver_bulk.AT_ONCE, approve=2, book=2):
            told = chosen.action_approve_chosen()["params"]
            self.assertIn("Being approved: 1", told["message"])
            self.assertEqual(set(chosen.mapped("stage")), {"waiting"})
            # What a colleague chose stays his.
            theirs = chosen.with_user(self.manager).action_approve_chosen()["params"]
            self.assertIn("Being approved: 1", theirs["message"])
            self.assertEqual(
                chosen.mapped("chosen_by_id"), self.accountant | self.manager
            )
            self._work_off()
            self.assertEqual(
                chosen.mapped("stage"), ["approved", "waiting", "approved"]
            )
            self.assertFalse(any(chosen.mapped("chosen_step")))
            mine._note_chosen(left_out="Passed by")
            chosen.with_user(self.accountant_2).action_approve_chosen()
            self._work_off()
            self.assertEqual(set(chosen.mapped("stage")), {"approved"})
            self.assertFalse(any(chosen.mapped("left_out")))
            self._pay_all(other)
            told = chosen.action_book_chosen()["params"]
            self.assertEqual(told["message"], "Being booked: 3")
            self._work_off()
            self.assertIn("Less is left", mine.left_out)
            again = chosen.action_book_chosen()["params"]
            self.assertIn("Being booked: 1 · Left out: 2", again["message"])
        self.assertEqual(chosen.mapped("stage"), ["done", "approved", "done"])
        self.assertEqual(small.done_by_id, self.accountant)
        self._assert_tied(self.unit, self.unit_2, self.shop)

    def test_what_the_job_cannot_do_keeps_the_others_not_waiting(self):
        self._bill(self.unit_2, [(self.item_fee, 300)])
        first, second = (self._ask(100, unit=unit) for unit in (self.unit, self.unit_2))
        for waiver in (first, second):
            self._approve(waiver)
        service = type(self.service)
        book = service._book_waiver
        chosen = (first | second).with_user(self.accountant)

        def fail(self, waiver, error):
            if waiver == first:
                raise error
            return book(self, waiver)

        for error, left_out, step in (
            (BusyError("busy"), False, "book"),
            (ValueError("bad luck"), "bad luck", False),
        ):
            with (
                patch.dict(estate_waiver_bulk.AT_ONCE, book=1),
                patch.object(
                    service, "_book_waiver", lambda s, w, e=error: fail(s, w, e)
                ),
                mute_logger(
                    "odoo.addons.estate_service.models.cashier.estate_waiver_job"
                ),
            ):
                chosen.action_book_chosen()
                self._work_off()
            self.assertEqual((first.left_out, first.chosen_step), (left_out, step))
            self.assertEqual(second.stage, "done")
        self.assertEqual(first.stage, "approved")

    def _pay_all(self, bill):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        register.create({})._create_payments()

    def test_the_credit_note_turns_the_chosen_lines_round(self):
        line = self.bill.invoice_line_ids[0]
        waiver = self._waive(lines=line.ids, percent=50)
        note = self._note(waiver)
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertEqual(note.reversed_entry_id, self.bill)
        self.assertEqual(
            (note.amount_total, self.bill.amount_residual), (124.84, 139.84)
        )
        credit = note.invoice_line_ids
        self.assertRecordValues(
            credit,
            [
                {
                    "account_id": line.account_id.id,
                    "debit": 124.84,
                    "estate_unit_id": self.unit.id,
                    "estate_item_id": self.item_fee.id,
                    "estate_date_from": line.estate_date_from,
                    "estate_date_to": line.estate_date_to,
                    "estate_assignment_id": False,
                }
            ],
        )
        self.assertEqual(waiver.line_ids.credit_line_id, credit)
        self.assertIn("50% of 249.68 = 124.84", credit.estate_explanation_text)
        self.assertIn(self.accountant.name, credit.estate_explanation_text)

    def test_what_is_waived_of_a_line_settles_that_line(self):
        light = self.bill.invoice_line_ids[1]
        self._waive(5, lines=light.ids)
        self.assertEqual(self._open_amounts(), [249.68, 10])
        self._assert_tied()

    def test_a_second_click_books_nothing(self):
        waiver = self._waive(100)
        notes = self._note(waiver)
        self.assertEqual(self._book(waiver), notes)
        self.assertEqual(self._book(waiver, self.accountant_2), notes)
        self.assertEqual(self.bill.amount_residual, 164.68)

    def test_it_is_checked_again_when_it_is_booked(self):
        waiver = self._ask(200)
        self._approve(waiver)
        fee, light = self.bill.invoice_line_ids
        self._collect(self.unit, [(fee.id, 100), (light.id, 15)])
        with self.assertRaisesRegex(UserError, "Less is left"):
            self._book(waiver)
        self.assertEqual(waiver.stage, "approved")
        self._step(waiver, "cancel", self.front_desk, reason="Paid")
        self.assertEqual(waiver.stage, "cancelled")

    def test_what_is_owed_though_paid_stays_to_the_units_credit(self):
        fee, light = self.bill.invoice_line_ids
        self._collect(self.unit, [(fee.id, 249.68), (light.id, 15)])
        with self.assertRaisesRegex(UserError, "Only"):
            self._ask(50, lines=fee.ids)
        waiver = self._waive(50, lines=fee.ids, reason_id=self.service_fault.id)
        self.assertEqual(self._note(waiver).amount_residual, 50)
        self.assertEqual(sum(self._open_amounts()), -50)
        self._assert_tied()
        with self.assertRaisesRegex(UserError, "Only"):
            self._ask(200, lines=fee.ids, reason_id=self.service_fault.id)
        self._bill(self.unit, [(self.item_light, 80)], "2026-11-01")
        self.service._apply_held_money(self.unit)
        self.assertEqual(sum(self._open_amounts()), 30)
        with self.assertRaisesRegex(UserError, "used already"):
            self._step(waiver, "undo", reason="Wrong")

    def test_taxes_are_turned_round_in_proportion(self):
        for included in (True, False):
            tax = self._included_tax(6)
            tax.name = f"tax {included}"
            if not included:
                tax.price_include_override = "tax_excluded"
            item = self._new_item(f"Taxed {included}", 10, tax=tax)
            bill = self._bill(self.unit_2, [(item, 106), (item, 33.33)])
            with self.subTest(included=included):
                waiver = self._waive(
                    77.77, unit=self.unit_2, lines=bill.invoice_line_ids.ids
                )
                note = self._note(waiver)
                self.assertEqual(note.amount_total, 77.77)
                self.assertAlmostEqual(note.amount_tax, 77.77 / 1.06 * 0.06, 1)
                self.assertEqual(note.line_ids.tax_line_id, tax)
                self.assertAlmostEqual(sum(note.line_ids.mapped("balance")), 0, 2)
                self.assertAlmostEqual(
                    bill.amount_residual, bill.amount_total - 77.77, 2
                )
                self._assert_tied(self.unit_2)

    def test_all_of_a_bill_settles_it_and_its_days_stay_billed(self):
        self._waive()
        self.assertEqual((self.bill.amount_residual, self._open_amounts()), (0, []))
        self.assertEqual(self.bill.payment_state, "reversed")

    def test_waived_in_part_and_paid_by_a_prepayment_is_paid_not_reversed(self):
        self._waive(100)
        self._collect(self.unit, [], prepayments=[(False, 500)])
        self.service._apply_held_money(self.unit)
        self.assertEqual(self.bill.amount_residual, 0)
        self.assertEqual(self.bill.payment_state, "paid")
        self.assertEqual(self.bill.estate_amount_paid, 164.68)
        waiver = self._ask(
            lines=self.bill.invoice_line_ids.ids,
            reason_id=self.service_fault.id,
            submit=False,
        )
        self.assertEqual(waiver.amount, 164.68)

    def test_paid_by_the_credit_of_another_bill_is_paid_not_reversed(self):
        fee, light = self.bill.invoice_line_ids
        self._collect(self.unit, [(fee.id, 249.68), (light.id, 15)])
        self._waive(80, lines=fee.ids, reason_id=self.service_fault.id)
        later = self._bill(self.unit, [(self.item_light, 80)], "2026-11-01")
        self.service._apply_held_money(self.unit)
        self.assertEqual((later.amount_residual, later.payment_state), (0, "paid"))
        self.assertEqual(later.estate_amount_paid, 80)
        self.assertEqual(self.bill.estate_amount_paid, 264.68)

    def test_what_the_accountant_credited_is_not_waived_again(self):
        fee, light = self.bill.invoice_line_ids
        self._collect(self.unit, [(fee.id, 249.68), (light.id, 15)])
        note = self.bill._reverse_moves([{"invoice_date": "2026-11-10"}])
        note.invoice_line_ids[1].unlink()
        note.action_post()
        waiver = self._ask(
            lines=self.bill.invoice_line_ids.ids,
            reason_id=self.service_fault.id,
            submit=False,
        )
        self.assertEqual(waiver.line_ids.mapped("room"), [0, 15])

    def test_a_waiver_of_several_bills_has_a_note_for_each(self):
        later = self._bill(self.unit, [(self.item_fee, 100)], "2026-10-01")
        waiver = self._waive(percent=10)
        notes = self._note(waiver)
        self.assertEqual(notes.reversed_entry_id, self.bill | later)
        self.assertEqual(sum(notes.mapped("amount_total")), waiver.amount)
        self._assert_explained(notes)
        self._assert_tied()

    def test_a_locked_period_is_refused_clearly(self):
        waiver = self._ask(100)
        self._approve(waiver)
        self.company.sale_lock_date = "2026-10-31"
        with self.assertRaisesRegex(UserError, "locked period"):
            self._book(waiver, date=self.bill.invoice_date)
        with self.assertRaisesRegex(UserError, "to come"):
            self._book(waiver, date=self.bill.invoice_date.replace(year=2027))
        self._book(waiver)
        self.assertEqual(waiver.stage, "done")

    def test_undone_the_bill_is_open_again(self):
        waiver = self._waive(100)
        note = self._note(waiver)
        with self.assertRaises(AccessError):
            self._step(waiver, "undo", self.manager, reason="Wrong unit")
        self._step(waiver, "undo", reason="Wrong unit")
        self.assertEqual((waiver.stage, note.state), ("cancelled", "cancel"))
        self.assertEqual(self.bill.amount_residual, 264.68)
        self.assertEqual(self._open_amounts(), [249.68, 15])
        with self.assertRaisesRegex(UserError, "not booked"):
            self._step(waiver, "undo", reason="Wrong unit")
        self._assert_tied()

    def test_undone_in_a_closed_period_it_is_reversed_today(self):
        waiver = self._waive(100)
        note = self._note(waiver)
        with freeze_time("2026-12-05"):
            self.company.sale_lock_date = "2026-11-30"
            self._step(waiver, "undo", reason="Wrong unit")
        self.assertEqual(note.state, "posted")
        self.assertEqual(str(note.reversal_move_ids.date), "2026-12-05")
        self.assertEqual(self.bill.amount_residual, 264.68)
        self._assert_tied()

    def test_neither_note_nor_bill_is_taken_back_beside_the_waiver(self):
        waiver = self._waive(100)
        note = self._note(waiver).with_user(self.accountant)
        for step in (note.button_draft, note.button_cancel, note._reverse_moves):
            with self.assertRaisesRegex(UserError, "undo the waiver"):
                step()
        bill = self.bill.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "undo the waiver"):
            bill._estate_cancel_bills("Wrong area")

    def test_booking_costs_the_same_queries_for_any_number_of_lines(self):
        counts = []
        for unit, lines in ((self.unit_2, 2), (self.shop, 12)):
            self._bill(unit, [(self.item_fee, 10)] * lines)
            waiver = self._ask(1, unit=unit)
            self._approve(waiver)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._book(waiver)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 12)
