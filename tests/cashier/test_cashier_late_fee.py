"""滞纳金: which days, of what, up to which cap."""

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .late_fee_common import LateFeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-12-31")
class TestCashierLateFee(LateFeeCommon):
    def setUp(self):
        super().setUp()
        self.bill = self._bill(
            self.unit, [(self.item_fee, 1000), (self.item_light, 500)]
        )
        self.fee, self.light = self.bill.invoice_line_ids

    def test_nothing_inside_the_grace(self):
        self.assertFalse(self._list("2026-09-21").line_ids)

    def test_only_items_of_the_rule_and_only_after_the_grace(self):
        run = self._list("2026-10-01")
        self.assertEqual(
            self._rows(run), [("2026-09-22", "2026-10-01", 10, 1000.0, 10.0)]
        )
        self.assertEqual(run.line_ids.bill_line_id, self.fee)

    def test_a_part_paid_changes_the_base_from_its_day_on(self):
        with freeze_time("2026-10-12"):
            self._collect(self.unit, [(self.fee.id, 400)])
        run = self._list("2026-10-31")
        # Twenty days of 1,000, twenty of 600.
        self.assertEqual(
            self._rows(run), [("2026-09-22", "2026-10-31", 40, 600.0, 32.0)]
        )
        self.assertIn("1,000.00 × 10‱ × 20 days", run.line_ids.explanation_text)
        self.assertIn("600.00 × 10‱ × 20 days", run.line_ids.explanation_text)

    def test_money_meant_for_another_item_leaves_the_base(self):
        with freeze_time("2026-10-12"):
            self._collect(self.unit, [(self.light.id, 500)])
        self.assertEqual(self._list().line_ids.base, 1000)

    def test_a_bill_that_was_paid_late_costs_its_days(self):
        with freeze_time("2026-10-02"):
            self._collect(self.unit, [(self.fee.id, 1000), (self.light.id, 500)])
        run = self._list()
        self.assertEqual(
            self._rows(run), [("2026-09-22", "2026-10-01", 10, 1000.0, 10.0)]
        )

    def test_a_bill_paid_in_time_costs_nothing(self):
        with freeze_time("2026-09-20"):
            self._collect(self.unit, [(self.fee.id, 1000), (self.light.id, 500)])
        self.assertFalse(self._list().line_ids)

    def test_what_is_waived_costs_nothing_from_its_day_on(self):
        with freeze_time("2026-10-12"):
            waiver = self._ask(lines=self.fee.ids, percent=50)
            self._approve(waiver, self.manager)
            self._book(waiver)
        self.assertEqual(self._list().line_ids.amount, 30)

    def test_paused_days_cost_nothing(self):
        self.env["estate.late.fee.pause"].create(
            {
                "unit_id": self.unit.id,
                "date_from": "2026-10-01",
                "date_to": "2026-10-10",
                "reason": "A dispute",
            }
        )
        run = self._list("2026-10-31")
        self.assertEqual((run.line_ids.days, run.line_ids.amount), (30, 30))

    def test_never_above_the_cap_over_all_runs(self):
        self.rule.write({"daily_rate": 100, "cap_percent": 25})
        first = self._charge("2026-10-01")
        second = self._charge("2026-10-31")
        self.assertEqual((first.amount, second.amount), (100, 150))
        self.assertTrue(second.line_ids.is_capped)
        self._assert_explained((first | second).line_ids.move_id)
        self.assertFalse(self._list("2026-12-30").line_ids)

    def test_runs_add_up_to_one_run_over_the_whole_time(self):
        self.rule.daily_rate = 3.33
        other = self._bill(self.unit_2, [(self.item_fee, 333.33)])
        amounts = []
        for until in ("2026-09-30", "2026-10-07", "2026-10-31"):
            run = self._charge(until)
            rows = run.sudo().line_ids
            amounts.append(
                sum(rows.filtered(lambda row: row.bill_id == other).mapped("amount"))
            )
            self.assertEqual(set(rows.mapped("date_to")), {run.date_to})
            self._assert_explained(rows.move_id)
        whole = round(333.33 * 3.33 / 10000 * 40, 2)
        self.assertAlmostEqual(sum(amounts), whole, 2)

    def test_too_little_waits_until_it_is_enough(self):
        self.rule.min_amount = 30
        self.assertFalse(self._list("2026-10-20").line_ids)
        self.assertEqual(
            self._rows(self._list("2026-10-21")),
            [("2026-09-22", "2026-10-21", 30, 1000.0, 30.0)],
        )

    def test_days_before_the_rule_cost_nothing(self):
        self.rule.date_from = "2026-10-22"
        self.assertEqual(
            self._rows(self._list()), [("2026-10-22", "2026-10-31", 10, 1000.0, 10.0)]
        )

    def test_never_on_a_late_fee(self):
        with self.assertRaisesRegex(ValidationError, "late fee or a deposit itself"):
            self.rule.item_ids = [Command.link(self.item_late.id)]
        with self.assertRaisesRegex(ValidationError, "is no late fee item"):
            self.rule.late_item_id = self.item_light

    def test_an_item_has_one_rule_and_no_cap_is_above_the_principal(self):
        with self.assertRaisesRegex(ValidationError, "already"):
            self._rule(self.item_fee)
        for values in ({"cap_percent": 100.01}, {"daily_rate": 0}, {"grace_days": -1}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.rule.write(values)
                self.env.flush_all()

    def test_a_cancelled_bill_costs_nothing(self):
        self.bill._estate_cancel_bills("Wrong area")
        self.assertFalse(self._list().line_ids)
