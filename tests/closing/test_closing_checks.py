"""B-06: each check finds its fault, leads to where it is mended, and sees it gone."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .closing_common import ClosingCommon
from .fee_checks import FeeChecks

MANY = 80
"""Units without a fee: more than the queries that all checks may ask."""


@tagged("post_install", "-at_install")
@freeze_time("2026-11-05 02:00:00")
class TestClosingChecks(FeeChecks, ClosingCommon):
    # Odoo's own runner leaves out the tests of FeeChecks otherwise.
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._publish("2026-09-01")
        cls.bills = cls._publish("2026-10-01")

    # ---- The whole --------------------------------------------------------------

    def test_b06_a_clean_estate_has_no_findings(self):
        self._pay_all(self.unit)
        self._collect(self.unit_2, [], prepayments=[(None, 50)], user=self.front_desk)
        self.service._apply_held_money(self.unit_2)
        self._waive(20, unit=self.unit_2)
        self.findings._sweep(self.company)
        self.assertEqual(self._found().mapped("text"), [])
        checks = self.env["estate.diagnostic"].search([])
        self.assertTrue(all(checks.with_company(self.company).mapped("last_run")))

    def test_b06_the_sweep_asks_no_query_per_record(self):
        self.findings._sweep(self.company)
        self.env["estate.unit"].create(
            [self._unit_vals(f"2{n:02}", 80) for n in range(MANY)]
        )
        self.env.flush_all()
        checks = self.env["estate.diagnostic"].search([])
        with self.assertQueryCount(4 * len(checks)):
            for check in checks:
                self.findings._sweep_check(self.company, check)
        self.assertEqual(len(self._found("no_fee")), MANY)
        with self.assertQueryCount(4 * len(checks)):
            for check in checks:
                self.findings._sweep_check(self.company, check)

    def test_b06_nightly_and_by_button(self):
        unit = self.env["estate.unit"].create(self._unit_vals("201", 80))
        self.env.flush_all()
        self._run_cron("cron_diagnostics")
        self.assertEqual(self._found("no_fee").unit_id, unit)
        check = self.env.ref("estate_service.diagnostic_no_fee")
        counted = check.with_user(self.manager).with_company(self.company)
        self.assertEqual((counted.open_count, counted.accepted_count), (1, 0))
        unit.active = False
        mine = check.with_user(self.clerk).with_company(self.company)
        # As the button of the list calls it, with nothing chosen.
        call_kw(mine.browse(), "action_check_all", [[]], {})
        self.assertFalse(self._found("no_fee"))
        unit.active = True
        mine.action_check()
        self.assertEqual(self._found("no_fee").unit_id, unit)
        unit.active = False
        mine.action_check()
        self.assertFalse(self._found("no_fee"))
        with self.assertRaises(AccessError):
            check.with_user(self.supervisor).action_check()
        counted.invalidate_recordset(["open_count", "accepted_count"])
        self.assertEqual((counted.open_count, counted.accepted_count), (0, 0))

    # ---- Accepting --------------------------------------------------------------

    def test_b06_accepted_until_the_figures_change(self):
        self.unit.area_built = 95
        found = self._assert_one("area_changed", "89.17", "95")
        mine = found.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "why it may stay"):
            mine.action_accept()
        mine.note = "The office of the land register corrects it."
        mine.action_accept()
        self.assertFalse(self._check("area_changed"))
        self.assertEqual(
            (found.state, found.accepted_by_id), ("accepted", self.accountant)
        )
        with self.assertRaises(UserError):
            mine.action_accept()
        self.unit.area_built = 96
        self.assertEqual(self._check("area_changed"), found)
        mine.action_accept()
        mine.action_reopen()
        self.assertEqual(found.state, "open")
        self.unit.area_built = 89.17
        self._assert_mended("area_changed", found)
        self.unit.area_built = 95
        self.assertEqual(self._check("area_changed"), found)
        self.assertFalse(found.solved_on)

    def test_b07_what_blocks_is_let_pass_by_the_manager_alone(self):
        self.unit.area_built = 95
        found = self._check("area_changed")
        found.sudo().severity = "block"
        mine = found.with_user(self.accountant)
        mine.note = "Mended next month"
        with self.assertRaisesRegex(AccessError, "Only a manager"):
            mine.action_accept()
        found.with_user(self.manager).action_accept()
        self.assertEqual(found.accepted_by_id, self.manager)

    def test_b06_findings_are_written_by_their_steps_alone(self):
        self.unit.area_built = 95
        found = self._check("area_changed")
        for vals in ({"state": "solved"}, {"facts": {}}, {"amount": 1}):
            with self.assertRaises(AccessError):
                found.with_user(self.accountant).write(vals)
        with self.assertRaises(AccessError):
            found.with_user(self.clerk).action_accept()
        with self.assertRaises(AccessError):
            found.with_user(self.cashier).read(["text"])
        with self.assertRaisesRegex(AccessError, "is mended by"):
            found.with_user(self.clerk).action_fix()

    # ---- Money ------------------------------------------------------------------

    def test_b06_deposits_and_prepayments_differ_from_their_accounts(self):
        for code, account in (
            ("deposit_ledger", self.company.estate_deposit_account_id),
            ("prepaid_ledger", self.company.estate_prepay_account_id),
        ):
            with self.subTest(code):
                entry = self._entry(account, -70)
                found = self._assert_one(code, entry.name, "70")
                self.assertEqual(abs(found.amount), 70)
                action = found.with_user(self.accountant).action_fix()
                self.assertEqual(action["res_id"], entry.id)
                mine = entry.with_user(self.accountant)
                mine.button_draft()
                mine.line_ids.estate_unit_id = self.unit
                mine.action_post()
                self._assert_mended(code, found)
                # Money that leaves the account and settles nothing.
                out = self._entry(account, 30, self.unit)
                found = self._assert_one(code, out.name, self.unit.code)
                self.assertEqual(abs(found.amount), 30)
                self._of_account(entry | out, account).reconcile()
                self._assert_mended(code, found)

    def _entry(self, account, balance, unit=None):
        """A posted entry of the accountant's own on an account."""
        bank = self.company_data["default_journal_bank"].default_account_id
        unit = (unit or self.env["estate.unit"]).id
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.estate_misc_journal_id.id,
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create(
                        {"account_id": one.id, "balance": value, "estate_unit_id": unit}
                    )
                    for one, value in ((account, balance), (bank, -balance))
                ],
            }
        )
        entry.action_post()
        return entry

    def _of_account(self, entries, account):
        return entries.line_ids.filtered(lambda item: item.account_id == account)

    def test_b06_unused_credit_in_arrears(self):
        self.company.estate_auto_apply_prepayment = False
        self._collect(self.unit, [], prepayments=[(None, 40)])
        found = self._assert_one("credit_unused", self.unit.code, "40", self.owner.name)
        self.assertEqual(found.amount, 40)
        action = found.with_user(self.clerk).action_fix()
        unit = self.env[action["res_model"]].browse(action["res_id"])
        unit.with_user(self.cashier).action_apply_prepayments()
        self._assert_mended("credit_unused", found)

    def test_b06_receipt_gap(self):
        self.company.estate_uses_books = True
        book = (
            self.env["estate.receipt.book"]
            .with_user(self.accountant)
            .create(
                {
                    "company_id": self.company.id,
                    "prefix": "SJ",
                    "first": 101,
                    "last": 110,
                }
            )
        )
        book._issue(self.cashier, False)
        for number in ("SJ0000101", "SJ0000103"):
            self._collect(self.unit, [], prepayments=[(None, 10)], paper_number=number)
        found = self._assert_one("receipt_gap", "SJ0000102")
        self.assertEqual(
            found.with_user(self.accountant).action_fix()["res_id"], book.id
        )
        wizard = self.env["estate.receipt.book.step"].with_user(self.accountant)
        wizard.create(
            {
                "book_id": book.id,
                "step": "missing",
                "first": 102,
                "last": 102,
                "reason": "Torn",
            }
        ).action_confirm()
        self._assert_mended("receipt_gap", found)

    def test_b06_a_number_of_receipts_is_missing(self):
        receipts = [
            self._collect(self.unit, [], prepayments=[(None, 10)]) for _n in range(3)
        ]
        self.assertFalse(self._check("receipt_gap"))
        self.env.flush_all()
        prefix = receipts[2].name.rstrip("0123456789")
        self.env.cr.execute(
            SQL(
                "UPDATE estate_receipt SET name = %s WHERE id = %s",
                f"{prefix}00999",
                receipts[2].id,
            )
        )
        self._assert_one("receipt_gap", receipts[1].name, "00999")

    def test_b06_payment_undone_but_bill_still_paid(self):
        bill = self.bills[self.unit]
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=bill.ids)
        )
        payment = wizard.create({"payment_date": "2026-11-04"})._create_payments()
        self.assertFalse(self._check("undone_paid"))
        matched = payment.move_id.line_ids.filtered("reconciled")
        payment.move_id._reverse_moves([{"date": "2026-11-05"}])
        reversal = payment.move_id.reversal_move_ids
        reversal.action_post()
        if not matched.matched_debit_ids:
            self.fail("The reversal opened the bill again by itself.")
        found = self._assert_one("undone_paid", bill.name)
        action = found.with_user(self.accountant).action_fix()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (payment._name, payment.id)
        )
        matched.with_user(self.accountant).remove_move_reconcile()
        self.assertEqual(bill.payment_state, "not_paid")
        self._assert_mended("undone_paid", found)
