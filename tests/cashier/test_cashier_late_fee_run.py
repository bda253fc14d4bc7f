"""A run lists late fees, the accountant bills them, no day is charged twice."""

from unittest.mock import patch

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .late_fee_common import LateFeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-12-31")
class TestCashierLateFeeRun(LateFeeCommon):
    def setUp(self):
        super().setUp()
        self.bill = self._bill(self.unit, [(self.item_fee, 1000)])
        self.fee = self.bill.invoice_line_ids

    def test_off_until_a_rule_is_agreed(self):
        self.rule.active = False
        with self.assertRaisesRegex(UserError, "charges no late fees"):
            self._list()
        self.env["estate.late.fee.run"]._cron_propose()
        self.assertNotIn("planned", self._runs().mapped("state"))

    def _runs(self):
        return self.env["estate.late.fee.run"].search(
            [("community_id", "=", self.community.id)]
        )

    def test_reading_a_bill_charges_nothing(self):
        self.bill.invalidate_recordset()
        self.bill.read()
        rows = self.env["estate.late.fee.line"]
        self.assertFalse(rows.search([("bill_id", "=", self.bill.id)]))
        self.assertEqual(self.bill.amount_residual, 1000)

    def test_the_clerk_lists_and_the_accountant_bills(self):
        with self.assertRaises(AccessError):
            self._list(user=self.cashier)
        run = self._list()
        with self.assertRaises(AccessError):
            run.action_book()
        with self.assertRaises(AccessError):
            run.write({"state": "done"})
        run.with_user(self.accountant).action_book()
        self.assertEqual(run.state, "billing")
        self._run_job()
        self.assertEqual((run.state, run.done_by_id), ("done", self.accountant))
        self.assertEqual(run.sudo().line_ids.move_id.create_uid, self.accountant)

    def test_each_overdue_line_is_a_line_of_the_bill_with_its_explanation(self):
        self._bill(self.unit, [(self.item_fee, 500)], "2026-08-01")
        run = self._charge()
        late = run.sudo().line_ids.move_id
        self.assertEqual(late.amount_total, run.amount)
        self.assertEqual(len(late.invoice_line_ids), 2)
        line = late.invoice_line_ids[-1]
        self.assertEqual(
            (line.estate_item_id, line.estate_assignment_id.id, line.estate_unit_id),
            (self.item_late, False, self.unit),
        )
        self.assertEqual(line.estate_explanation["kind"], "late_fee")
        self.assertIn("1,000.00 × 10‱ × 40 days", line.estate_explanation_text)
        self._assert_tied()

    def test_a_tax_on_top_is_within_what_was_agreed(self):
        """25.00 is what the days cost: 23.58 and a tax of 1.41 would be a cent off."""
        tax = self._included_tax(6)
        tax.price_include_override = "tax_excluded"
        self.item_late.product_id.taxes_id = tax
        run = self._charge("2026-10-16")
        late = run.sudo().line_ids.move_id
        self.assertEqual(
            (run.amount, late.amount_total, late.state), (25, 25, "posted")
        )
        self.assertEqual(late.amount_tax, 1.42)
        self._assert_tied()

    def test_a_late_fee_makes_no_month_of_arrears(self):
        before = self.unit.arrears_months
        self._charge(date_invoice="2026-11-01", date_due="2026-11-16")
        self.unit.invalidate_recordset()
        self.assertEqual(self.unit.arrears_amount, 1040)
        self.assertEqual(self.unit.arrears_months, before)

    def test_a_second_click_bills_nothing(self):
        run = self._list().with_user(self.accountant)
        run.action_book()
        run.action_book()
        self._run_job()
        run.action_book()
        self._run_job()
        self.assertEqual(len(run.sudo().line_ids.move_id), 1)
        self.assertEqual(run.state, "done")

    # ------------------------------------------------------------------
    # IN CHUNKS
    # ------------------------------------------------------------------

    def _three_units(self):
        """A list of three units, billed one unit after the other."""
        self.company.estate_chunk_size = 1
        self._bill(self.unit_2, [(self.item_fee, 100)])
        self._bill(self.shop, [(self.item_fee, 200)])
        run = self._list().with_user(self.accountant)
        run.action_book()
        return run

    def test_a_killed_job_loses_its_chunk_and_bills_nobody_twice(self):
        run = self._three_units()
        self.assertEqual(run._take_chunk(), 1)
        self.assertEqual((run.state, run.todo_count), ("billing", 2))
        service = self.env.registry["estate.cashier"]

        def killed(self, run, groups):
            raise KeyboardInterrupt

        with (
            patch.object(service, "_make_late_bills", killed),
            self.assertRaises(KeyboardInterrupt),
            self.env.cr.savepoint(),
        ):
            run._take_chunk()
        self.env.invalidate_all()
        self.assertEqual(run.todo_count, 2, "the chunk in hand is still to do")
        self._run_job()
        self.assertEqual(run.state, "done")
        rows = run.sudo().line_ids
        self.assertEqual(len(rows.move_id), 3)
        self.assertEqual(sum(rows.move_id.mapped("amount_total")), run.amount)

    def test_who_pays_between_two_chunks_is_not_billed(self):
        run = self._three_units()
        run._take_chunk()
        paid = self._bill_of(self.unit_2)
        with freeze_time("2026-10-01"):
            self._collect(self.unit_2, [(paid.invoice_line_ids.id, 100)])
        self._run_job()
        row = run.sudo().line_ids.filtered(lambda line: line.unit_id == self.unit_2)
        self.assertEqual((run.state, row.state), ("done", "failed"))
        self.assertIn("list the late fees again", row.reason)
        self.assertEqual((run.failed_count, run.line_count), (1, 2))
        self.assertEqual(self._list().sudo().line_ids.unit_id, self.unit_2)

    def _bill_of(self, unit):
        return self.env["account.move"].search([("estate_unit_id", "=", unit.id)])

    def test_stopped_in_the_middle_the_rest_stays_and_goes_on(self):
        run = self._three_units()
        run._take_chunk()
        run.action_stop()
        self.assertEqual(run.state, "planned")
        for step in (run.action_plan, lambda: run.write({"date_to": "2026-10-30"})):
            with self.assertRaisesRegex(UserError, "billed in part"):
                step()
        with self.assertRaisesRegex(UserError, "cancelled, not deleted"):
            run.unlink()
        run.action_book()
        self._run_job()
        self.assertEqual((run.state, run.todo_count), ("done", 0))

    def test_bills_that_were_paid_stay_when_a_run_is_cancelled(self):
        run = self._three_units()
        self._run_job()
        late = run.sudo().line_ids.filtered(lambda row: row.unit_id == self.unit)
        self._collect(self.unit, [(late.move_line_id.id, 10)])
        run.action_cancel()
        self._run_job()
        self.assertEqual(run.state, "done")
        self.assertEqual((late.state, late.move_id.state), ("booked", "posted"))
        self.assertIn("paid in part", late.reason)
        rest = run.sudo().line_ids - late
        self.assertEqual(set(rest.mapped("state")), {"cancelled"})

    def test_a_period_that_closes_in_between_stops_the_job(self):
        run = self._three_units()
        self.company.sale_lock_date = "2026-12-31"
        self._run_job()
        self.assertEqual((run.state, run.todo_count), ("planned", 3))
        self.assertIn("locked period", run.chunk_failed)

    def test_days_once_charged_are_not_charged_again(self):
        self._charge("2026-10-31")
        self.assertFalse(self._list("2026-10-31").line_ids)
        row = self.env["estate.late.fee.line"].search(
            [("bill_id", "=", self.bill.id), ("state", "=", "booked")]
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            row.sudo().copy({"state": "booked", "date_from": "2026-10-20"})
            self.env.flush_all()

    def test_what_is_left_out_is_listed_again_next_time(self):
        run = self._list()
        run.line_ids.action_leave_out()
        run.action_plan()
        self.assertEqual((run.line_ids.state, run.amount), ("left_out", 0))
        with self.assertRaisesRegex(UserError, "none to bill"):
            run.with_user(self.accountant).action_book()
        run.line_ids.action_take_in()
        run.with_user(self.accountant).action_book()
        with self.assertRaisesRegex(UserError, "stays on its run"):
            run.line_ids.action_leave_out()
        self._run_job()
        self.assertEqual((run.amount, run.state), (40, "done"))

    def test_money_that_came_in_makes_the_list_old(self):
        run = self._list()
        with freeze_time("2026-10-12"):
            self._collect(self.unit, [(self.fee.id, 400)])
        with self.assertRaisesRegex(UserError, "list the late fees again"):
            run.with_user(self.accountant).action_book()
        run.action_plan()
        run.with_user(self.accountant).action_book()
        self._run_job()
        self.assertEqual((run.amount, run.state), (32, "done"))

    def test_a_locked_period_is_refused_clearly(self):
        run = self._list(date_invoice="2026-11-01").with_user(self.accountant)
        self.company.sale_lock_date = "2026-11-30"
        with self.assertRaisesRegex(UserError, "locked period"):
            run.action_book()

    def test_days_to_come_are_not_charged(self):
        with self.assertRaisesRegex(UserError, "to come"):
            self._list("2027-01-01")

    def test_cancelled_its_days_are_free_again(self):
        run = self._charge()
        with self.assertRaises(AccessError):
            run.with_user(self.finance_clerk).action_cancel()
        run.action_cancel()
        self.assertEqual(run.state, "cancelling")
        self._run_job()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(set(run.sudo().line_ids.mapped("state")), {"cancelled"})
        self.assertEqual(self._list().amount, 40)
        self._assert_tied()

    def test_late_fees_go_before_their_bill_and_by_cancel_alone(self):
        late = self._charge().sudo().line_ids.move_id.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "charged a late fee"):
            self.bill.with_user(self.accountant)._estate_cancel_bills("Wrong area")
        with self.assertRaisesRegex(UserError, "cancel the bill"):
            late.button_draft()
        late._estate_cancel_bills("Too hard")
        self.bill.with_user(self.accountant)._estate_cancel_bills("Wrong area")

    def test_a_late_fee_is_waived_like_any_line(self):
        late = self._charge().sudo().line_ids.move_id
        reason = self.env.ref("estate_service.waiver_reason_late_fee")
        self._waive(lines=late.invoice_line_ids.ids, percent=50, reason_id=reason.id)
        self.assertEqual(late.amount_residual, 20)
        self.assertFalse(self._list().line_ids)
        self._assert_tied()

    def test_the_scheduled_action_lists_and_bills_nothing(self):
        self.env["estate.late.fee.run"]._cron_propose()
        self.env["estate.late.fee.run"]._cron_propose()
        run = self._runs()
        self.assertEqual((len(run), run.state), (1, "planned"))
        self.assertFalse(run.line_ids.move_id)

    def test_listing_costs_the_same_queries_for_any_number_of_bills(self):
        counts = []
        for months in (1, 6):
            for month in range(1, months + 1):
                self._bill(self.unit_2, [(self.item_fee, 100)] * 2, f"2026-0{month}-01")
            run = self._list()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            run.action_plan()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            run.with_user(self.accountant).action_cancel()
        self.assertLessEqual(counts[1] - counts[0], 2)
