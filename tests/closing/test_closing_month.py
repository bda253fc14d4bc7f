"""B-07: a month is tied out, closed, locked, packed, and watched afterwards."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...reports.closing.pack_sheets import sheets_of
from .closed_months import ClosedMonths
from .closing_common import ClosingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-05 02:00:00")
class TestClosingMonth(ClosedMonths, ClosingCommon):
    # Odoo's own runner leaves out the tests of ClosedMonths otherwise.
    allow_inherited_tests_method = True

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
        texts = close.with_user(self.clerk).line_ids.mapped("ours_text")
        self.assertTrue(texts and all(texts), texts)
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
        september.invalidate_recordset(["is_last"])
        self.assertFalse(september.is_last)

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
