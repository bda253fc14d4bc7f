"""Held money after the accountant booked on its account by hand."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .cashier_common import CashierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierHeld(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deposit = cls._new_item("Renovation Deposit", 2000, kind="deposit")
        card_type = cls.env["estate.access.card.type"].create(
            {"name": "Parking", "kind": "parking", "deposit": 100}
        )
        cls.card = cls.env["estate.access.card"].create(
            {
                "name": "P-001",
                "type_id": card_type.id,
                "unit_id": cls.unit.id,
                "partner_id": cls.owner.id,
                "standard_told": True,
                "documents_checked": True,
            }
        )

    def _take(self, purpose=None, amount=2000):
        return self._collect(
            self.unit, [], deposits=[(purpose or self.deposit, amount)]
        )

    def _issue(self):
        receipt = self._take(self.card, 100)
        self.card.with_user(self.front_desk).action_issue()
        return receipt

    def _items_vals(self, amount, other, item=None, **vals):
        """Values of the items of an entry: held money goes, the other account gets."""
        common = {"partner_id": self.owner.id, "estate_unit_id": self.unit.id}
        held = {
            "account_id": self.company.estate_deposit_account_id.id,
            "estate_item_id": item.id if item else False,
            "balance": amount,
        }
        gets = {"account_id": other.id, "balance": -amount}
        return [Command.create(common | vals | part) for part in (gets, held)]

    def _entry(self, amount, item=None):
        """The accountant keeps held money for the company; nothing is reconciled."""
        income = self.company_data["default_account_revenue"]
        entry = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": self.company.estate_misc_journal_id.id,
                    "line_ids": self._items_vals(amount, income, item),
                }
            )
        )
        entry.action_post()
        return entry

    def _payment(self, amount, item=None):
        """The accountant pays held money out in core's way: there is no voucher."""
        cash = self.cash_out.payment_account_id
        payment = (
            self.env["account.payment"]
            .with_user(self.accountant)
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": self.owner.id,
                    "journal_id": self.cash_out.journal_id.id,
                    "payment_method_line_id": self.cash_out.id,
                    "amount": amount,
                    "line_ids": self._items_vals(amount, cash, item),
                }
            )
        )
        payment.action_post()
        return payment.move_id

    def _settle(self, receipt, entry):
        """Reconcile what was taken with what went, as the accountant does."""
        account = self.company.estate_deposit_account_id
        entries = receipt.sudo().payment_ids.move_id | entry.sudo()
        items = entries.line_ids.filtered(lambda item: item.account_id == account)
        items.with_user(self.accountant).reconcile()

    def _void(self, receipt):
        self.service.with_user(self.supervisor)._void(receipt, "Wrong unit")

    # ------------------------------------------------------------------
    # VOID
    # ------------------------------------------------------------------

    def test_receipt_of_a_deposit_that_went_otherwise_is_not_void(self):
        """There is no refund to void first: the entry is named instead."""
        for book in (self._entry, self._payment):
            with self.subTest(booked_by=book.__name__):
                receipt = self._take()
                entry = book(500, self.deposit)
                self._settle(receipt, entry)
                with self.assertRaises(UserError) as caught:
                    self._void(receipt)
                self.assertIn(entry.name, str(caught.exception))
                self.assertIn(receipt.name, str(caught.exception))
                entry.line_ids.remove_move_reconcile()
                self._void(receipt)
                self.assertEqual(receipt.state, "void")
