"""R-807: what owners are told of the use of their fees, and whom it reaches."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..paper import rows_of, tree_of, words_of

REPORT = "estate_service.report_fund"


class FundReports:
    """For a test class with a budget and who uses it, in October 2026."""

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
        self._vendor_bill(self._approved(3000), 3000)
        with freeze_time("2026-03-10 02:00:00"):
            self._vendor_bill(self._approved(700, date="2026-03-10"), 700)

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

    def test_r807_the_report_says_what_was_billed_credited_and_collected(self):
        """200 were open; 300 and 50 are billed, 50 credited, 120 of May collected."""
        may = self._bill(self.unit, [(self.item_fee, 200)], "2026-05-01")
        self._bill(self.unit, [(self.item_fee, 300)], "2026-08-01")
        wrong = self._bill(self.unit_2, [(self.item_fee, 50)], "2026-09-01")
        self.env["estate.bill.cancel"].with_user(self.accountant).create(
            {"move_ids": [Command.set(wrong.ids)], "reason": "Wrong"}
        ).action_confirm()
        [row] = [row for row in self._open(self.unit) if row["move_id"] == may.id]
        self._collect(self.unit, [(row["move_line_id"], 120)])
        self._use()
        report = self._report()
        report.action_confirm()
        self.assertEqual(
            [
                report[name]
                for name in ("opening", "billed", "waived", "received", "closing")
            ],
            [200, 350, -50, 120, 380],
        )

    def test_r807_figures_are_frozen_and_later_bookings_are_said(self):
        self._use()
        report = self._report()
        report.action_confirm()
        self._vendor_bill(self._approved(250), 250)
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
