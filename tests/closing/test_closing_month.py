"""B-07: a month is tied out, closed, locked, packed, and watched afterwards."""

import io

from openpyxl import load_workbook

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...reports.closing.pack_sheets import sheets_of
from ..cashier.cashier_common import D
from .closing_common import ClosingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-05 02:00:00")
class TestClosingMonth(ClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._publish("2026-09-01", date_invoice="2026-09-01")
        cls.bills = cls._publish("2026-10-01", date_invoice="2026-10-01")
        cls.closes = cls.env["estate.close"]

    def _close_of(self, month="2026-10-01", check=True, **vals):
        closes = self.closes.with_user(self.accountant).with_company(self.company)
        close = closes.create({"company_id": self.company.id, "period": month, **vals})
        if check:
            close.action_check()
        return close

    def _closed(self, month="2026-10-01", pack=True):
        close = self._close_of(month)
        close.action_close()
        if pack:
            self._make_pack()
        return close

    def _make_pack(self):
        with self.enter_registry_test_mode(), self.allow_pdf_render():
            self.env.ref("estate_service.cron_close_pack").method_direct_trigger()
        self.env.invalidate_all()

    def _line(self, close, code):
        return close.line_ids.filtered(lambda line: line.code == code)

    def _step(self, close, step, reason, user=None, **vals):
        wizards = self.env["estate.close.step"].with_user(user or self.manager)
        wizards.create(
            {"close_id": close.id, "step": step, "reason": reason, **vals}
        ).action_confirm()

    def _in_october(self, amount=100, unit=None, **kwargs):
        """Take money in October, in cash."""
        unit = unit or self.unit
        line = self._open(unit)[0]
        return self._collect(
            unit,
            [(line["move_line_id"], amount)],
            date=fields.Date.to_date("2026-10-20"),
            **kwargs,
        )

    # ---- Tie-outs ---------------------------------------------------------------

    def test_b07_a_month_in_order_is_green(self):
        self._in_october(100)
        self._collect(
            self.unit_2,
            [],
            prepayments=[(None, 60)],
            date=fields.Date.to_date("2026-10-21"),
        )
        close = self._close_of()
        self.assertEqual(close.state, "checked")
        self.assertEqual(
            [
                (line.code, line.names)
                for line in close.line_ids
                if line.state != "green"
            ],
            [],
        )
        receivable = self._line(close, "receivable")
        balance, _residual = self._receivable(self.unit, self.unit_2, self.shop)
        self.assertAlmostEqual(receivable.ours, balance, 2)
        self.assertEqual(self._line(close, "prepay").ours, 60)
        self.assertEqual(self._line(close, "receipts").ours, 160)
        self.assertEqual(self._line(close, "runs").ours, 1)

    def test_b07_figures_are_those_of_the_last_day(self):
        """What is paid and billed in November is nothing of October's."""
        close = self._close_of()
        before = self._line(close, "receivable").ours
        self._pay_all(self.unit)
        self._publish("2026-11-01", date_invoice="2026-11-01")
        close.action_check()
        self.assertEqual(self._line(close, "receivable").ours, before)
        self.assertEqual(self._line(close, "receivable").state, "green")

    def test_b07_red_keeps_the_month_open_unless_the_manager_says_why(self):
        entry = self._entry(self.company.estate_deposit_account_id, -70)
        close = self._close_of()
        line = self._line(close, "deposit")
        self.assertEqual((line.state, line.difference), ("red", -70))
        self.assertEqual(self._line(close, "checks").state, "red")
        with self.assertRaisesRegex(UserError, "does not add up"):
            close.action_close()
        action = line.with_user(self.accountant).action_view()
        items = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(items.move_id, entry)
        with self.assertRaises(AccessError):
            self._step(close, "accept", "x", self.accountant, line_id=line.id)
        for red in close.line_ids.filtered(lambda line: line.state == "red"):
            self._step(close, "accept", "The payer is looked for", line_id=red.id)
        self.assertEqual(line.accepted_by_id, self.manager)
        self.assertIn("The payer is looked for", close.message_ids[0].body)
        # The same figures keep the reason, others ask for another.
        close.action_check()
        self.assertEqual(self._line(close, "deposit").state, "accepted")
        self._entry(self.company.estate_deposit_account_id, -5)
        with self.assertRaisesRegex(UserError, "does not add up"):
            close.action_close()

    def test_b07_other_bank_lines_as_many_ask_for_a_reason_of_their_own(self):
        bank = self.company_data["default_journal_bank"]
        lines = self.env["account.bank.statement.line"]
        vals = {"journal_id": bank.id, "date": "2026-10-12", "payment_ref": "?"}
        first = lines.create({**vals, "amount": 33})
        close = self._close_of()
        for red in close.line_ids.filtered(lambda line: line.state == "red"):
            self._step(close, "accept", "A stranger's", line_id=red.id)
        self.assertEqual(self._line(close, "bank_lines").state, "accepted")
        first.unlink()
        lines.create({**vals, "amount": 33})
        close.action_check()
        line = self._line(close, "bank_lines")
        self.assertEqual((line.state, line.ours, line.theirs), ("red", 0, 1))
        self.assertFalse(line.reason)

    def test_b07_what_we_know_of_the_bank_is_not_what_it_says(self):
        """Its lines alone tie with themselves: red until the bank says its balance."""
        self._bank_lines([("2026-10-12", 33)], closing=33)
        close = self._close_of()
        line = self._line(close, "bank")
        self.assertEqual((line.state, line.ours, line.theirs_text), ("red", 33, ""))
        self.assertIn("No balance of the bank", line.names)
        with self.assertRaisesRegex(UserError, "No balance of the bank"):
            close.action_close()
        bank = self._sheet(close, "bank")
        self.assertEqual(
            [row[5:] for row in bank.rows], [[None, 0, 0, None, None, "No Balance"]]
        )
        self.assertIn(line.journal_id.name, bank.note)
        for user in (self.clerk, self.manager):
            with self.assertRaises(AccessError):
                self._bank_says(close, 33, user)
        self.assertEqual(self._bank_says(close, 30).state, "red")
        self.assertEqual(line.difference, 3)
        self.assertEqual(self._bank_says(close, 33).state, "green")
        self.assertEqual(line.balance_by_id, self.accountant)
        self.assertIn("Balance letter", close.message_ids[0].body)
        bank = self._sheet(close, "bank")
        self.assertEqual((bank.total[5], bank.total[9], bank.note), (33, 0, ""))
        self.assertIn("Balance letter", bank.rows[0][-1])

    def test_b07_a_later_statement_says_the_balance_of_the_last_day(self):
        self._bank_lines([("2026-10-12", 33)])
        # Two files of November; the first one of them is the nearest.
        first = self._bank_lines([("2026-11-02", 7), ("2026-11-03", 1)], closing=41)
        self._bank_lines([("2026-11-04", 5)], closing=46)
        close = self._close_of()
        line = self._line(close, "bank")
        self.assertEqual(
            (line.bank_source, line.theirs, line.state), ("statement", 33, "green")
        )
        with self.assertRaisesRegex(UserError, "no statement file"):
            self._bank_says(close, 33)
        # The bank has two yuan more than the lines that were imported.
        first.statement_id.balance_end_real = 43
        close.action_check()
        self.assertEqual((line.difference, line.state), (-2, "red"))
        # A file that reaches over the end of the month is nearer still.
        self._bank_lines([("2026-10-31", 2), ("2026-11-01", 4)], closing=39)
        close.action_check()
        self.assertEqual((line.ours, line.theirs, line.state), (35, 35, "green"))

    def _sheet(self, close, code):
        sheets = {sheet.code: sheet for sheet in sheets_of(close._as_printed())}
        return sheets[code]

    def test_b07_a_payment_booked_in_another_month_is_missed(self):
        receipt = self._in_october(100)
        # No screen does it: the month has to notice whoever did.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET date = '2026-11-02' WHERE id IN %s",
            [tuple(receipt.payment_ids.move_id.ids)],
        )
        self.env.invalidate_all()
        line = self._line(self._close_of(), "receipts")
        self.assertEqual((line.ours, line.theirs, line.state), (100, 0, "red"))

    def test_b07_sessions_runs_and_bank_lines_are_looked_at(self):
        sessions = self.env["estate.cashier.session"].with_user(self.cashier)
        with freeze_time("2026-10-30 02:00:00"):
            session = sessions._open(self.company, 0)
        bank = self.company_data["default_journal_bank"]
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "date": "2026-10-12",
                "amount": 33,
                "payment_ref": "?",
            }
        )
        run = self.env["estate.bill.run"].create(
            {"community_id": self.community.id, "date_from": "2026-10-01"}
        )
        close = self._close_of()
        red = {line.code: line for line in close.line_ids if line.state == "red"}
        self.assertEqual(set(red), {"sessions", "bank", "bank_lines", "runs"})
        self.assertIn(session.name, red["sessions"].names)
        self.assertIn(run.name, red["runs"].names)
        # The bank itself ties: what it has and the books do not is told apart.
        bank_line = self._bank_says(close, 33)
        self.assertEqual((bank_line.state, bank_line.ours), ("green", 33))
        for line in close.line_ids.filtered(lambda line: line.state == "red"):
            line.with_user(self.accountant).action_view()
            self._step(close, "accept", "Known", line_id=line.id)
        with self.assertRaisesRegex(UserError, "bank lines"):
            close.action_close()
        self.company.estate_close_lock = "sale"
        close.action_close()
        self.assertEqual(str(self.company.sale_lock_date), "2026-10-31")
        self.assertFalse(self.company.fiscalyear_lock_date)

    def _entry(self, account, balance, date="2026-10-15", user=None):
        bank = self.company_data["default_journal_misc"]
        other = self.company_data["default_account_expense"]
        entry = (
            self.env["account.move"]
            .with_user(user or self.env.user)
            .create(
                {
                    "journal_id": bank.id,
                    "date": date,
                    "line_ids": [
                        Command.create({"account_id": one.id, "balance": value})
                        for one, value in ((account, balance), (other, -balance))
                    ],
                }
            )
        )
        entry.action_post()
        return entry

    # ---- Who, when, in which order ----------------------------------------------

    def test_b07_the_accountant_closes_with_the_right_of_his_role(self):
        """Lock dates are set by the close alone: he moves none by himself."""
        close = self._close_of()
        self.assertFalse(self.accountant.has_group("account.group_account_manager"))
        for user in (self.clerk, self.manager, self.supervisor):
            with self.assertRaises(AccessError):
                close.with_user(user).action_close()
        for vals in ({"fiscalyear_lock_date": "2026-10-31"}, {"sale_lock_date": False}):
            with self.assertRaises(AccessError):
                self.company.with_user(self.accountant).write(vals)
        with self.assertRaises(AccessError):
            close.write({"state": "closed"})
        with self.assertRaises(AccessError):
            close.line_ids.with_user(self.accountant).write({"state": "green"})
        close.action_close()
        with self.assertRaisesRegex(UserError, "closed already"):
            close.action_close()
        with self.assertRaises(UserError):
            close.unlink()
        self.assertTrue(close.with_user(self.clerk).line_ids.mapped("ours_text"))
        with self.assertRaises(AccessError):
            close.with_user(self.cashier).read(["state"])

    def test_b07_months_are_closed_in_order_when_they_are_over(self):
        november = self._close_of("2026-11-01", check=False)
        with self.assertRaisesRegex(UserError, "not over"):
            november.action_check()
        september = self._closed("2026-09-15", pack=False)
        self.assertEqual(str(september.period), "2026-09-01")
        with freeze_time("2026-12-05 02:00:00"):
            self._publish("2026-11-01", date_invoice="2026-11-01")
            november.action_check()
            with self.assertRaisesRegex(UserError, "in order"):
                november.action_close()
        october = self._closed(pack=False)
        with self.assertRaisesRegex(UserError, "closed last"):
            self._step(september, "reopen", "x")
        self.assertTrue(october.is_last)

    def test_b07_locks_are_set_never_back_and_taken_back_by_opening(self):
        self.company.sudo().sale_lock_date = "2026-11-02"
        close = self._closed(pack=False)
        company = self.company
        self.assertEqual(str(company.fiscalyear_lock_date), "2026-10-31")
        self.assertEqual(str(company.sale_lock_date), "2026-11-02")
        # What the counter sees is a sentence.
        with self.assertRaisesRegex(UserError, "is in a locked period"):
            self._in_october(10)
        with self.assertRaises(AccessError):
            self._step(close, "reopen", "A bill is missing", self.accountant)
        self._step(close, "reopen", "A bill is missing")
        self.assertEqual(close.state, "reopened")
        self.assertEqual(close.pack_state, "none")
        self.assertFalse(company.fiscalyear_lock_date)
        self.assertFalse(company.estate_closed_until)
        self.assertEqual(str(company.sale_lock_date), "2026-11-02")
        self.assertIn("A bill is missing", "".join(close.message_ids.mapped("body")))
        self._in_october(10)
        close.action_check()
        close.action_close()
        self.assertEqual(close.version, 2)

    def test_b07_a_month_locked_for_good_is_not_opened(self):
        close = self._closed(pack=False)
        self.company.hard_lock_date = "2026-10-31"
        with self.assertRaisesRegex(UserError, "locked for good"):
            self._step(close, "reopen", "x")

    # ---- The pack ---------------------------------------------------------------

    def test_b07_the_pack_adds_up_to_the_ledger(self):
        self._in_october(100)
        self._waive(30, unit=self.unit_2)
        item = self._new_item("Deposit", 0, "fixed", "deposit")
        self._collect(
            self.shop,
            [],
            deposits=[(item, 500)],
            prepayments=[(None, 40)],
            date=fields.Date.to_date("2026-10-22"),
        )
        close = self._close_of()
        sheets = {sheet.code: sheet for sheet in sheets_of(close._as_printed())}
        balance = sum(line.ours for line in self._line(close, "receivable"))
        summary = sheets["summary"].total
        self.assertAlmostEqual(float(summary[5]), balance, 2)
        for row in [*sheets["summary"].rows, summary]:
            before, billed, waived, paid, end = (D(str(cell)) for cell in row[1:])
            self.assertEqual(before + billed - waived - paid, end)
        self.assertEqual(float(summary[4]), 100)
        # The waiver is of November: it is nothing of this month.
        self.assertEqual(float(summary[3]), 0)
        self.assertAlmostEqual(float(sheets["open"].total[-1]), balance, 2)
        ages = sum(float(cell) for cell in sheets["open"].total[4:-1])
        self.assertAlmostEqual(ages, balance, 2)
        self.assertEqual(float(sheets["deposits"].total[-1]), 500)
        self.assertEqual(float(sheets["prepaid"].total[-1]), 40)
        rates = sheets["rates"].rows[0]
        self.assertEqual(float(rates[2] + rates[5]), 100)
        self.assertEqual(float(rates[7]), 40)
        papers = sheets["papers"]
        self.assertEqual(float(papers.total[6]), self._line(close, "receipts").ours)
        self.assertEqual(papers.note, "No number is missing.")

    def test_b07_the_pack_has_bank_agency_and_exceptions_to_the_cent(self):
        agency = self.company.estate_agency_account_id
        garbage = self._new_item("Garbage", 10, "fixed", "agency")
        garbage.product_id.property_account_income_id = agency
        self._bill(self.unit, [(garbage, 10)], "2026-09-01")
        self._bill(self.unit, [(garbage, 11.4)], "2026-10-01")
        self._entry(agency, 6.2)
        receipt = self._in_october(100, methods=[self._by(self.pos, 100)])
        journal = receipt.sudo().payment_ids.journal_id
        self._bank_lines([("2026-10-12", 33), ("2026-10-13", -2.5)], journal=journal)
        self.unit.area_built = 95
        close = self._close_of()
        self._bank_says(close, 30.5)
        self.env["estate.recon.exception"]._sweep(self.company)
        # Books 100.00 and 30.50 that nobody said the use of; the bank has 30.50.
        self.assertEqual(
            self._sheet(close, "bank").total[1:-1],
            [100, 33, 2.5, 130.5, 30.5, 100, 0, 130.5, 0],
        )
        way = self._sheet(close, "on_the_way")
        self.assertEqual(
            [(row[4], row[5]) for row in way.rows], [(self.unit.code, 100)]
        )
        self.assertEqual(way.total[-1], 100)
        held = self._sheet(close, "agency")
        self.assertEqual(
            [[float(cell) for cell in row[1:]] for row in (*held.rows, held.total)],
            [[10, 11.4, 0, 21.4], [0, 0, 6.2, -6.2], [10, 11.4, 6.2, 15.2]],
        )
        self.assertEqual(float(held.total[-1]), self._line(close, "agency").theirs)
        odd = self._sheet(close, "exceptions")
        unit = self.unit.code
        # The price without consent, the area; then what the bank and the books miss.
        self.assertEqual(
            sorted((row[2], row[5]) for row in odd.rows),
            [("", -2.5), ("", 10), ("", 33), (unit, 0), (unit, 100)],
        )
        [area] = [row for row in odd.rows if row[2] == unit and not row[5]]
        self.assertIn("95", area[3])

    def test_b07_files_are_made_by_the_job_kept_and_verified(self):
        self.owner.name = "=HYPERLINK(evil)"
        self._in_october(100)
        close = self._closed(pack=False)
        self.assertEqual(close.pack_state, "waiting")
        # Killed after the workbook: the job makes what is missing.
        close.sudo()._make_next()
        self.assertEqual(close.file_ids.mapped("kind"), ["xlsx"])
        self._make_pack()
        self.assertEqual(close.pack_state, "done")
        self.assertEqual(close.file_ids.mapped("kind"), ["xlsx", "pdf"])
        self.assertEqual(len(close.file_ids[0].sha256), 64)
        book = load_workbook(io.BytesIO(close.sudo().file_ids[0].attachment_id.raw))
        cells = [cell for page in book for row in page.rows for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        self.assertTrue([cell for cell in cells if "HYPERLINK" in str(cell.value)])
        self.assertEqual(close.action_verify()["params"]["type"], "success")
        attachment = close.sudo().file_ids[0].attachment_id
        for act in (
            lambda: attachment.write({"raw": b"other"}),
            lambda: attachment.write({"res_id": 1}),
            attachment.unlink,
            close.sudo().file_ids.unlink,
        ):
            with self.assertRaises(UserError):
                act()
        # A pack names the residents of all communities: it is not for staff of one.
        self.assertFalse(close.with_user(self.clerk).file_ids)
        reader = close.with_user(self._new_staff("representative"))
        self.assertIn(
            str(reader.file_ids[0].attachment_id.id),
            reader.file_ids[0].action_download()["url"],
        )
        self.assertTrue(reader.file_ids[0].attachment_id.raw)
        # Somebody who reaches the disk changes a byte.
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = 'x', store_fname = NULL WHERE id = %s",
            [attachment.id],
        )
        self.env.invalidate_all()
        self.assertEqual(reader.action_verify()["params"]["type"], "danger")

    def test_b07_a_pack_that_fails_says_why_and_is_made_again(self):
        close = self._closed(pack=False)
        report = self.env.ref("estate_service.action_report_close_pack")
        report.report_name = "estate_service.report_gone"
        job = "odoo.addons.estate_service.models.closing.estate_close_pack"
        with mute_logger(job):
            self._make_pack()
        self.assertEqual(close.pack_state, "failed")
        self.assertIn("report_gone", close.pack_failed)
        self.assertEqual(close.file_ids.mapped("kind"), ["xlsx"])
        report.report_name = "estate_service.report_close_pack"
        close.action_make_pack()
        self._make_pack()
        self.assertEqual((close.pack_state, close.pack_failed), ("done", False))

    # ---- After the close --------------------------------------------------------

    def test_b07_later_changes_are_listed_with_who_and_what(self):
        close = self._closed(pack=False)
        self.assertFalse(close.change_count)
        expense = self.company_data["default_account_expense"]
        # Core puts a late entry on the first open day: nothing of the month changes.
        late = self._entry(expense, 12, user=self.accountant)
        self.assertGreater(late.date, close.date_end)
        self.assertFalse(close.change_ids)
        self.env["account.lock_exception"].create(
            {
                "company_id": self.company.id,
                "user_id": self.accountant.id,
                "lock_date_field": "fiscalyear_lock_date",
                "lock_date": False,
                "reason": "Late voucher",
            }
        )
        prepay = self.company.estate_prepay_account_id
        entry = self._entry(prepay, -12, user=self.accountant)
        self.assertEqual(str(entry.date), "2026-10-15")
        change = close.change_ids
        self.assertEqual(
            (change.what, change.user_id, change.by_exception, change.move_id),
            ("posted", self.accountant, True, entry),
        )
        figure = close.figure_ids.filtered(lambda one: one.code == "prepay")
        figure.invalidate_recordset()
        self.assertEqual(
            (figure.amount, figure.amount_now, figure.difference), (0, 12, 12)
        )
        figure.invalidate_recordset()
        self.assertEqual(figure.with_user(self.accountant).amount_now, 12)
        with self.assertRaises(AccessError):
            figure.with_user(self.clerk).read(["amount_now"])
        mine = close.figure_ids.filtered("community_id").with_user(self.clerk)
        self.assertFalse(mine.filtered("difference"))
        found = self._assert_one("after_close", entry.name)
        self.assertEqual(
            found.with_user(self.accountant).action_fix()["res_id"], entry.id
        )
        entry.with_user(self.accountant).button_draft()
        self.assertEqual(close.change_ids.mapped("what"), ["reset", "posted"])
        self._assert_mended("after_close", found)

    def test_b07_a_reversal_of_a_closed_entry_is_told_too(self):
        close = self._closed(pack=False)
        bill = self.bills[self.unit].with_user(self.accountant)
        wizard = self.env["estate.bill.cancel"].with_user(self.accountant)
        wizard.create(
            {"move_ids": [Command.set(bill.ids)], "reason": "Wrong"}
        ).action_confirm()
        self.assertEqual(close.change_ids.mapped("what"), ["reversed"])
        figures = close.figure_ids
        figures.invalidate_recordset()
        self.assertFalse(figures.filtered("difference"))

    def test_b07_what_came_past_the_notes_is_found_at_night(self):
        close = self._closed(pack=False)
        with freeze_time("2026-11-06 02:00:00"):
            entry = self._entry(
                self.company_data["default_account_expense"], 5, "2026-11-06"
            )
            self.env.flush_all()
            # All is of one transaction here: only this entry came after the close.
            self.env.cr.execute("UPDATE account_move SET create_date = '2026-11-01'")
            self.env.cr.execute(
                "UPDATE account_move SET date = '2026-10-09', "
                "create_date = '2026-11-06' WHERE id = %s",
                [entry.id],
            )
            self.env.invalidate_all()
            self.env["estate.close.change"]._cron_find()
            self.env["estate.close.change"]._cron_find()
        self.assertEqual(close.change_ids.move_id, entry)
        self.assertEqual(len(close.change_ids), 1)
