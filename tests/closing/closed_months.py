"""B-07: what a closed month leaves: its pack, and the list of what changed later."""

import io

from openpyxl import load_workbook

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ...models.closing.estate_close_figure import BOARD
from ...reports.closing.pack_sheets import sheets_of
from ..cashier.cashier_common import D


class ClosedMonths:
    """For a test class with two billed months and the helpers that close them."""

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
        # Counted by hand: a payment, a deposit, a prepayment.
        self.assertEqual(float(papers.total[6]), 640)
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
        close.invalidate_recordset(["change_count"])
        self.assertEqual(close.change_count, 1)
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
        frozen = {one.code: one.amount for one in figures if one.community_id}
        self.assertEqual(set(frozen), set(BOARD))
        _balance, owed = self._receivable(self.unit, self.unit_2, self.shop)
        self.assertAlmostEqual(frozen["open_end"], owed + bill.amount_total, 2)
        billed = sum(one.amount_total for one in self.bills.values())
        self.assertAlmostEqual(frozen["billed"], billed, 2)

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
