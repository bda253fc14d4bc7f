from unittest.mock import patch

import psycopg2

from odoo.exceptions import LockError, RedirectWarning, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.fee.estate_bill_run_publish import JournalBusyError
from ...models.mixins.job_mixin import MAX_ATTEMPTS
from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeRun(FeeCommon):
    """Publishing, resuming, cancelling: B-10 and design §2.2, §2.5."""

    def test_one_bill_per_payer_unit_and_run_with_no_gap(self):
        self._assign_all()
        run = self._bill()
        self.assertEqual(run.state, "done")
        self.assertEqual(len(run.move_ids), 3)
        self.assertEqual(set(run.move_ids.mapped("state")), {"posted"})
        numbers = sorted(run.move_ids.mapped("sequence_number"))
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        bill = run.move_ids.filtered(lambda move: move.estate_unit_id == self.unit)
        self.assertEqual(bill.amount_total, 274.68)
        self.assertEqual(bill.partner_id, self.owner)
        self.assertEqual(bill.invoice_date_due, run.date_due)
        self.assertEqual(bill.line_ids.estate_unit_id, self.unit)

    def test_second_run_creates_nothing_and_says_so(self):
        self._assign_all()
        self._bill()
        again = self._run()
        self.assertFalse(again.plan_ids)
        self.assertIn("Nothing to bill", again.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "Nothing to bill"):
            again.action_publish()

    def test_a_month_in_a_billed_quarter_is_refused_by_the_database(self):
        assignment = self._assign(self.unit, self.item_light, "2026-10-01")
        self.community.billing_cycle = "quarter"
        self._bill()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.owner.id,
                "invoice_date": "2026-11-01",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.item_light.product_id.id,
                            "price_unit": 15,
                            "estate_assignment_id": assignment.id,
                            "estate_date_from": "2026-11-01",
                            "estate_date_to": "2026-11-30",
                        },
                    )
                ],
            }
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.cr.savepoint(),
        ):
            invoice.action_post()
            self.env.flush_all()

    def test_double_click_on_publish_writes_once(self):
        self._assign_all()
        run = self._run()
        run.action_publish()
        run.action_publish()
        self.assertFalse(run.move_ids, "the button only hands the run to the job")
        self._run_job()
        self.assertEqual(len(run.move_ids), 3)

    def test_left_out_rows_stay_behind_and_can_be_billed_later(self):
        self._assign_all()
        run = self._run()
        run.plan_ids.filtered(lambda row: row.unit_id == self.shop).action_leave_out()
        run._publish_all()
        self.assertNotIn(self.shop, run.move_ids.estate_unit_id)
        later = self._run()
        self.assertEqual(later.plan_ids.unit_id, self.shop)

    def test_a_bad_unit_stays_behind_with_its_reason(self):
        self._assign_all()
        run = self._run()
        writer = self.env.registry["estate.bill.writer"]
        real = writer._read_rows

        def checked(self_writer, run, groups):
            if any(unit == self.shop.id for unit, _payer in groups):
                raise UserError("The shop is refused.")
            return real(self_writer, run, groups)

        with patch.object(writer, "_read_rows", checked):
            run._publish_all()
        self.assertEqual(run.state, "done")
        self.assertEqual(len(run.move_ids), 2)
        failed = run.plan_ids.filtered(lambda row: row.state == "failed")
        self.assertEqual(failed.unit_id, self.shop)
        self.assertEqual(set(failed.mapped("reason")), {"The shop is refused."})
        run.action_resume()
        self._run_job()
        self.assertEqual(len(run.move_ids), 3)
        numbers = sorted(run.move_ids.mapped("sequence_number"))
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    # ------------------------------------------------------------------ TROUBLE

    def _writer_patched(self, name, stub):
        return patch.object(self.env.registry["estate.bill.writer"], name, stub)

    def test_numbers_taken_by_others_are_no_fault_of_a_unit(self):
        self._assign_all()
        self._bill()
        run = self._run("2026-11-01")
        taken = self.env["account.move"].search([("estate_run_id", "!=", False)])[0]

        def take(moves, journal, dates, move_type):
            return [taken.name] * len(dates)

        with (
            mute_logger("odoo.sql_db"),
            patch.object(
                self.env.registry["account.move"], "_estate_take_numbers", take
            ),
            self.assertRaises(JournalBusyError),
        ):
            run._publish_one_by_one(run._next_groups(1))
        self.assertFalse(run.failed_count)

    def test_a_busy_journal_waits_for_the_next_turn_of_the_job(self):
        self._assign_all()
        run = self._run()
        run.action_publish()
        attempts = []

        def busy(writer, run):
            attempts.append(run)
            raise JournalBusyError("busy")

        with (
            self._writer_patched("_lock_journal", busy),
            patch("time.sleep") as sleep,
        ):
            self._run_job()
        self.assertEqual(len(attempts), MAX_ATTEMPTS)
        self.assertEqual(sleep.call_count, MAX_ATTEMPTS - 1)
        self.assertEqual((run.state, run.failed_count), ("publishing", 0))
        self._run_job()
        self.assertEqual(run.state, "done")

    def test_one_broken_run_keeps_no_other_waiting(self):
        self._assign_all(self.unit)
        broken = self._run()
        self._assign_all(self.unit_2, date_from="2026-11-01")
        sound = self._run("2026-11-01")
        (broken + sound).action_publish()
        real = self.env.registry["estate.bill.writer"]._read_rows

        def read(writer, run, groups):
            if run == broken:
                raise ZeroDivisionError("no such luck")
            return real(writer, run, groups)

        with (
            self._writer_patched("_read_rows", read),
            self.assertLogs("odoo.addons.estate_service", "ERROR") as logs,
        ):
            self._run_job()
        self.assertIn("ZeroDivisionError", logs.output[0])
        (broken + sound).invalidate_recordset()
        self.assertEqual(sound.state, "done")
        self.assertEqual(broken.state, "publishing")
        self.assertIn("no such luck", broken.chunk_failed)

    def test_what_was_deleted_since_the_plan_fails_with_its_reason(self):
        self._assign_all(self.unit)
        gone = self._assign(self.unit_2, self.item_light, "2026-10-01")
        run = self._run()
        gone.unlink()
        run._publish_all()
        self.assertEqual(run.move_ids.estate_unit_id, self.unit)
        [failed] = run.plan_ids.filtered(lambda row: row.state == "failed")
        self.assertIn("does not exist any more", failed.reason)

    def test_core_s_redirect_warning_is_a_reason_too(self):
        self._assign_all(self.unit)
        run = self._run()

        def refuse(writer, run, groups):
            raise RedirectWarning("Configure it.", 1, "Go")

        with self._writer_patched("_read_rows", refuse):
            run._publish_all()
        self.assertEqual(set(run.plan_ids.mapped("reason")), {"Configure it.", False})

    def test_prepayments_in_use_do_not_stop_the_bill(self):
        self._assign_all(self.unit + self.unit_2)
        run = self._run()

        def locked(cashier, moves):
            raise UserError("Somebody else is booking.") from LockError("locked")

        cashier = self.env.registry["estate.cashier"]
        with patch.object(cashier, "_apply_prepayments", locked):
            run._publish_all()
        self.assertEqual((len(run.move_ids), run.failed_count), (2, 0))

    def test_a_plan_that_would_be_another_today_is_not_published(self):
        self._assign_all()
        run = self._run()
        self.unit.area_built = 60.0
        with self.assertRaisesRegex(UserError, "1 lines of run .* plan again"):
            run.action_publish()
        run.action_plan()
        self.unit.occupancy_ids.partner_id = self.shop_owner
        with self.assertRaisesRegex(UserError, "3 lines of run"):
            run.action_publish()
        run.action_plan()
        run.action_publish()
        self.assertEqual(run.state, "publishing")

    def test_what_failed_is_computed_anew_when_it_is_tried_again(self):
        self._assign_all(self.unit + self.unit_2)
        run = self._run()
        left_out = run.plan_ids.filtered(
            lambda row: row.unit_id == self.unit and row.item_id == self.item_light
        )
        left_out.action_leave_out()

        def refuse(writer, run, groups):
            raise UserError("No.")

        with self._writer_patched("_read_rows", refuse):
            run._publish_all()
        self.assertEqual(run.failed_count, 5)
        self.unit.area_built = 60.0
        run.action_resume()
        self.assertTrue(left_out.exists())
        self._run_job()
        amounts = {bill.estate_unit_id: bill.amount_total for bill in run.move_ids}
        self.assertEqual(amounts, {self.unit: 178.0, self.unit_2: 305.0})
        self.assertEqual((run.failed_count, run.left_out_count), (0, 2))

    def test_a_closed_period_is_said_before_numbers_are_taken(self):
        self._assign_all(self.unit)
        run = self._run()
        self.company.sale_lock_date = "2026-10-31"
        with self.assertRaisesRegex(UserError, "closed period"):
            run.action_publish()
        run._publish_all()
        self.assertEqual((run.state, run.failed_count), ("planned", 0))
        self.assertIn("closed period", run.chunk_failed)
        run.date_invoice = "2026-11-01"
        run._publish_all()
        self.assertEqual(str(run.move_ids.date), "2026-11-01")

    def test_an_archived_journal_is_said_on_the_rows(self):
        self._assign_all(self.unit)
        run = self._run()
        self.company.estate_bill_journal_id.active = False
        run._publish_all()
        self.assertEqual(run.failed_count, 3)
        self.assertIn("archived journal", run.plan_ids.filtered("reason")[0].reason)

    def test_cancel_bill_frees_the_days_a_credit_note_does_not(self):
        self._assign_all(self.unit + self.unit_2)
        run = self._bill()
        first, second = run.move_ids.sorted("estate_unit_id")
        first._estate_cancel_bills("Wrong area")
        self.assertEqual(first.payment_state, "reversed")
        self.assertFalse(first.line_ids.estate_assignment_id)
        second._reverse_moves([{"invoice_date": "2026-10-05"}], cancel=True)
        self.assertTrue(second.line_ids.estate_assignment_id)
        again = self._run()
        self.assertEqual(again.plan_ids.filtered("assignment_id").unit_id, self.unit)

    def test_a_paid_bill_is_not_cancelled(self):
        self._assign_all(self.unit)
        bill = self._bill().move_ids
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"amount": 10})._create_payments()
        with self.assertRaisesRegex(UserError, "paid in part"):
            bill._estate_cancel_bills("Wrong area")

    def test_credit_notes_are_no_bills_to_cancel_and_every_hindrance_is_said(self):
        self._assign_all(self.unit + self.unit_2)
        first, second = self._bill().move_ids
        note = first._reverse_moves([{"invoice_date": "2026-10-05"}])
        note.action_post()
        second._estate_cancel_bills("Wrong area")
        with self.assertRaises(UserError) as caught:
            (note | second)._estate_cancel_bills("Wrong area")
        self.assertIn(f"{note.name} is not a published bill", str(caught.exception))
        self.assertIn(f"{second.name} is credited in full", str(caught.exception))

    def test_the_job_speaks_the_language_of_who_made_the_run(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self._assign_all(self.unit)
        clerk = self._new_staff("finance_clerk", login="zh_clerk")
        clerk.lang = "zh_CN"
        run = self._run().with_user(clerk).copy({}).with_user(clerk)
        run.action_plan()
        run.action_publish()
        self._run_job()
        said = "".join(run.message_ids.mapped("body"))
        self.assertIn("已发布 1 张账单", said)

    def test_a_deleted_run_takes_its_plan_along(self):
        self._assign_all()
        run, other = self._run(), self._run()
        plan, kept = run.plan_ids, other.plan_ids
        run.unlink()
        self.assertFalse(plan.exists())
        self.assertTrue(kept.exists())

    def test_all_missed_periods_are_lines_of_one_bill(self):
        self._assign_all(self.unit, date_from="2026-08-01")
        bill = self._bill().move_ids
        self.assertEqual(len(bill), 1)
        self.assertEqual(len(bill.invoice_line_ids), 9)
        self.assertEqual(bill.amount_total, 824.04)

    def test_queries_per_bill_within_two(self):
        units = self.env["estate.unit"].create(
            [self._unit_vals(f"2{n:02}", 80.0 + n) for n in range(1, 61)]
        )
        self.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": self.env["res.partner"].create({"name": "P"}).id,
                    "role": "owner",
                    "date_start": "2024-01-01",
                }
                for unit in units
            ]
        )
        self._assign_all(units)
        self._bill()
        run = self._run("2026-11-01")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        run._publish_all()
        self.assertLessEqual((self.cr.sql_log_count - before) / 60, 2.0)
