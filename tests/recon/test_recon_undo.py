from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.mixins.busy import BusyError
from ...models.recon.estate_bank_booking import BankPart
from ..cashier.cashier_common import D
from .recon_common import PAYER, ReconCommon


@tagged("post_install", "-at_install")
class TestReconUndo(ReconCommon):
    """Matches are taken back for good, and nothing is booked twice or beside (B-02)."""

    # ---- Back again -------------------------------------------------------------

    def test_b02_undo_opens_the_bill_and_forgets(self):
        bill, *_others = self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        alias = self.env["estate.payer.alias"].search([("payer", "=", PAYER[0])])
        self.assertEqual((alias.times, alias.unit_ids), (1, self.unit))
        self.workbench.undo(line.id)
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertFalse(line.is_reconciled)
        self.assertEqual(self._suspense(), -115)
        self.assertEqual(alias.times, 0)
        self.assertEqual(line.estate_proposal_ids.state, "open")
        self.env["estate.bank.job"]._book_certain(line)
        self.assertTrue(line.estate_proposal_ids.refusal)
        self.assertFalse(line.is_reconciled)
        with self.assertRaisesRegex(UserError, "is not matched"):
            self.workbench.undo(line.id)

    def test_b02_what_was_undone_is_not_booked_by_itself_again(self):
        self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        self.workbench.undo(line.id)
        for chunk in self.env["estate.bank.job"]._certain_chunks(self.company):
            self.assertNotIn(line, chunk)

    def test_b02_what_was_undone_stays_so_however_often_it_is_proposed(self):
        self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        self.workbench.undo(line.id)
        self.workbench.propose_again(self.journal.id)
        self._match_job()
        self.assertFalse(line.estate_proposal_ids.is_certain)
        self.assertIn("undid", line.estate_proposal_ids.refusal)
        answer = self.workbench.accept_all(self.journal.id, 50)
        self.assertEqual(answer["booked"], 0)
        self.workbench.accept(line.id, 0)
        self.assertTrue(line.is_reconciled)

    def test_b02_two_lines_cannot_take_one_movement(self):
        self.company.estate_match_auto = False
        self._bills()
        rows = self._open(self.unit)
        card = self._counter_method("pos")
        self._collect(
            self.unit,
            [(row["move_line_id"], row["open"]) for row in rows],
            [self._by(card, 115)],
        )
        first = self._line(115, "POS 结算", "银联商务", "", day="24")
        second = self._line(115, "POS 结算", "银联商务", "", day="25")
        candidates = first.estate_proposal_ids.candidates
        self.assertTrue(candidates[0]["items"])
        second.estate_proposal_ids.sudo().candidates = candidates
        _booked, refused = self.env["estate.bank.decision"]._accept_many(first | second)
        self.assertEqual(list(refused), [second])
        self.assertFalse(second.is_reconciled)
        self.assertEqual(self._balance_of(card.payment_account_id), 0)

    def test_b02_a_line_somebody_else_holds_is_tried_again(self):
        self.company.estate_match_auto = False
        self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        busy = patch.object(
            self.env.registry["estate.bank.booking"],
            "_book",
            side_effect=BusyError("x"),
        )
        with busy:
            self.env["estate.bank.decision"]._book_by_itself(line)
        self.assertFalse(line.estate_proposal_ids.refusal)
        self.env["estate.bank.decision"]._book_by_itself(line)
        self.assertTrue(line.is_reconciled)

    def test_b02_a_line_whose_suspense_account_was_changed_stops_no_other(self):
        self.company.estate_match_auto = False
        self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        old = self.journal.suspense_account_id
        self.journal.suspense_account_id = old.copy({"code": "199998"})
        later = self._line(
            115, "1-1-102 物业费", "郭萍", "6217000000000000002", day="04"
        )
        _booked, refused = self.env["estate.bank.decision"]._accept_many(line | later)
        self.assertEqual(list(refused), [line])
        self.assertTrue(later.is_reconciled)

    def test_b02_parts_of_a_cent_and_negative_parts_are_refused(self):
        self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._line(20, "x")
        for amounts in ((10.004, 9.996), (30, -10)):
            shares = [
                {"unit": self.unit.id, "line": False, "amount": amount}
                for amount in amounts
            ]
            with self.assertRaisesRegex(UserError, "cannot be paid|can be paid"):
                self.workbench.book(line.id, shares, [])
        self.assertFalse(line.is_reconciled)

    def test_b02_the_banks_own_accounts_say_nothing_of_the_money(self):
        line = self._line(20, "x")
        for account in (
            self.journal.default_account_id,
            self.journal.suspense_account_id,
        ):
            part = {"account": account.id, "amount": 20, "name": "x"}
            with self.assertRaisesRegex(UserError, "what the money was for"):
                self.workbench.book(line.id, [], [part])

    def test_b02_a_bill_of_another_company_is_not_named(self):
        line = self._line(20, "x")
        other = self.env["res.company"].sudo().create({"name": "Other"})
        books = self.env(su=True, context={"allowed_company_ids": other.ids})
        account = books["account.account"].create(
            {"name": "Secret", "code": "100201", "account_type": "asset_current"}
        )
        journal = books["account.journal"].create(
            {"name": "Secret", "code": "SEC", "type": "general"}
        )
        move = books["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "balance": amount})
                    for amount in (5, -5)
                ],
            }
        )
        move.action_post()
        entry = move.line_ids[0]
        share = {"unit": self.unit.id, "line": entry.id, "amount": 20}
        with self.assertRaises(UserError) as caught:
            self.workbench.book(line.id, [share], [])
        self.assertNotIn(move.name, str(caught.exception))

    def test_b02_cores_undo_takes_back_ours_and_deletes_no_payment(self):
        self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        payments = self.env["account.payment"].search_count([])
        line.with_user(self.accountant).action_undo_reconciliation()
        self.assertFalse(line.is_reconciled)
        self.assertEqual(self._owed(self.unit), 115)
        self.assertEqual(self.env["account.payment"].search_count([]), payments)

    def test_b02_undo_takes_back_what_a_prepayment_paid(self):
        line = self._line(115, "x")
        share = {"unit": self.unit.id, "line": False, "amount": 115}
        self.workbench.book(line.id, [share], [])
        bill, *_others = self._bills()
        self.env["estate.cashier"]._apply_prepayments(bill)
        self.assertEqual(bill.payment_state, "paid")
        self.workbench.undo(line.id)
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertEqual(self._prepaid(self.unit), 0)

    def test_b02_a_matched_line_is_not_deleted(self):
        self._bills()
        line = self._line(115, "1-1-101 物业费", *PAYER)
        line.statement_id.with_user(self.accountant).unlink()
        with self.assertRaisesRegex(UserError, "undo the match"):
            line.with_user(self.accountant).unlink()

    def test_b02_a_line_of_which_a_part_is_booked_is_not_deleted(self):
        line = self._line(20, "x")
        line.statement_id.with_user(self.accountant).unlink()
        expense = self.company_data["default_account_expense"]
        part = BankPart(account=expense, amount=D(5), name="x")
        self.env["estate.bank.booking"]._book([(line, [part])])
        self.assertEqual((line.is_reconciled, line.amount_residual), (False, -15))
        with self.assertRaisesRegex(UserError, "undo the match"):
            line.with_user(self.accountant).unlink()
        self.assertEqual(self._balance_of(expense), -5)
        self.workbench.undo(line.id)
        line.with_user(self.accountant).unlink()
        self.assertEqual((line.exists(), self._suspense()), (line.browse(), 0))

    # ---- Core's own screens -----------------------------------------------------

    def _seen(self, line):
        """Return how our screen shows a line: (among the matched, among the open)."""
        return tuple(
            line.id in [one["id"] for one in page["lines"]]
            for kind in ("done", "all")
            for page in [self.workbench.load_page(self.journal.id, kind)]
        )

    def _matched_by_core(self, line, bill):
        """Match a line as Enterprise's and OCA's screens do: by core's own means."""
        _bank, suspense, _others = line._seek_for_lines()
        due = bill.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        suspense.account_id = due.account_id
        (suspense + due).reconcile()

    def test_b02_what_core_matched_we_see_and_undo(self):
        bill = self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._line(115, "x")
        self.assertEqual(self._seen(line), (False, True))
        self._matched_by_core(line.with_user(self.accountant), bill)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self._seen(line), (True, False))
        [row] = self.workbench.booked(line.id)["rows"]
        self.assertEqual((row["bills"], row["amount"]), ([bill.name], 115))
        with self.assertRaisesRegex(UserError, "already"):
            self.workbench.accept(line.id, 0)
        self.workbench.undo(line.id)
        self.assertEqual(self._seen(line), (False, True))
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertEqual((self._owed(self.unit), self._suspense()), (115, -115))

    def test_b02_what_we_matched_core_sees_and_undoes(self):
        bill = self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._line(115, "1-1-101 物业费", *PAYER)
        if not line.is_reconciled:
            self.workbench.accept(line.id, 0)
        _bank, suspense, items = line._seek_for_lines()
        self.assertFalse(suspense)
        self.assertTrue(all(items.mapped("reconciled")))
        settled = items.matched_debit_ids.debit_move_id.move_id
        self.assertEqual(settled, bill)
        line.with_user(self.accountant).action_undo_reconciliation()
        self.assertEqual(self._seen(line), (False, True))
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertEqual((self._owed(self.unit), self._suspense()), (115, -115))
        alias = self.env["estate.payer.alias"].search([("payer", "=", PAYER[0])])
        self.workbench.accept(line.id, 0)
        self.assertEqual(self._seen(line), (True, False))
        self.assertEqual(alias.times, 1, "the match is learned once")

    def test_b02_items_that_core_unreconciled_are_seen_and_taken_back(self):
        """The bill is open again, and so is the money: until it is matched anew."""
        bill = self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._line(115, "1-1-101 物业费", *PAYER)
        if not line.is_reconciled:
            self.workbench.accept(line.id, 0)
        _bank, _suspense, items = line._seek_for_lines()
        items.with_user(self.accountant).remove_move_reconcile()
        self.assertEqual(bill.payment_state, "not_paid")
        self.assertEqual(self._seen(line), (True, False), "core calls it reconciled")
        rows = self.workbench.booked(line.id)["rows"]
        self.assertFalse(any(row["bills"] for row in rows), "and shows no bill")
        due = bill.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        (items + due).with_user(self.accountant).reconcile()
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(
            self.workbench.booked(line.id)["rows"][0]["bills"], [bill.name]
        )
        items.with_user(self.accountant).remove_move_reconcile()
        self.workbench.undo(line.id)
        self.assertEqual(self._seen(line), (False, True))
        self.assertEqual((self._owed(self.unit), self._suspense()), (115, -115))
