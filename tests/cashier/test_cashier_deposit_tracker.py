"""押金台账: what was taken, kept and given back is what the ledger says."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..paper import tree_of, words_of
from .deposit_common import DepositCommon

REPORT = "estate_service.action_report_deposit_request"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierDepositTracker(DepositCommon):
    def _row(self):
        return self._rows(unit_id=self.unit.id)

    def _figures(self):
        row = self._row()
        return (row.taken, row.deducted, row.refunded, row.amount, row.state)

    def _book(self, request, user=None):
        user = user or self.accountant
        return self.service.with_user(user)._book_deduction(request.with_user(user))

    def _card(self):
        card_type = self.env["estate.access.card.type"].create(
            {"name": "Parking", "kind": "parking", "deposit": 100}
        )
        return self.env["estate.access.card"].create(
            {
                "name": "P-001",
                "type_id": card_type.id,
                "unit_id": self.unit.id,
                "partner_id": self.owner.id,
                "standard_told": True,
                "documents_checked": True,
            }
        )

    # ------------------------------------------------------------------
    # THE TRACKER
    # ------------------------------------------------------------------

    def test_deposit_from_taking_to_its_end(self):
        receipt = self._take()
        self.assertEqual(self._figures(), (2000, 0, 0, 2000, "held"))
        row = self._row()
        self.assertEqual(
            (row.partner_id, row.item_id, row.receipt_id, row.origin),
            (self.owner, self.deposit, receipt, "receipt"),
        )
        bill = self._bill(self.unit, [(self.item_fee, 300)])
        request = self._deduct(300, bill_id=bill.id)
        self._approve(request)
        self._book(request)
        self.assertEqual(self._figures(), (2000, 300, 0, 1700, "part"))
        request = self._ask(1700)
        self._approve(request, self.manager)
        self._pay(request)
        self.assertEqual(self._figures(), (2000, 300, 1700, 0, "closed"))
        self._assert_tied()

    def test_deposit_of_a_card_is_in_the_list_with_its_card(self):
        card = self._card()
        self._collect(self.unit, [], deposits=[(card, 100)])
        card.action_issue()
        row = self._row()
        self.assertEqual((row.card_ids, row.amount), (card, 100))
        with self.assertRaisesRegex(UserError, "Only"):
            self._ask(100)
        self._assert_tied()

    def test_opening_deposits_are_in_the_list(self):
        self._opening(500)
        row = self._row()
        self.assertEqual((row.origin, row.taken, row.amount), ("opening", 500, 500))
        request = self._ask(500)
        self._approve(request)
        self._pay(request)
        self.assertEqual(self._row().state, "closed")
        self._assert_tied()

    def _opening(self, amount, account=None, **vals):
        """Book an opening balance, as the import of an estate does."""
        accounts = self.company.estate_opening_account_id
        items = (
            (self.company.estate_deposit_account_id, -amount),
            (account or accounts, amount),
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company.estate_misc_journal_id.id,
                "date": "2026-10-31",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": self.owner.id,
                            "estate_unit_id": self.unit.id,
                            **vals,
                        }
                    )
                    for account, balance in items
                ],
            }
        )
        entry.action_post()
        return entry

    def test_money_booked_out_without_a_deposit_is_shown_and_tied(self):
        self._take()
        self._opening(-150)
        rows = self._row()
        self.assertEqual(
            {(row.state, row.amount) for row in rows}, {("held", 2000), ("loose", -150)}
        )
        self._assert_tied()

    def test_void_receipts_and_refunds_leave_the_tracker_tied(self):
        receipt = self._take()
        self.service.with_user(self.cashier)._void(receipt, "Wrong unit")
        self.assertFalse(self._row())
        self._assert_tied()

    def test_reversed_receipt_of_a_closed_period_was_never_taken(self):
        receipt = self._take()
        with freeze_time("2026-12-02"):
            self.company.fiscalyear_lock_date = "2026-11-30"
            self.service.with_user(self.accountant)._void(receipt, "Wrong unit")
            self.assertFalse(self._row())
            self._assert_tied()

    def test_tracker_shows_the_communities_of_its_reader(self):
        self._take()
        deposits = self.env["estate.deposit"]
        for user in (self.front_desk, self.cashier, self.steward, self.accountant):
            with self.subTest(user=user.login):
                self.assertEqual(len(deposits.with_user(user).search([])), 1)
        self.front_desk.estate_community_ids = False
        self.assertFalse(deposits.with_user(self.front_desk).search([]))

    def test_many_deposits_are_read_with_as_many_queries_as_one(self):
        found = []
        for _time in range(2):
            for unit in (self.unit, self.unit_2, self.shop):
                self._take(100, unit=unit)
        rows = self._rows()
        names = ["taken", "amount", "state", "card_ids", "display_name"]
        for some in (rows[:1], rows[:1], rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.read(names)
            found.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*found[1:], "the first round warms the registry")

    # ------------------------------------------------------------------
    # DEDUCTIONS
    # ------------------------------------------------------------------

    def test_deduction_pays_an_open_bill(self):
        self._take()
        bill = self._bill(self.unit, [(self.item_fee, 300)])
        request = self._deduct(200, bill_id=bill.id)
        self._approve(request)
        entry = self._book(request)
        self.assertEqual(bill.amount_residual, 100)
        self.assertEqual(request.stage, "done")
        self.assertEqual(
            {(line.account_id, line.balance) for line in entry.line_ids},
            {
                (self.company.estate_deposit_account_id, 200),
                (self.owner.property_account_receivable_id, -200),
            },
        )
        self.assertEqual(self._book(request), entry, "a second click books nothing")

    def test_deduction_becomes_income_by_a_bill_of_its_own(self):
        self._take()
        tax = self._included_tax()
        fine = self._new_item("Damage", 1, tax=tax)
        request = self._deduct(106, target="income", income_item_id=fine.id)
        self._approve(request)
        self._book(request)
        bill = request.sudo().bill_id
        self.assertEqual((bill.amount_total, bill.amount_residual), (106, 0))
        self.assertEqual(bill.amount_tax, 6)
        self.assertEqual(bill.estate_unit_id, self.unit)
        self._assert_tied()

    def test_undone_deduction_is_held_again(self):
        self._take()
        fine = self._new_item("Damage", 1)
        request = self._deduct(100, target="income", income_item_id=fine.id)
        self._approve(request)
        self._book(request)
        self.service.with_user(self.accountant)._undo_deduction(request, "Not his")
        self.assertEqual(self._figures(), (2000, 0, 0, 2000, "held"))
        self.assertEqual(request.stage, "cancelled")
        self.assertEqual(request.sudo().bill_id.state, "cancel")
        self._assert_tied()

    def test_deduction_needs_evidence(self):
        self._take()
        bill = self._bill(self.unit, [(self.item_fee, 300)])
        with self.assertRaisesRegex(UserError, "evidence"):
            self._ask(100, purpose="deduct", bill_id=bill.id)

    def test_deduction_pays_only_an_open_bill_of_this_unit_or_person(self):
        self._take()
        other = self._bill(self.unit_2, [(self.item_fee, 300)])
        small = self._bill(self.unit, [(self.item_fee, 50)])
        for bill in (other, small):
            with self.assertRaisesRegex(UserError, "Choose an open bill"):
                self._deduct(100, bill_id=bill.id)

    def test_accountant_books_deductions(self):
        self._take()
        bill = self._bill(self.unit, [(self.item_fee, 300)])
        request = self._deduct(100, bill_id=bill.id)
        with self.assertRaisesRegex(UserError, "not approved"):
            self._book(request)
        self._approve(request)
        for user in (self.cashier, self.front_desk, self.manager):
            with self.assertRaises(AccessError):
                self._book(request, user)
        self._book(request)

    # ------------------------------------------------------------------
    # THE VOUCHER
    # ------------------------------------------------------------------

    def test_voucher_says_what_why_and_who_approved(self):
        self._take()
        bill = self._bill(self.unit, [(self.item_fee, 300)])
        request = self._deduct(200, bill_id=bill.id)
        self._approve(request)
        self._book(request)
        tree = tree_of(self.env, REPORT, request, self.front_desk)
        text = " ".join(tree.text_content().split())
        for word in ("200.00", "Renovation accepted", bill.name, "Deduction"):
            self.assertIn(word, text)
        self.assertIn(self.accountant.name, words_of(tree, "e_approvals")[0])
