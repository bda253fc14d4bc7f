"""B-11: on the day of the change every bill is split, signed, and booked once."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .delivery_common import NOW, BilledCommon

QUARTER = (16, 76, 128.87, 620.16)
LIGHT = (16, 15, 7.74, 7.26)
GARBAGE = (16, 15, 5.16, 4.84)
MOVED = 632.26


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDeliveryTransfer(BilledCommon):
    # ------------------------------------------------------------------
    # THE SPLIT AND ITS ENTRIES
    # ------------------------------------------------------------------

    def test_b11_the_17th_splits_a_quarter_and_a_month_to_the_cent(self):
        transfer = self._settle()
        self.assertEqual(
            self._splits(transfer),
            {
                self.item_area: QUARTER,
                self.item_light: LIGHT,
                self.item_garbage: GARBAGE,
            },
        )
        for line in transfer.split_ids:
            self.assertAlmostEqual(
                line.old_amount + line.new_amount, line.move_line_id.sudo().price_total
            )
        self.assertEqual(transfer.amount_moved, MOVED)
        self.assertEqual(transfer.amount_arrears, 141.77)

    def test_b11_credit_and_charge_are_the_same_on_each_account(self):
        transfer = self._close()
        note = self._moves(transfer, "out_refund")
        bill = self._moves(transfer, "out_invoice")
        credited = {account: -b for (account, _p), b in self._items(note).items()}
        charged = {account: b for (account, _p), b in self._items(bill).items()}
        self.assertEqual(credited, charged)
        self.assertEqual(self._items(note)[self.receivable, self.owner], -MOVED)
        self.assertEqual(self._items(bill)[self.receivable, self.buyer], MOVED)
        self.assertEqual(bill.invoice_date_due, date(2026, 11, 4))
        self.assertFalse((note | bill).line_ids.estate_assignment_id)
        self.assertEqual(self._owes(self.owner), 141.77)
        self.assertEqual(self._owes(self.buyer), MOVED)
        self._assert_tied()

    def test_b11_split_by_the_days_of_the_period_if_the_company_wants(self):
        self.company.estate_transfer_measure = "day"
        transfer = self._settle()
        self.assertEqual(
            self._splits(transfer)[self.item_area], (16, 76, 130.27, 618.76)
        )

    def test_b08_each_new_line_explains_itself_and_names_nobody(self):
        transfer = self._close()
        bill = self._moves(transfer, "out_invoice")
        text = bill.invoice_line_ids[0].estate_explanation_text
        self.assertIn("76 of 92 days", text)
        self.assertIn("620.16 of 749.03", text)
        self.assertNotIn(self.owner.name, text + bill.ref)

    def test_b11_the_next_run_bills_the_new_owner_from_the_day_after(self):
        self._close()
        with freeze_time("2026-11-02 02:00:00"):
            run = self._bill("2026-11-01")
            mine = run.move_ids.filtered(lambda m: m.estate_unit_id == self.unit)
        self.assertEqual(mine.partner_id, self.buyer)
        self.assertEqual(
            [
                (line.estate_item_id, str(line.estate_date_from), line.price_total)
                for line in mine.invoice_line_ids
            ],
            [
                (self.item_light, "2026-11-01", 15.0),
                (self.item_garbage, "2026-11-01", 10.0),
            ],
        )
        with freeze_time("2027-01-02 02:00:00"):
            run = self._bill("2027-01-01")
        row = run.plan_ids.filtered(lambda r: r.item_id == self.item_area)
        self.assertEqual((str(row.date_from), row.payer_id), ("2027-01-01", self.buyer))

    def test_b11_what_was_paid_ahead_is_held_for_the_old_owner(self):
        self._pay_bill()
        transfer = self._close()
        self.assertEqual(transfer.amount_back, MOVED)
        self.assertEqual(self._owes(self.owner), 0)
        self.assertEqual(self._held(self.owner), MOVED)
        self.assertEqual(
            self._balance(self.company.estate_prepay_account_id, self.owner), -MOVED
        )
        self.assertEqual(self._owes(self.buyer), MOVED)
        self._assert_tied()

    def test_b11_or_carried_when_the_two_agree(self):
        self._pay_bill()
        transfer = self._close(credit_choice="new")
        self.assertEqual(self._held(self.owner), 0)
        self.assertEqual(self._owes(self.buyer), 0)
        bill = self._moves(transfer, "out_invoice")
        self.assertEqual(bill.payment_state, "paid")
        self._assert_tied()

    def test_b11_a_late_fee_asks_for_what_stayed_from_the_day_it_was_booked(self):
        late = self._new_item("违约金", 1, kind="late_fee")
        self.env["estate.late.fee.rule"].create(
            {
                "name": "Contract",
                "community_id": self.community.id,
                "item_ids": [Command.set(self.item_area.ids)],
                "late_item_id": late.id,
                "grace_days": 0,
                "daily_rate": 10,
                "date_from": "2026-01-01",
            }
        )
        self._close()
        with freeze_time("2026-11-02 02:00:00"):
            run = self.env["estate.late.fee.run"].create(
                {"community_id": self.community.id, "date_to": "2026-10-31"}
            )
            run.action_plan()
        # Four days of 749.03, twelve of the 128.87 that stayed with the seller.
        self.assertEqual(
            [(row.days, row.base, row.amount) for row in run.line_ids],
            [(16, 128.87, 4.54)],
        )

    def test_b11_a_bill_paid_by_half(self):
        self._pay_bill(300)
        transfer = self._close()
        # 774.03 billed, 300 paid, 632.26 pass on: 158.23 are to his credit.
        self.assertEqual(transfer.amount_back, 158.23)
        self.assertEqual(self._held(self.owner), 158.23)
        self.assertEqual(self._owes(self.owner), 0)
        self._assert_tied()

    def test_b11_his_credit_pays_his_other_debts_first(self):
        self._pay_bill()
        other = CashierBill(self).make(self.item_light, 100)
        self._close()
        self.assertEqual(other.amount_residual, 0)
        self.assertEqual(self._held(self.owner), round(MOVED - 100, 2))

    def test_r806_what_was_waived_of_certain_days_stays_with_them(self):
        line = self.bill.invoice_line_ids.filtered(
            lambda one: one.estate_item_id == self.item_light
        )
        self.company.estate_waiver_limit = 200
        reason = self.env.ref("estate_service.waiver_reason_other")
        reason.needs_proof = False
        waiver = (
            self.env["estate.waiver"]
            .with_user(self.front_desk)
            .create(
                {
                    "unit_id": self.unit.id,
                    "partner_id": self.owner.id,
                    "reason_id": reason.id,
                    "note": "Agreed",
                    "method": "amount",
                    "asked_amount": 5,
                    "line_ids": [(0, 0, {"move_line_id": line.id})],
                }
            )
        )
        waiver.line_ids.sudo().write(
            {"days_from": "2026-10-01", "days_to": "2026-10-10"}
        )
        waiver.action_submit()
        waiver.with_user(self.accountant).validate_tier()
        service = self.service.with_user(self.accountant)
        service._book_waiver(waiver.with_user(self.accountant))
        transfer = self._settle()
        self.assertEqual(self._splits(transfer)[self.item_light], (16, 15, 2.74, 7.26))
        self._close(transfer)
        self._assert_explained(self._split_moves(transfer))
        with self.assertRaisesRegex(UserError, "was settled since"):
            service._undo_waiver(waiver.with_user(self.accountant), "Wrong")
        self._step(transfer, "undo", reason="Wrong")
        service._undo_waiver(waiver.with_user(self.accountant), "Wrong")
        self._assert_tied()

    def test_a_cancelled_bill_is_not_split(self):
        self.bill._estate_cancel_bills("Wrong area")
        self.assertFalse(self._settle().split_ids)

    def _credit_by_hand(self, lines):
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.owner.id,
                "invoice_date": "2026-10-18",
                "journal_id": self.bill.journal_id.id,
                "reversed_entry_id": self.bill.id,
                "estate_unit_id": self.unit.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Gift",
                            "tax_ids": [],
                            "estate_unit_id": self.unit.id,
                            **vals,
                        },
                    )
                    for vals in lines
                ],
            }
        )
        note.line_ids.estate_unit_id = self.unit
        note.action_post()
        self.service._settle_with(self.bill, note)
        return note

    def test_a_credit_note_by_hand_is_not_passed_over(self):
        product = self.item_light.product_id.id
        self._credit_by_hand([{"product_id": product, "price_unit": 100}])
        transfer = self._begin()
        self._verify(transfer)
        with self.assertRaisesRegex(UserError, "does not say for which days"):
            transfer.with_user(self.accountant).action_settle()

    def test_b09_a_price_difference_stays_with_its_days(self):
        self._credit_by_hand(
            [
                {
                    "product_id": self.item_light.product_id.id,
                    "price_unit": 3.1,
                    "estate_item_id": self.item_light.id,
                    "estate_date_from": "2026-10-01",
                    "estate_date_to": "2026-10-31",
                }
            ]
        )
        transfer = self._close()
        self.assertEqual(self._splits(transfer)[self.item_light], (16, 15, 6.14, 5.76))
        self._assert_tied()

    def test_days_that_passed_have_no_discount_of_the_old_owner(self):
        transfer = self._close()
        light = transfer.split_ids.filtered(lambda r: r.item_id == self.item_light)
        old, new = light.move_line_id.id, light.charge_line_id.id
        covered = self.service.sudo()._covered_days({old, new})
        self.assertEqual(covered[old], [(date(2026, 10, 17), date(2026, 10, 31))])
        self.assertEqual(covered[new], [])

    def test_who_leaves_too_is_not_left_with_later_bills(self):
        child = self.env["res.partner"].create({"name": "小儿子"})
        self._occupy(self.unit, child, "family", "2026-10-18", is_payer=True)
        with freeze_time("2026-11-02 02:00:00"):
            self._bill("2026-11-01")
            transfer = self._begin(date="2026-11-11")
            self._verify(transfer)
            with self.assertRaisesRegex(UserError, "小儿子 leaves too"):
                transfer.with_user(self.accountant).action_settle()

    def test_a_second_sale_splits_the_bill_of_the_first(self):
        self._close()
        third = self.buyer.copy({"name": "孙二"})
        second = self._close(date="2026-11-16", to_partner_id=third.id)
        # Of 620.16 for 17 October to 31 December a month and a half pass on.
        self.assertEqual(second.from_partner_id, self.buyer)
        self.assertEqual(
            self._splits(second), {self.item_area: (30, 46, 245.65, 374.51)}
        )
        self.assertEqual(self._owes(third), 374.51)
        self._assert_tied()

    def test_agency_money_passes_on_its_own_account(self):
        agency = self.company.estate_agency_account_id
        item = self._new_item("电梯电费", 30.0, kind="agency")
        item.product_id.property_account_income_id = agency
        self._assign(self.unit, item, "2026-10-01")
        with freeze_time(NOW):
            self._bill("2026-10-01")
        before = self._balance(agency)
        transfer = self._close()
        self.assertEqual(self._balance(agency), before)
        note = self._moves(transfer, "out_refund").filtered(
            lambda move: agency in move.line_ids.account_id
        )
        self.assertEqual(self._items(note)[agency, self.owner], 14.52)

    def test_a_shop_with_tax_on_top(self):
        tax = self._included_tax(9.0)
        tax.price_include_override = "tax_excluded"
        item, _assignment = self._assign_shop(tax)
        self._bill("2026-10-01")
        transfer = self._close(unit_id=self.shop.id)
        # 150.00 and 13.50 of tax: 84.39 stay, 79.11 pass on.
        self.assertEqual(self._splits(transfer)[item], (16, 15, 84.39, 79.11))
        for move in self._moves(transfer, "out_refund") | self._moves(
            transfer, "out_invoice"
        ):
            self.assertEqual(move.amount_total, 79.11)
        self.assertEqual(self._owes(self.shop_owner, self.shop), 84.39)
        self.assertEqual(self._owes(self.buyer, self.shop), 79.11)

    def test_a_new_price_names_the_homes_that_changed_hands(self):
        """The quarter's December is two people's by now: no rule knows whose."""
        self._assign(self.unit_2, self.item_area, "2026-10-01")
        self._bill("2026-10-01")
        self._close()
        adjustment = self.env["estate.fee.adjustment"].create(
            {
                "community_id": self.community.id,
                "reason": "Wages",
                "date_effective": "2026-12-01",
                "consent_by": "committee",
                "consent_ref": "7",
                "prepaid_choice": "rebill",
                "line_ids": [
                    Command.create({"item_id": self.item_area.id, "new_price": 3.2})
                ],
            }
        )
        adjustment._take_step("noticed")
        adjustment._decide("A test")
        self.assertEqual(adjustment.rebill_ids.unit_id, self.unit_2)
        told = adjustment.message_ids[0].body
        self.assertIn(self.unit.code, told)
        self.assertNotIn(self.unit_2.code, told)

    def test_a_tax_on_top_leaves_no_cent_between_bill_and_credit(self):
        """79.83 and its tax of 7.18 would be a cent less than what passes on."""
        tax = self._included_tax(9.0)
        tax.price_include_override = "tax_excluded"
        self._assign_shop(tax, 3.3)
        self._bill("2026-10-01")
        transfer = self._close(unit_id=self.shop.id)
        for kind in ("out_refund", "out_invoice"):
            self.assertEqual(self._moves(transfer, kind).amount_total, 87.02)
        self.assertEqual(self._owes(self.buyer, self.shop), 87.02)


class CashierBill:
    """Makes a hand-made bill beside those of a run."""

    def __init__(self, case):
        self.case = case

    def make(self, item, amount):
        move = self.case.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.case.owner.id,
                "invoice_date": "2026-09-01",
                "journal_id": self.case.company.estate_bill_journal_id.id,
                "estate_unit_id": self.case.unit.id,
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Before",
                            "product_id": item.product_id.id,
                            "price_unit": amount,
                            "tax_ids": [],
                            "estate_item_id": item.id,
                        },
                    )
                ],
            }
        )
        move.line_ids.estate_unit_id = self.case.unit
        move.action_post()
        return move
