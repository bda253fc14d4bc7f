from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..paper import rows_of, tree_of, words_of
from .fund_common import FundCommon

REPORT = "estate_service.report_fund"


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 02:00:00")
class TestClosingFund(FundCommon):
    """R-807: budget, approval and report of what fees are used for."""

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
        bill = self._bill(expense, 2400)
        self.assertEqual(bill.ref, expense.name)
        self.assertEqual(self._figures(), (2400, 600, 17000))
        expense.with_user(self.accountant).action_done()
        self.assertEqual(self._figures(), (2400, 0, 17600))
        cost = bill.line_ids.filtered(lambda line: line.display_type == "product")
        self.assertEqual(cost.balance, 2400)
        self.assertEqual(-sum(cost.analytic_line_ids.mapped("amount")), 2400)

    def test_r807_a_bill_above_what_was_approved_is_refused(self):
        expense = self._approved(3000)
        self._bill(expense, 2000)
        bill = self._bill(expense, 1000.01, post=False)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            bill.action_post()
        self.assertIn(expense.name, str(caught.exception))
        self.assertEqual(bill.state, "draft")
        bill.invoice_line_ids.price_unit = 1000
        bill.action_post()
        self.assertEqual(self._figures(), (3000, 0, 17000))

    def test_a_posted_bill_is_not_put_on_an_expense_it_exceeds(self):
        bill = self._bill(self._approved(4000), 4000)
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
        bill = self._bill(self._approved(500), 500, post=False)
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
        bill = self._bill(self._approved(500), 500, post=False)
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
        self._bill(self._approved(500), 500)
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
        bill = self._bill(expense, 3000)
        day = [{"invoice_date": "2026-10-21"}]
        credit = bill._reverse_moves(day, cancel=True)
        self.assertEqual(credit.state, "posted")
        self.assertEqual(self._figures(), (0, 3000, 17000))
        expense.with_user(self.accountant).action_done()
        self.assertEqual(self._figures(), (0, 0, 20000))

    def test_a_billed_expense_is_not_cancelled(self):
        expense = self._approved(300)
        bill = self._bill(expense, post=False)
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

    # ------------------------------------------------------------------
    # REPORT
    # ------------------------------------------------------------------

    def _report(self, **values):
        reports = self.env["estate.fund.report"].with_user(self.accountant)
        return reports.create(
            {
                "community_id": self.community.id,
                "date_from": "2026-07-01",
                "date_to": "2026-12-31",
                **values,
            }
        )

    def _use(self):
        self._bill(self._approved(3000), 3000)
        with freeze_time("2026-03-10 02:00:00"):
            self._bill(self._approved(700, date="2026-03-10"), 700)

    def test_r807_the_report_ties_to_the_analytic_accounts_and_the_board(self):
        self._use()
        report = self._report()
        report.action_confirm()
        line = report.line_ids.filtered(lambda one: one.purpose_id == self.maintenance)
        self.assertEqual(
            (line.budget, line.spent_before, line.spent, line.left),
            (20000, 700, 3000, 16300),
        )
        accounts = self.env["account.analytic.account"]
        account = accounts._estate_fund_account(self.community, self.maintenance)
        column = accounts._estate_fund_plan()._column_name()
        items = self.env["account.analytic.line"].search(
            [(column, "=", account.id), ("date", ">=", "2026-07-01")]
        )
        self.assertEqual(sum(items.move_line_id.mapped("balance")), line.spent)
        _balance, residual = self._receivable(
            self.env["estate.unit"].search([("community_id", "=", self.community.id)])
        )
        self.assertAlmostEqual(report.closing, residual, 2)
        self.assertAlmostEqual(
            report.opening + report.billed + report.waived - report.received,
            report.closing,
            2,
        )

    def test_r807_figures_are_frozen_and_later_bookings_are_said(self):
        self._use()
        report = self._report()
        report.action_confirm()
        self._bill(self._approved(250), 250)
        self.env.invalidate_all()
        self.assertEqual(report.spent, 3000)
        self.assertEqual(report.later_spent, 250)
        with self.assertRaises(UserError):
            report.words = "changed"
        with self.assertRaises(UserError):
            report.write({"line_ids": [(5,)]})

    def test_a_report_covers_whole_months_once(self):
        with self.assertRaises(ValidationError):
            self._report(date_from="2026-07-02")
        self._report()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._report()

    def test_a_report_without_figures_is_not_confirmed(self):
        report = self._report(date_from="2020-01-01", date_to="2020-06-30")
        with self.assertRaises(UserError):
            report.action_confirm()

    def test_r807_published_it_is_kept_linked_and_mailed_to_each_owner_once(self):
        self._use()
        self.owner.email = "owner@example.com"
        self.owner_2.write({"email": "二@", "lang": False})
        report = self._report(words="Lift 2 has a new rope.")
        with self.assertRaises(UserError):
            report.with_user(self.manager).action_publish()
        report.action_confirm()
        printing = report.with_context(force_report_rendering=True)
        printing.with_user(self.manager).action_publish()
        self.assertEqual(report.state, "published")
        self.assertTrue(report.sudo().attachment_id.raw.startswith(b"%PDF"))
        self.env.flush_all()
        self._run_cron("cron_fund_report")
        mails = self.env["mail.mail"].sudo().search([("res_id", "=", report.id)])
        mails = mails.filtered(lambda mail: mail.model == report._name)
        self.assertEqual(mails.recipient_ids, self.owner)
        self.assertIn(report.sudo().access_token, mails.body_html)
        self.assertEqual(report.mail_count, 1)
        receipts = report.receipt_ids
        self.assertEqual(
            receipts.partner_id, self.owner + self.owner_2 + self.shop_owner
        )
        self.assertEqual(report.unreached_count, 2)
        before = len(mails)
        report.env["estate.fund.report"].sudo()._cron_mail()
        again = (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", report._name), ("res_id", "=", report.id)])
        )
        self.assertEqual(len(again), before)
        with self.assertRaises(UserError):
            report.with_user(self.manager).action_publish()
        with self.assertRaises(UserError):
            report.action_reopen()
        with self.assertRaises(UserError):
            report.unlink()

    def test_r807_whom_no_mail_reaches_is_listed_and_gets_the_paper(self):
        self._use()
        (self.owner + self.shop_owner).write({"email": "owner@example.com"})
        self.owner_2.email = False
        report = self._report()
        report.action_confirm()
        printing = report.with_context(force_report_rendering=True)
        printing.with_user(self.manager).action_publish()
        report = report.sudo()
        report._mail(report._next_ownerships())
        told = {one.partner_id: one for one in report.receipt_ids}
        mine, none, wrong = (
            told[one] for one in (self.owner, self.owner_2, self.shop_owner)
        )
        self.assertEqual((none.state, none.units), ("failed", "1-1-102"))
        self.assertIn("No valid mail address", none.failure)
        mine.mail_id.state = "sent"
        wrong.mail_id.write({"state": "exception", "failure_reason": "No such box"})
        report.receipt_ids._sweep()
        self.assertEqual((mine.state, wrong.state), ("sent", "failed"))
        self.assertEqual((wrong.failure, report.unreached_count), ("No such box", 2))
        self.env["estate.delivery.mixin"]._take_bounces(
            mine.mail_id.mail_message_id, "No such user", [("5.1.1", "")]
        )
        self.assertEqual((mine.state, mine.failure), ("failed", "No such user"))
        self.assertTrue(self.owner.estate_email_invalid)
        # The clerk prints the paper for them and says that it was posted.
        clerk = self._new_staff("finance_clerk", login="poster")
        listed = report.with_user(clerk).action_view_receipts()
        self.assertTrue(listed["context"]["search_default_unreached"])
        none = none.with_user(clerk)
        none.action_print()
        self.assertEqual(str(none.printed_on), "2026-10-20")
        page = tree_of(self.env, f"{REPORT}_letter", none, clerk)
        self.assertEqual(words_of(page, "e_addressee"), ["郭萍 · 1-1-102"])
        none.action_posted()
        self.assertEqual((none.state, report.unreached_count), ("posted", 2))
        with self.assertRaises(UserError):
            none.action_posted()
        with self.assertRaises(AccessError):
            wrong.with_user(clerk).write({"state": "posted"})

    def test_r807_the_accountant_is_asked_for_the_next_report_once(self):
        self.community.user_ids += self.accountant
        reports = self.env["estate.fund.report"].sudo()
        reports._cron_due()
        reports._cron_due()
        report = reports.search([("community_id", "=", self.community.id)])
        self.assertEqual(
            (str(report.date_from), str(report.date_to), report.state),
            ("2026-01-01", "2026-06-30", "draft"),
        )
        activity = report.activity_ids
        self.assertEqual(activity.user_id, self.accountant)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("estate_service.mail_activity_type_fund_report"),
        )
        self.company.estate_fund_report_months = 3
        reports._cron_due()
        due = reports.search([("community_id", "=", self.community.id)]) - report
        self.assertEqual(str(due.date_from), "2026-07-01")
        with freeze_time("2027-01-02"):
            reports._cron_due()
        self.assertEqual(
            reports.search_count([("community_id", "=", self.community.id)]), 3
        )

    def test_the_paper_says_what_came_in_and_what_it_was_used_for(self):
        self._use()
        report = self._report(words="Lift 2 has a new rope.")
        report.action_confirm()
        page = tree_of(self.env, REPORT, report, self.accountant)
        rows = {
            row[0].split(" Lifts")[0]: row[1:] for row in rows_of(page, "e_fund_line")
        }
        self.assertEqual(
            rows["Maintenance of Common Facilities"],
            ["20,000.00", "700.00", "3,000.00", "16,300.00"],
        )
        self.assertEqual(len(rows_of(page, "e_income")), 5)
        self.assertIn("Lift 2 has a new rope.", words_of(page, "e_greeting"))
