"""B-11: money held is carried, the change is closed once, and undone in order."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .delivery_common import NOW, BilledCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDeliveryClose(BilledCommon):
    # ------------------------------------------------------------------
    # HELD MONEY
    # ------------------------------------------------------------------

    def test_deposits_and_prepayments_are_carried_by_one_entry(self):
        self._deposit(2000)
        self._prepay(50, self.item_garbage)
        self.company.estate_auto_apply_prepayment = False
        transfer = self._close()
        deposit, prepay = (
            self.company.estate_deposit_account_id,
            self.company.estate_prepay_account_id,
        )
        entry = self._moves(transfer, "entry")
        self.assertEqual(
            self._items(entry),
            {
                (deposit, self.owner): 2000,
                (deposit, self.buyer): -2000,
                (prepay, self.owner): 50,
                (prepay, self.buyer): -50,
            },
        )
        self.assertEqual(self._held(self.buyer, "deposit"), 2000)
        self.assertEqual(self._held(self.buyer), 50)
        self.assertEqual(self._held(self.owner, "deposit"), 0)
        held = self.env["estate.held.money"].search([("kind", "=", "deposit")])
        self.assertEqual(sum(held.mapped("amount")), -self._balance(deposit))
        rows = self.env["estate.deposit"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(
            {
                row.partner_id: (row.taken, row.deducted, row.carried, row.amount)
                for row in rows
            },
            {self.owner: (2000, 0, 2000, 0), self.buyer: (2000, 0, 0, 2000)},
        )

    def test_kept_deposits_stay_and_bound_ones_cannot_be_carried(self):
        self._deposit(2000)
        transfer = self._begin()
        row = transfer.held_ids.with_user(self.steward)
        row.choice = "refund"
        row.sudo().is_bound = True
        with self.assertRaisesRegex(UserError, "stays with the leaving party"):
            row.choice = "carry"
        self._close(self._settle(transfer))
        self.assertEqual(self._held(self.owner, "deposit"), 2000)
        self.assertEqual(self._held(self.buyer, "deposit"), 0)
        self.assertIn("Give held money", transfer.sudo().activity_ids.summary)

    # ------------------------------------------------------------------
    # ONCE, AND BACK
    # ------------------------------------------------------------------

    def test_r116_no_resident_follows_what_tells_of_debts(self):
        transfer = self._begin()
        for act in (
            lambda: transfer.message_subscribe(self.buyer.ids),
            lambda: transfer.message_post(body="x", partner_ids=self.buyer.ids),
        ):
            with self.assertRaises(AccessError):
                act()
        transfer.message_post(body="Call the seller again")

    def test_a_second_click_books_nothing(self):
        transfer = self._close()
        moves, told = transfer.move_ids, transfer.message_ids
        self._step(transfer, "close")
        self.assertEqual(transfer.move_ids, moves)
        self.assertEqual(transfer.message_ids, told)

    def test_not_closed_while_its_unit_is_being_billed(self):
        transfer = self._settle()
        self._sign(transfer)
        self.first_run.sudo().state = "publishing"
        self.first_run.plan_ids.sudo().state = "todo"
        with self.assertRaisesRegex(UserError, "is publishing"):
            self._step(transfer, "close")

    def test_a_killed_attempt_leaves_nothing(self):
        transfer = self._settle()
        self._sign(transfer)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._step(transfer, "close")
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(transfer.state, "signed")
        self.assertFalse(transfer.sudo().move_ids)
        self.assertEqual(self.unit.owner_id, self.owner)

    def test_cancelled_settlement_leaves_everything_as_it_was(self):
        self._deposit(2000)
        self._pay_bill(300)
        mandate = self._mandate(self.owner)
        before = (self._owes(self.owner), self._held(self.owner, "deposit"))
        transfer = self._close()
        self.assertEqual(mandate.state, "ended")
        self._step(transfer, "undo", reason="The buyer withdrew")
        self.env.invalidate_all()
        self.assertEqual(transfer.state, "cancelled")
        after = (self._owes(self.owner), self._held(self.owner, "deposit"))
        self.assertEqual(after, before)
        self.assertEqual(self._owes(self.buyer), 0)
        self.assertEqual(self.unit.owner_id, self.owner)
        self.assertEqual(len(self.unit.occupancy_ids), 1)
        self.assertFalse(self.unit.occupancy_ids.date_end)
        self.assertEqual(mandate.state, "active")
        self._assert_tied()
        self._close()
        self._assert_tied()

    def test_not_cancelled_once_something_stands_on_it(self):
        transfer = self._close()
        bill = self._moves(transfer, "out_invoice")
        row = self._open(self.unit, partner=self.buyer)[0]
        self._collect(self.unit, [(row["move_line_id"], 10)], payer=self.buyer)
        with self.assertRaisesRegex(UserError, "was used since"):
            self._step(transfer, "undo", reason="No")
        self.assertEqual(bill.state, "posted")

    def test_not_cancelled_before_a_later_change(self):
        first = self._close(kind="payer", date="2027-01-01")
        self.assertFalse(first.move_ids)
        third = self.buyer.copy({"name": "孙二"})
        self._close(
            date="2027-02-01",
            kind="payer",
            from_partner_id=self.buyer.id,
            to_partner_id=third.id,
        )
        with self.assertRaisesRegex(UserError, "cancel that first"):
            self._step(first, "undo", reason="No")

    def test_not_cancelled_once_the_new_owner_was_billed(self):
        transfer = self._close()
        with freeze_time("2026-11-02 02:00:00"):
            self._bill("2026-11-01")
            with self.assertRaisesRegex(UserError, "cancel them first"):
                self._step(transfer, "undo", reason="No")

    def test_a_locked_period_is_refused_in_words(self):
        transfer = self._settle()
        self._sign(transfer)
        self.company.fiscalyear_lock_date = "2026-10-20"
        with self.assertRaisesRegex(UserError, "locked period"):
            self._step(transfer, "close")
        self.company.fiscalyear_lock_date = False
        self._step(transfer, "close")
        self.company.fiscalyear_lock_date = "2026-10-20"
        with self.assertRaisesRegex(UserError, "locked period"):
            self._step(transfer, "undo", reason="No")

    def test_its_entries_and_bills_are_undone_by_it_alone(self):
        transfer = self._close()
        note = self._moves(transfer, "out_refund")
        with self.assertRaisesRegex(UserError, "cancel the settlement instead"):
            note.with_user(self.accountant).button_draft()
        with self.assertRaisesRegex(UserError, "part of a settlement"):
            self.bill._estate_cancel_bills("Wrong")

    def test_a_waiver_meanwhile_asks_for_a_new_settlement(self):
        transfer = self._settle()
        self._sign(transfer)
        self._prepay(20)
        with self.assertRaisesRegex(UserError, "settle again"):
            self._step(transfer, "close")
        transfer.with_user(self.accountant).action_settle()
        self.assertFalse(transfer.from_signed_on)
        self._close(transfer)

    # ------------------------------------------------------------------
    # WHO MAY WHAT
    # ------------------------------------------------------------------

    def test_roles_front_desk_prepares_accountant_closes(self):
        transfer = self._begin()
        self._verify(transfer)
        with self.assertRaises(AccessError):
            transfer.with_user(self.front_desk).action_settle()
        transfer.with_user(self.accountant).action_settle()
        self._sign(transfer, user=self.steward)
        for user in (self.front_desk, self.steward, self.manager):
            with self.assertRaises(AccessError):
                self._step(transfer, "close", user)
        for vals in ({"state": "closed"}, {"from_signed_on": NOW}, {"undo": {}}):
            with self.assertRaises(AccessError):
                transfer.with_user(self.accountant).write(vals)
        with self.assertRaises(UserError):
            transfer.with_user(self.accountant).date = "2026-10-01"
        self._step(transfer, "close")
