from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..fee.adjustment_common import AdjustmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestCashierRebill(AdjustmentCommon):
    """Months billed ahead at the old price: billed anew, or kept (B-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item_area.billing_cycle = "half_year"
        cls._bill("2026-07-01", date_to="2026-12-31")
        cls.bills = cls.env["account.move"].search(
            [("estate_unit_id.community_id", "=", cls.community.id)]
        )

    def _decide(self, choice="rebill", price=3.2, day="2026-12-16"):
        adjustment = self._decided(
            price=price, date_effective=day, prepaid_choice=choice
        )
        return adjustment.with_user(self.accountant)

    def _row(self, adjustment, unit):
        return adjustment.rebill_ids.filtered(lambda row: row.unit_id == unit)

    def _receivable(self):
        [(total,)] = self.env["account.move.line"]._read_group(
            [
                ("estate_unit_id.community_id", "=", self.community.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["amount_residual:sum"],
        )
        return round(total, 2)

    def _run_job(self):
        self._run_cron("cron_adjustment_rebill")

    def test_b09_the_difference_is_what_a_run_that_knew_would_have_billed(self):
        adjustment = self._decide()
        # 100 m² × 0.40 for 16 of 31 days.
        row = self._row(adjustment, self.unit_2)
        self.assertEqual(
            (row.billed, row.due, row.difference), (1680.0, 1700.65, 20.65)
        )
        self.assertEqual(str(row.date_from), "2026-12-16")
        # The same, had the bills been cancelled and planned anew.
        self.bills._estate_cancel_bills("A test")
        run = self._run("2026-12-01")
        planned = run.plan_ids.filtered(lambda one: one.unit_id == self.unit_2)
        self.assertAlmostEqual(sum(planned.mapped("amount")), 1700.65)

    def test_b09_a_bill_on_top_ties_to_the_ledger_once(self):
        adjustment = self._decide()
        before = self._receivable()
        total = round(sum(adjustment.rebill_ids.mapped("difference")), 2)
        adjustment.action_book_rebill()
        self._run_job()
        self.assertEqual(set(adjustment.rebill_ids.mapped("state")), {"done"})
        self.assertEqual(round(self._receivable() - before, 2), total)
        self.assertFalse(adjustment.rebill_wanted)
        bill = self._row(adjustment, self.unit_2).new_move_id
        self.assertRecordValues(
            bill,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "amount_total": 20.65,
                    "partner_id": self.owner_2.id,
                    "estate_unit_id": self.unit_2.id,
                }
            ],
        )
        line = bill.invoice_line_ids
        self.assertFalse(line.estate_assignment_id)
        self.assertIn("1,700.65", line.estate_explanation_text)
        self.assertEqual(line.tax_ids, self.tax)
        with self.assertRaises(UserError):
            adjustment.action_book_rebill()
        self.env["estate.cashier"]._book_rebill(adjustment.rebill_ids)
        self.assertEqual(round(self._receivable() - before, 2), total)

    def test_a_price_that_falls_is_credited_on_the_bill(self):
        adjustment = self._decide(price=2.4)
        before = self._receivable()
        adjustment._rebill_all()
        row = self._row(adjustment, self.unit_2)
        self.assertEqual(row.difference, -20.65)
        note = row.new_move_id
        self.assertEqual(note.move_type, "out_refund")
        self.assertEqual(note.reversed_entry_id, row.move_id)
        self.assertAlmostEqual(row.move_id.amount_residual, 1680 - 20.65)
        total = round(sum(adjustment.rebill_ids.mapped("difference")), 2)
        self.assertEqual(round(self._receivable() - before, 2), total)

    def test_tax_on_top_is_on_top_of_the_difference(self):
        self.bills._estate_cancel_bills("Taxed anew")
        self.tax.price_include_override = "tax_excluded"
        self._bill("2026-07-01", date_to="2026-12-31")
        adjustment = self._decide()
        adjustment._rebill_all()
        bill = self._row(adjustment, self.unit_2).new_move_id
        self.assertAlmostEqual(bill.amount_untaxed, 20.65)
        self.assertAlmostEqual(bill.amount_total, 21.89)

    def test_what_is_kept_stays_as_it_is(self):
        adjustment = self._decide("keep")
        before = self._receivable()
        adjustment._rebill_all()
        self.assertEqual(set(adjustment.rebill_ids.mapped("state")), {"kept"})
        self.assertEqual(self._receivable(), before)

    def test_the_choice_is_made_per_unit(self):
        adjustment = self._decide()
        kept = self._row(adjustment, self.shop).with_user(self.manager)
        kept.action_keep()
        adjustment._rebill_all()
        self.assertEqual(kept.state, "kept")
        self.assertEqual(self._row(adjustment, self.unit).state, "done")
        with self.assertRaises(UserError):
            kept.action_rebill()

    def test_who_may_what(self):
        adjustment = self._decide()
        with self.assertRaises(AccessError):
            adjustment.with_user(self.manager).action_book_rebill()
        row = self._row(adjustment, self.unit)
        with self.assertRaises(AccessError):
            row.difference = 0
        with self.assertRaises(AccessError):
            row.with_user(self.steward).choice = "keep"
        with self.assertRaises(AccessError):
            row.with_user(self.manager).action_undo()

    def test_it_can_be_taken_back_before_the_bill_is(self):
        adjustment = self._decide()
        before = self._receivable()
        adjustment._rebill_all()
        row = self._row(adjustment, self.unit)
        with self.assertRaisesRegex(UserError, "difference"):
            row.move_id.with_user(self.accountant)._estate_cancel_bills("Wrong")
        adjustment.rebill_ids.action_undo()
        self.assertEqual(set(adjustment.rebill_ids.mapped("state")), {"undone"})
        self.assertEqual(self._receivable(), before)
        row.move_id.with_user(self.accountant)._estate_cancel_bills("Wrong")

    def test_what_was_taken_back_is_decided_and_booked_again(self):
        adjustment = self._decide()
        adjustment._rebill_all()
        after = self._receivable()
        row = self._row(adjustment, self.unit)
        with self.assertRaisesRegex(UserError, "taken back is booked again"):
            row.action_again()
        adjustment.rebill_ids.action_undo()
        with self.assertRaises(AccessError):
            row.with_user(self.manager).action_again()
        rows = adjustment.rebill_ids.with_user(self.accountant)
        rows.action_again()
        self.assertEqual(set(rows.mapped("state")), {"todo"})
        rows.action_rebill()
        adjustment.with_user(self.accountant).action_book_rebill()
        adjustment._rebill_all()
        self.assertEqual(set(rows.mapped("state")), {"done"})
        self.assertEqual(self._receivable(), after)

    def test_a_credit_is_taken_back_too(self):
        adjustment = self._decide(price=2.4)
        before = self._receivable()
        adjustment._rebill_all()
        note = self._row(adjustment, self.unit).new_move_id
        with self.assertRaises(UserError):
            note.with_user(self.accountant).button_draft()
        adjustment.rebill_ids.action_undo()
        self.assertEqual(self._receivable(), before)
        self.assertEqual(note.state, "cancel")

    def test_a_bad_bill_stays_behind_with_its_reason(self):
        adjustment = self._decide()
        row = self._row(adjustment, self.unit)
        service = type(self.env["estate.cashier"])
        move_of = service._rebill_move

        def fails(service, bill, rows, is_credit, date):
            if bill == row.move_id:
                raise UserError("Not this one")
            return move_of(service, bill, rows, is_credit, date)

        self.patch(service, "_rebill_move", fails)
        adjustment._rebill_all()
        self.assertEqual((row.state, row.reason), ("failed", "Not this one"))
        self.assertEqual(self._row(adjustment, self.shop).state, "done")
        self.patch(service, "_rebill_move", move_of)
        adjustment.action_book_rebill()
        self._run_job()
        self.assertEqual(row.state, "done")

    def test_a_second_adjustment_begins_where_the_first_ended(self):
        first = self._decide(price=3.2, day="2026-12-01")
        first._rebill_all()
        second = self._decide(price=3.4, day="2026-12-16")
        row = self._row(second, self.unit_2)
        # 100 m² × 0.20 for 16 of 31 days.
        self.assertEqual(row.difference, 10.32)
        second._rebill_all()
        self._assert_explained((first | second).rebill_ids.sudo().new_move_id)

    def test_months_not_billed_ask_for_nothing(self):
        adjustment = self._decided(date_effective="2027-01-01")
        self.assertFalse(adjustment.rebill_ids)

    def test_a_bill_that_was_cancelled_since_is_not_billed_on_top(self):
        adjustment = self._decide()
        row = self._row(adjustment, self.unit_2)
        row.move_id._estate_cancel_bills("Billed to the wrong one")
        adjustment._rebill_all()
        self.assertEqual(row.state, "failed")
        self.assertIn("cancelled", row.reason)
        self.assertFalse(row.new_move_id)
        self.assertEqual(self._row(adjustment, self.unit).state, "done")

    def test_a_credit_that_paid_another_bill_is_not_taken_back(self):
        adjustment = self._decide(price=2.4)
        adjustment._rebill_all()
        row = self._row(adjustment, self.unit_2)
        note = row.new_move_id
        other = self._bill("2027-01-01", date_to="2027-01-31").move_ids
        other = other.filtered(lambda move: move.estate_unit_id == self.unit_2)
        owed = (note + other).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        owed.remove_move_reconcile()
        owed.reconcile()
        with self.assertRaisesRegex(UserError, "used already"):
            self.env["estate.cashier"]._undo_rebill(row)
        self.assertEqual((note.state, row.state), ("posted", "done"))

    def test_a_second_adjustment_waits_for_the_first_ones_differences(self):
        first = self._decide()
        refused = self.assertRaisesRegex(UserError, first.name)
        with refused, self.env.cr.savepoint():
            self._decide(price=3.5, day="2026-12-20")
        first._rebill_all()
        second = self._decide(price=3.5, day="2026-12-20")
        # 100 m² x 0.30 more for 12 of 31 days.
        self.assertEqual(self._row(second, self.unit_2).difference, 11.61)

    def test_no_more_is_credited_than_a_waiver_has_left(self):
        bill = self.bills.filtered(lambda move: move.estate_unit_id == self.unit_2)
        reasons = self.env["estate.waiver.reason"].search([], limit=1)
        reasons.needs_proof = False
        self.company.estate_waiver_limit = 5000
        waivers = self.env["estate.waiver"].with_user(self.manager)
        waiver = waivers.create(
            {
                "unit_id": self.unit_2.id,
                "partner_id": self.owner_2.id,
                "reason_id": reasons.id,
                "note": "Out of work",
                "percent": 100,
                "line_ids": [
                    Command.create({"move_line_id": bill.invoice_line_ids.id})
                ],
            }
        )
        waiver.action_submit()
        waiver.with_user(self.accountant).validate_tier()
        self.env["estate.cashier"].with_user(self.accountant)._book_waiver(waiver, None)
        adjustment = self._decide(price=2.4)
        adjustment._rebill_all()
        row = self._row(adjustment, self.unit_2)
        self.assertEqual((row.state, row.new_move_id.ids), ("failed", []))
        self.assertIn("waivers", row.reason)
        self.assertEqual(self._row(adjustment, self.unit).state, "done")
