from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .fund_common import FundCommon
from .fund_reports import FundReports


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 02:00:00")
class TestClosingFund(FundReports, FundCommon):
    """R-807: budget, approval and report of what fees are used for."""

    # Odoo's own runner leaves out the tests of FundReports otherwise.
    allow_inherited_tests_method = True

    # ------------------------------------------------------------------
    # BUDGET
    # ------------------------------------------------------------------

    def test_r807_a_budget_needs_the_owners_resolution(self):
        budget = self._budget(
            2027, resolution=False, decided_on=False, attachment_ids=False, line_ids=[]
        )
        with self.assertRaises(UserError) as caught:
            budget.action_adopt()
        for lacking in ("amount for", "number of", "day on", "document"):
            self.assertIn(lacking, str(caught.exception))
        self.assertEqual(budget.state, "draft")

    def test_r807_what_was_adopted_stays_until_it_is_reopened(self):
        budget = self.budget.with_user(self.manager)
        with self.assertRaises(UserError):
            budget.line_ids[0].amount = 1
        with self.assertRaises(UserError):
            budget.resolution = "another"
        with self.assertRaises(UserError):
            budget.unlink()
        with self.assertRaises(AccessError):
            budget.write({"state": "draft"})
        budget.action_reopen()
        budget.line_ids[0].amount = 25000
        budget.action_adopt()
        self.assertEqual(budget.amount, 31000)

    def test_two_budgets_of_one_day_are_refused_by_the_database(self):
        again = self._budget(2026, date_from="2026-07-01", date_to="2026-12-31")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            again.action_adopt()
            self.env.flush_all()

    def test_supervisors_read_budgets_and_write_none(self):
        budget = self.budget.with_user(self.supervisor)
        self.assertEqual(budget.amount, 26000)
        with self.assertRaises(AccessError):
            budget.action_reopen()

    # ------------------------------------------------------------------
    # EXPENSE
    # ------------------------------------------------------------------

    def test_r807_what_others_wait_for_counts_as_used(self):
        first = self._ask(4000, purpose_id=self.cleaning.id)
        second = self._ask(4000, purpose_id=self.cleaning.id)
        self.assertEqual((first.over_budget, second.over_budget), (0, 2000))
        self.assertEqual(second.approval_level, "general_manager")

    def test_r807_the_owners_resolution_stays_as_it_is(self):
        paper = self.budget.attachment_ids.with_user(self.accountant)
        with self.assertRaises(UserError):
            paper.raw = b"another"
        with self.assertRaises(UserError):
            paper.unlink()

    def test_r807_the_manager_approves_up_to_his_limit_within_the_budget(self):
        with Form(self.env["estate.fund.expense"].with_user(self.supervisor)) as form:
            form.community_id = self.community
            form.purpose_id = self.maintenance
            form.amount = 5000
            form.note = "Pump"
            self.assertEqual(form.budget_left, 20000)
        expense = form.record
        expense.action_submit()
        self.assertEqual(expense.approval_level, "manager")
        with self.assertRaises(AccessError):
            expense.with_user(self.supervisor).validate_tier()
        expense.with_user(self.manager).validate_tier()
        self.assertEqual(expense.state, "approved")
        self.assertEqual(self._figures(), (0, 5000, 15000))

    def test_r807_more_than_the_limit_or_the_budget_is_the_general_managers(self):
        dear = self._ask(5000.01)
        over = self._ask(4000, purpose_id=self.cleaning.id)
        self.assertEqual(over.approval_level, "manager")
        over.with_user(self.manager).validate_tier()
        rest = self._ask(2500, purpose_id=self.cleaning.id)
        self.assertEqual(rest.over_budget, 500)
        unplanned = self._ask(100, purpose_id=self.security.id)
        self.assertEqual(unplanned.over_budget, 100)
        for expense in (dear, rest, unplanned):
            self.assertEqual(expense.approval_level, "general_manager")
            with self.assertRaises(AccessError):
                expense.with_user(self.manager).validate_tier()
            expense.with_user(self.general_manager).validate_tier()
            self.assertEqual(expense.state, "approved")

    def test_r807_nobody_approves_his_own_expense(self):
        expense = self._ask(100, user=self.manager)
        with self.assertRaises(AccessError):
            expense.with_user(self.manager).validate_tier()

    def test_what_was_asked_for_stays_and_the_rest_is_typed_by_nobody(self):
        expense = self._ask(100)
        with self.assertRaises(UserError):
            expense.amount = 1000
        for vals in ({"state": "approved"}, {"over_budget": 0}, {"requester_id": 1}):
            with self.assertRaises(UserError):
                expense.write(vals)

    def test_r807_a_bill_is_booked_on_the_purpose_and_moves_the_budget(self):
        expense = self._approved(3000)
        self.assertEqual(self._figures(), (0, 3000, 17000))
        bill = self._vendor_bill(expense, 2400)
        self.assertEqual(bill.ref, expense.name)
        self.assertEqual(self._figures(), (2400, 600, 17000))
        expense.with_user(self.accountant).action_done()
        self.assertEqual(self._figures(), (2400, 0, 17600))
        cost = bill.line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(cost.balance, 2400)
        self.assertEqual(-sum(cost.analytic_line_ids.mapped("amount")), 2400)

    def test_r807_a_bill_above_what_was_approved_is_refused(self):
        expense = self._approved(3000)
        self._vendor_bill(expense, 2000)
        bill = self._vendor_bill(expense, 1000.01, post=False)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            bill.action_post()
        self.assertIn(expense.name, str(caught.exception))
        self.assertEqual(bill.state, "draft")
        bill.invoice_line_ids.price_unit = 1000
        bill.action_post()
        self.assertEqual(self._figures(), (3000, 0, 17000))

    def test_a_posted_bill_is_not_put_on_an_expense_it_exceeds(self):
        bill = self._vendor_bill(self._approved(4000), 4000)
        small = self._approved(100)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            bill.estate_fund_expense_id = small
        self.env.invalidate_all()
        self.assertFalse(small.spent)

    def _account(self, purpose):
        accounts = self.env["account.analytic.account"]
        return accounts._estate_fund_account(self.community, purpose)

    def test_r807_a_bill_that_uses_fees_names_its_approved_expense(self):
        """Posted, or moved to the purpose later; before a budget is in force it may."""
        bill = self._vendor_bill(self._approved(500), 500, post=False)
        expense = bill.estate_fund_expense_id
        bill.estate_fund_expense_id = False
        with self.assertRaisesRegex(UserError, "name the approved expense"):
            with self.env.cr.savepoint():
                bill.action_post()
        self.env.invalidate_all()
        spread = bill.invoice_line_ids.analytic_distribution
        bill.invoice_line_ids.analytic_distribution = False
        bill.action_post()
        with self.assertRaisesRegex(UserError, "name the approved expense"):
            with self.env.cr.savepoint():
                bill.invoice_line_ids.analytic_distribution = spread
        self.env.invalidate_all()
        self.assertFalse(expense.spent)
        self.budget.with_user(self.accountant).action_reopen()
        bill.invoice_line_ids.analytic_distribution = spread
        self.assertEqual(bill.state, "posted")

    def test_r807_a_bill_is_booked_wholly_on_the_purpose_of_its_expense(self):
        own, other = self._account(self.maintenance), self._account(self.cleaning)
        bill = self._vendor_bill(self._approved(500), 500, post=False)
        for spread in ({}, {other.id: 100}, {own.id: 60}, {own.id: 60, other.id: 40}):
            bill.invoice_line_ids.analytic_distribution = {
                str(key): percent for key, percent in spread.items()
            }
            with self.subTest(spread=spread):
                refused = self.assertRaisesRegex(UserError, "the whole of a bill")
                with refused, self.env.cr.savepoint():
                    bill.action_post()
            self.env.invalidate_all()
        bill.invoice_line_ids.analytic_distribution = {str(own.id): 100}
        bill.action_post()
        self.assertEqual(self._figures(), (500, 0, 19500))

    def test_r807_wages_without_approval_are_listed_and_said_in_the_report(self):
        cost = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "=", self.company.id)],
            limit=1,
        )
        spread = {str(self._account(self.cleaning).id): 100}
        wages = self.env["account.move"].create(
            {
                "date": "2026-10-20",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": cost.id,
                            "debit": 900,
                            "analytic_distribution": spread,
                        }
                    ),
                    Command.create({"account_id": cost.id, "credit": 900}),
                ],
            }
        )
        wages.action_post()
        self._vendor_bill(self._approved(500), 500)
        check = self.env.ref("estate_service.diagnostic_fund_unapproved")
        check.with_user(self.accountant).action_check()
        found = check.finding_ids.filtered(lambda one: one.company_id == self.company)
        self.assertEqual((found.res_id, found.amount), (wages.id, 900))
        report = self._report()
        report.action_confirm()
        lines = {line.purpose_id: line for line in report.line_ids}
        self.assertEqual(lines[self.cleaning].unapproved, 900)
        self.assertEqual(lines[self.maintenance].unapproved, 0)
        self.assertIn("900", self._unapproved_words(report))

    def _unapproved_words(self, report):
        values = self.env["report.estate_service.report_fund"]._values(report.sudo())
        return values["unapproved"]

    def test_a_vendors_credit_note_gives_the_money_back(self):
        expense = self._approved(3000)
        bill = self._vendor_bill(expense, 3000)
        day = [{"invoice_date": "2026-10-21"}]
        credit = bill._reverse_moves(day, cancel=True)
        self.assertEqual(credit.state, "posted")
        self.assertEqual(self._figures(), (0, 3000, 17000))
        expense.with_user(self.accountant).action_done()
        self.assertEqual(self._figures(), (0, 0, 20000))

    def test_a_billed_expense_is_not_cancelled(self):
        expense = self._approved(300)
        bill = self._vendor_bill(expense, post=False)
        with self.assertRaises(UserError):
            expense._cancel("No more needed")
        bill.unlink()
        wizard = self.env["estate.fund.expense.step"].with_user(self.supervisor)
        wizard.create({"request_id": expense.id, "reason": "Repaired"}).action_confirm()
        self.assertEqual(expense.stage, "cancelled")
        self.assertEqual(self._figures(), (0, 0, 20000))

    def test_only_the_accountant_bills_and_only_what_is_approved(self):
        expense = self._ask(300)
        with self.assertRaises(UserError):
            expense.with_user(self.accountant).action_bill()
        expense.with_user(self.manager).validate_tier()
        for user in (self.supervisor, self.manager):
            with self.assertRaises(AccessError):
                expense.with_user(user).action_bill()

    def test_other_communities_are_not_seen(self):
        expense = self._ask(300)
        stranger = self._new_staff("supervisor", login="stranger")
        stranger.estate_community_ids = False
        for record in (expense, self.budget):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["amount"])
