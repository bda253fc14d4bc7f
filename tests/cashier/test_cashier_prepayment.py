"""Prepayments: whose they are, what they pay by themselves, in which order."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .cashier_common import CashierCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierPrepayment(CashierCommon):
    def _prepay(self, amount, item=None, unit=None, **kwargs):
        return self._collect(
            unit or self.unit, [], prepayments=[(item, amount)], **kwargs
        )

    def _balance(self, unit=None):
        unit = unit or self.unit
        return self.service._prepaid_balance(unit).get(unit.id, D(0))

    # ------------------------------------------------------------------
    # TAKING IT
    # ------------------------------------------------------------------

    def test_prepayment_lies_on_its_account_by_unit_and_partner(self):
        receipt = self._prepay(600)
        self.assertEqual(receipt.line_ids.kind, "prepay")
        self.assertEqual(self._balance(), 600)
        item = receipt.sudo().payment_ids.move_id.line_ids.filtered(
            lambda i: i.account_id == self.company.estate_prepay_account_id
        )
        self.assertEqual(item.partner_id, self.owner)
        self.assertEqual(item.estate_unit_id, self.unit)

    def test_money_of_a_relative_is_for_the_bills_of_who_pays(self):
        wife = self.env["res.partner"].create({"name": "王夫人"})
        self._prepay(600, payer=wife)
        self._bill(self.unit, [(self.item_fee, 100)])
        self.assertTrue(self.service._apply_held_money(self.unit))
        self.assertEqual(self._balance(), 500)

    # ------------------------------------------------------------------
    # APPLYING IT
    # ------------------------------------------------------------------

    def test_new_bill_is_paid_when_the_company_wants_it(self):
        self._prepay(600)
        bill = self._bill(self.unit, [(self.item_fee, 249.68)], "2026-11-01")
        self.company.estate_auto_apply_prepayment = False
        self.service._apply_prepayments(bill)
        self.assertEqual(bill.payment_state, "not_paid")
        self.company.estate_auto_apply_prepayment = True
        self.env["estate.bill.writer"]._after_post(bill)
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(self._balance(), D("350.32"))

    def test_oldest_bills_first_until_the_money_ends(self):
        bills = [
            self._bill(self.unit, [(self.item_fee, 100)], f"2026-0{month}-01")
            for month in (9, 8, 7)
        ]
        self._prepay(250)
        entry = self.service._apply_held_money(self.unit)
        self.assertEqual([bill.amount_residual for bill in bills], [50, 0, 0])
        self.assertEqual(self._balance(), 0)
        self.assertEqual(len(entry), 3)
        self.assertTrue(all(i.estate_unit_id and i.partner_id for i in entry.line_ids))

    def test_one_entry_per_bill_of_a_chunk(self):
        for unit in (self.unit, self.unit_2):
            self._prepay(80, unit=unit)
            self._prepay(80, unit=unit)
        bills = self._bill(
            self.unit, [(self.item_fee, 100)], "2026-11-01"
        ) | self._bill(self.unit_2, [(self.item_fee, 100)], "2026-11-01")
        entries = self.service._apply_held_money(bills.estate_unit_id)
        self.assertEqual(entries.estate_unit_id, self.unit | self.unit_2)
        self.assertEqual(len(entries), 2)
        self.assertEqual(set(bills.mapped("payment_state")), {"paid"})
        self.assertEqual(self._balance(), 60)
        self.assertEqual(self._balance(self.unit_2), 60)

    def test_cancelled_bill_gives_its_prepayment_back(self):
        self._prepay(300)
        bills = self._bill(
            self.unit, [(self.item_fee, 100)], "2026-09-01"
        ) | self._bill(self.unit, [(self.item_fee, 100)], "2026-10-01")
        self.service._apply_held_money(self.unit)
        self.assertEqual(self._balance(), 100)
        bills[0].with_user(self.accountant)._estate_cancel_bills("Wrong area")
        self.assertEqual(bills[0].payment_state, "reversed")
        self.assertEqual(bills[1].payment_state, "paid")
        self.assertEqual(self._balance(), 200)

    def test_prepayment_for_an_item_pays_that_item_only(self):
        self._prepay(100, self.item_light)
        bill = self._bill(self.unit, [(self.item_fee, 200), (self.item_light, 15)])
        self.service._apply_held_money(self.unit)
        self.assertEqual(bill.amount_residual, 200)
        lines = self._open(self.unit)
        self.assertEqual(
            [(line["item_id"], line["open"]) for line in lines],
            [(self.item_fee.id, 200)],
        )
        self.assertEqual(self._balance(), 85)

    def test_bills_of_another_partner_are_not_paid(self):
        """The tenant's prepayment never pays the owner's debt, nor the reverse."""
        self._prepay(600)
        tenant = self.env["res.partner"].create({"name": "租户"})
        bill = self._bill(self.unit, [(self.item_fee, 100)], partner=tenant)
        self.assertFalse(self.service._apply_held_money(self.unit))
        self.assertEqual(bill.payment_state, "not_paid")

    def test_unused_credit_note_pays_first(self):
        bill = self._bill(self.unit, [(self.item_fee, 130)])
        credit = self._bill(
            self.unit, [(self.item_fee, 100)], post=False, move_type="out_refund"
        )
        credit.action_post()
        self.assertEqual(sum(line["open"] for line in self._open(self.unit)), 30)
        with self.assertRaisesRegex(UserError, "is a credit"):
            line = next(x for x in self._open(self.unit) if x["open"] < 0)
            self._collect(self.unit, [(line["move_line_id"], 1)])
        self.service._apply_held_money(self.unit)
        self.assertEqual((bill | credit).mapped("amount_residual"), [30, 0])

    def test_applying_by_hand_says_when_there_is_nothing(self):
        service = self.service.with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "Nothing was applied"):
            service._apply_unit_prepayments(self.unit.with_user(self.cashier))
        self._prepay(50)
        bill = self._bill(self.unit, [(self.item_fee, 100)])
        service._apply_unit_prepayments(self.unit.with_user(self.cashier))
        self.assertEqual(bill.amount_residual, 50)

    def test_day_of_the_application(self):
        """Not before the bill nor before the money; today when that is locked."""
        self._prepay(50)
        self._bill(self.unit, [(self.item_fee, 20)], "2026-09-01")
        entry = self.service._apply_held_money(self.unit)
        self.assertEqual(str(entry.date), "2026-11-10")
        bill = self._bill(self.unit, [(self.item_fee, 20)], "2026-12-01")
        entry = self.service._apply_held_money(self.unit)
        self.assertEqual(entry.date, bill.date)

    def test_opening_prepayment_is_used_like_any_other(self):
        company = self.company
        opening = self.env["account.move"].create(
            {
                "journal_id": company.estate_misc_journal_id.id,
                "date": "2026-08-31",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.owner.id,
                            "estate_unit_id": self.unit.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in (
                        (company.estate_opening_account_id, 300),
                        (company.estate_prepay_account_id, -300),
                    )
                ],
            }
        )
        opening.action_post()
        self.assertEqual(self._balance(), 300)
        bill = self._bill(self.unit, [(self.item_fee, 249.68)])
        self.service._apply_held_money(self.unit)
        self.assertEqual(bill.payment_state, "paid")

    def test_queries_do_not_grow_with_the_bills_of_a_chunk(self):
        """Nothing held: the hook costs the same few queries for any chunk."""
        bills = self._bill(self.unit, [(self.item_fee, 10)]) | self._bill(
            self.unit_2, [(self.item_fee, 10)]
        )
        self.env.flush_all()
        self.service._apply_prepayments(bills)
        with self.assertQueryCount(2):
            self.service._apply_prepayments(bills)
