"""Billed, paid by half, charged for being late, waived and discounted.

Each entry is looked at line by line; what is open, the statement and the receivable
account say the same after each step.
"""

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..cashier.late_fee_common import LateFeeCommon


@tagged("post_install", "-at_install")
class TestStoryWaiver(LateFeeCommon):
    """Front desk, steward's supervisor, finance clerk, accountant, manager."""

    def test_story_of_a_bill_that_was_late_waived_and_discounted(self):
        with freeze_time("2026-09-01 02:00:00"):
            self.bill = self._bill(
                self.unit, [(self.item_fee, 1000), (self.item_light, 200)]
            )
        self.fee, self.light = self.bill.invoice_line_ids
        self._assert_says(1200)
        with freeze_time("2026-10-12 02:00:00"):
            self._pay_half()
        with freeze_time("2026-11-02 02:00:00"):
            self._charge_the_late_fee()
        with freeze_time("2026-11-10 02:00:00"):
            self._waive_half_of_it()
            self._discount_the_vacancy()
        with freeze_time("2026-11-11 02:00:00"):
            self._pay_the_rest()
        self._assert_nothing_is_lost()

    def _pay_half(self):
        self._collect(self.unit, [(self.fee.id, 500)])
        self._assert_says(700)

    def _charge_the_late_fee(self):
        """Twenty days of 1,000, twenty of 500 from the day of the payment on."""
        run = self._list("2026-10-31")
        run.with_user(self.accountant).action_book()
        self._run_job()
        self.late = run.sudo().line_ids.move_id
        self._assert_entry(self.late, [("income", -30), ("receivable", 30)])
        self._assert_says(730)

    def _waive_half_of_it(self):
        reason = self.env.ref("estate_service.waiver_reason_late_fee")
        lines = self.late.invoice_line_ids.ids
        waiver = self._waive(lines=lines, percent=50, reason_id=reason.id)
        self._assert_entry(
            waiver.sudo().credit_ids, [("income", 15), ("receivable", -15)]
        )
        self._assert_says(715)

    def _discount_the_vacancy(self):
        """Half of the fee for the fifteen vacant days of thirty."""
        self.env["estate.vacancy.rule"].create(
            {
                "community_id": self.community.id,
                "item_id": self.item_fee.id,
                "percent": 50,
                "min_days": 30,
            }
        )
        files = self.env["ir.attachment"].with_user(self.front_desk)
        proof = files.create({"name": "empty.jpg", "raw": b"x"})
        vacancies = self.env["estate.vacancy"].with_user(self.front_desk)
        vacancy = vacancies.create(
            {
                "unit_id": self.unit.id,
                "date_from": "2026-09-16",
                "date_to": "2026-12-31",
                "attachment_ids": [Command.set(proof.ids)],
            }
        )
        vacancy.with_user(self.supervisor).action_confirm()
        waiver = vacancy.sudo().waiver_ids.with_user(self.front_desk)
        waiver.action_submit()
        self.assertEqual(waiver.approval_level, "manager")
        self._approve(waiver, self.manager)
        self._book(waiver)
        self._assert_entry(
            waiver.sudo().credit_ids, [("income", 250), ("receivable", -250)]
        )
        self._assert_says(465)

    def _pay_the_rest(self):
        rows = self._open(self.unit)
        self.assertEqual(
            [(row["item_id"], float(row["open"])) for row in rows],
            [
                (self.item_fee.id, 250),
                (self.item_light.id, 200),
                (self.item_late.id, 15),
            ],
        )
        self._collect(self.unit, [(row["move_line_id"], row["open"]) for row in rows])
        self._assert_says(0)

    def _assert_nothing_is_lost(self):
        """Billed = received + waived, on each account."""
        items = self.env["account.move.line"].search(
            [("estate_unit_id", "=", self.unit.id), ("parent_state", "=", "posted")]
        )
        receivable = items.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        income = items.filtered(lambda item: item.account_id.internal_group == "income")
        self.assertEqual(sum(receivable.mapped("balance")), 0)
        self.assertTrue(all(receivable.mapped("reconciled")))
        self.assertEqual(sum(income.mapped("balance")), -(1230 - 15 - 250))

    # ------------------------------------------------------------------
    # LOOKING
    # ------------------------------------------------------------------

    def _assert_entry(self, move, expected):
        kinds = {"asset_receivable": "receivable", "income": "income"}
        found = [
            (kinds[item.account_id.account_type], item.balance)
            for item in move.line_ids.sorted("id")
        ]
        self.assertEqual(sorted(found), sorted(expected))
        self.assertEqual(move.line_ids.estate_unit_id, self.unit)

    def _assert_says(self, amount):
        """Open lines, the unit, its statement and the receivable account agree."""
        balance, residual = self._receivable(self.unit)
        self.unit.invalidate_recordset()
        statement = self.env["estate.statement"].create(
            {
                "unit_ids": [Command.set(self.unit.ids)],
                "date_from": "2026-09-01",
                "date_to": "2026-12-31",
            }
        )
        self.assertEqual(
            [
                sum(self._open_amounts()),
                self.unit.open_amount,
                statement.line_ids[-1].balance,
                balance,
                residual,
            ],
            [amount] * 5,
        )
