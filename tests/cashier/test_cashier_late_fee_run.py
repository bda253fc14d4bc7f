"""A run lists late fees, the accountant bills them, no day is charged twice."""

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
        self.assertEqual((run.state, run.done_by_id), ("done", self.accountant))

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

    def test_a_late_fee_makes_no_month_of_arrears(self):
        before = self.unit.arrears_months
        self._charge(date_invoice="2026-11-01", date_due="2026-11-16")
        self.unit.invalidate_recordset()
        self.assertEqual(self.unit.arrears_amount, 1040)
        self.assertEqual(self.unit.arrears_months, before)

    def test_a_second_click_bills_nothing(self):
        run = self._charge()
        run.action_book()
        self.assertEqual(len(run.sudo().line_ids.move_id), 1)

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
        self.assertEqual(run.amount, 40)

    def test_money_that_came_in_makes_the_list_old(self):
        run = self._list()
        with freeze_time("2026-10-12"):
            self._collect(self.unit, [(self.fee.id, 400)])
        with self.assertRaisesRegex(UserError, "list the late fees again"):
            run.with_user(self.accountant).action_book()
        run.action_plan()
        run.with_user(self.accountant).action_book()
        self.assertEqual(run.amount, 32)

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
