"""Billed for a quarter, paid, sold on the 17th, taken back, and sold again.

Each entry is looked at line by line; what is open, what is held and the accounts say
the same after each step, and no day of the quarter is billed twice or to nobody.
"""

from odoo.tests import freeze_time, tagged

from ..delivery.delivery_common import DeliveryCommon

MOVED = 632.26
BILLED = 774.03


@tagged("post_install", "-at_install")
class TestStoryTransfer(DeliveryCommon):
    """Front desk, cashier, steward, accountant; seller and buyer."""

    def test_story_of_a_home_that_is_sold(self):
        with freeze_time("2026-10-05 02:00:00"):
            self.bill = self._bill("2026-10-01", date_due="2026-10-15").move_ids
            self._pay_and_leave_deposit()
        with freeze_time("2026-10-20 02:00:00"):
            first = self._close()
            self._assert_settled(first)
            self._step(first, "undo", reason="The bank refused the loan")
            self.env.invalidate_all()
            self._assert_as_before()
        with freeze_time("2026-10-26 02:00:00"):
            second = self._close()
            self._assert_settled(second)
            self._buyer_pays(second)
        with freeze_time("2026-11-03 02:00:00"):
            self._next_months_go_to_the_buyer()
            self._seller_gets_his_money()
        self._assert_nothing_is_lost()

    def _pay_and_leave_deposit(self):
        rows = self._open(self.unit)
        self._collect(self.unit, [(row["move_line_id"], row["open"]) for row in rows])
        self.deposit = self._deposit(2000)
        self._assert_as_before()

    def _assert_as_before(self):
        self.assertEqual(self._owes(self.owner), 0)
        self.assertEqual(self._owes(self.buyer), 0)
        self.assertEqual(self._held(self.owner), 0)
        self.assertEqual(self._held(self.owner, "deposit"), 2000)
        self.assertEqual(self.bill.payment_state, "paid")
        self.assertEqual(self.unit.owner_id, self.owner)
        self._assert_tied()

    def _assert_settled(self, transfer):
        """The seller's payment is held for him, his deposit is the buyer's."""
        note, bill, entries = (
            self._moves(transfer, kind)
            for kind in ("out_refund", "out_invoice", "entry")
        )
        prepay, deposit = (
            self.company.estate_prepay_account_id,
            self.company.estate_deposit_account_id,
        )
        self.assertEqual(self._items(note)[self.receivable, self.owner], -MOVED)
        self.assertEqual(self._items(bill)[self.receivable, self.buyer], MOVED)
        self.assertEqual(
            [self._items(entry) for entry in entries.sorted("id")],
            [
                {
                    (self.receivable, self.owner): MOVED,
                    (prepay, self.owner): -MOVED,
                },
                {(deposit, self.owner): 2000, (deposit, self.buyer): -2000},
            ],
        )
        self.assertEqual(self._held(self.owner), MOVED)
        self.assertEqual(self._owes(self.buyer), MOVED)
        self.assertEqual(self.unit.owner_id, self.buyer)
        self._assert_tied()

    def _buyer_pays(self, transfer):
        rows = self._open(self.unit, partner=self.buyer)
        self._collect(
            self.unit,
            [(row["move_line_id"], row["open"]) for row in rows],
            payer=self.buyer,
        )
        self.assertEqual(self._moves(transfer, "out_invoice").payment_state, "paid")

    def _next_months_go_to_the_buyer(self):
        bills = self._bill("2026-11-01").move_ids
        self.assertEqual(bills.partner_id, self.buyer)
        self.assertEqual(bills.amount_total, 25)
        lines = self.env["account.move.line"].search(
            [
                ("estate_unit_id", "=", self.unit.id),
                ("estate_item_id", "=", self.item_area.id),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
            ]
        )
        self.assertAlmostEqual(-sum(lines.mapped("balance")), 706.63, 2)

    def _seller_gets_his_money(self):
        held = self.env["estate.held.money"].search(
            [("partner_id", "=", self.owner.id), ("kind", "=", "prepay")]
        )
        self.service.with_user(self.cashier)._refund(
            held.with_user(self.cashier)._held_money(),
            MOVED,
            {"payment_method_line_id": self.cash_out.id},
            "Sold",
        )
        self.assertEqual(self._held(self.owner), 0)

    def _assert_nothing_is_lost(self):
        """What each paid, less what went back, is what his days cost."""
        self.assertEqual(self._owes(self.owner), 0)
        self.assertEqual(self._owes(self.buyer), 25)
        income = self.env["account.move.line"]._read_group(
            [
                ("estate_unit_id", "=", self.unit.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
            ],
            ["partner_id"],
            ["balance:sum"],
        )
        self.assertEqual(
            {partner: round(total, 2) for partner, total in income},
            {self.owner: round(BILLED - MOVED, 2), self.buyer: MOVED + 25},
        )
        self._assert_tied()
