"""Held money after the accountant booked on its account by hand."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .cashier_common import CashierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierHeld(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_deposit_needs_approval = False
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

    def _row(self, **values):
        self.env["estate.held.money"].invalidate_model()
        domain = [(name, "=", value) for name, value in values.items()]
        rows = self.env["estate.held.money"].with_user(self.cashier)
        return rows.search([("unit_id", "=", self.unit.id), *domain])

    def _form(self, row=None):
        action = (row or self._row()).action_refund()
        wizard = self.env[action["res_model"]].with_user(self.cashier)
        form = Form(wizard.with_context(**action["context"]))
        form.reason = "Moved out"
        return form

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

    # ------------------------------------------------------------------
    # GIVING BACK
    # ------------------------------------------------------------------

    def test_no_more_goes_out_than_the_list_shows(self):
        """What was booked out counts, though it is not reconciled yet."""
        self._take()
        self._entry(500, self.deposit)
        self.assertEqual(self._row().amount, 1500)
        form = self._form()
        self.assertEqual((form.held, form.amount), (1500, 1500))
        form.amount = 1500.01
        with self.assertRaisesRegex(UserError, r"Only.*1,500\.00"):
            form.save().action_refund()
        form = self._form()
        form.save().action_refund()
        self.assertEqual(sum(self._row().mapped("amount")), 0)

    def test_booked_out_while_the_screen_is_open(self):
        self._take()
        wizard = self._form().save()
        self._entry(500, self.deposit)
        with self.assertRaisesRegex(UserError, r"Only.*1,500\.00"):
            wizard.action_refund()

    def test_more_was_booked_out_than_is_held(self):
        self._take()
        self._entry(2500, self.deposit)
        with self.assertRaisesRegex(UserError, "Nothing is held"):
            self._form()

    def test_r810_each_counter_says_what_its_own_person_owes(self):
        """And nothing of what another owes for the unit (R-116)."""
        self._take()
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        fee = [(self.item_fee, 249.68)]
        for month, person in (("08", None), ("09", None), ("09", tenant)):
            self._bill(self.unit, fee, date=f"2026-{month}-01", partner=person)
        desk = self.env(user=self.front_desk)
        waivers = desk["estate.waiver"].create(
            [
                {
                    "unit_id": self.unit.id,
                    "partner_id": person.id,
                    "reason_id": self.env.ref(
                        "estate_service.waiver_reason_hardship"
                    ).id,
                    "note": "Asks",
                }
                for person in (self.owner, tenant, self.owner_2)
            ]
        )
        owner, other, stranger = waivers
        self.assertIn("2 months", owner.arrears_told)
        self.assertIn("499.36", owner.arrears_told)
        self.assertIn("249.68", other.arrears_told)
        self.assertNotIn("499.36", other.arrears_told)
        self.assertFalse(stranger.arrears_told)
        refund = self._form(self._row(item_id=self.deposit.id))
        self.assertEqual(refund.arrears_told, owner.arrears_told)
        request = desk["estate.deposit.request"].create(
            {
                "move_line_id": self.env["estate.deposit"]
                .search([("unit_id", "=", self.unit.id)], limit=1)
                .id,
                "reason": "Moves",
                "amount": 10,
            }
        )
        card = desk["estate.card.deposit"].create({"card_id": self.card.id})
        deposit = desk["estate.deposit.take"].new({"unit_id": self.unit.id})
        for case in (request, card, deposit, self.card.with_user(self.front_desk)):
            self.assertEqual(case.arrears_told, owner.arrears_told)
        waivers.invalidate_recordset(["arrears_told"])
        with self.assertQueryCount(3):
            waivers.mapped("arrears_told")

    def test_money_of_another_fee_is_not_touched(self):
        self._take()
        self._entry(500)
        self.assertEqual(self._form(self._row(item_id=self.deposit.id)).held, 2000)

    def test_deposit_of_a_card_goes_back_as_far_as_it_is_held(self):
        self._issue()
        self._entry(40)
        self.card.invalidate_recordset(["deposit_held"])
        self.assertEqual((self.card.deposit_held, self._row().amount), (60, 60))
        refund = self.service.with_user(self.front_desk)._refund_card(
            self.card.with_user(self.front_desk), self._by(self.cash_out, None)
        )
        self.assertEqual(refund.amount, 60)

    def test_deposit_of_a_card_is_not_paid_from_that_of_a_fee(self):
        """One receipt took both."""
        receipt = self._collect(
            self.unit, [], deposits=[(self.deposit, 2000), (self.card, 100)]
        )
        self.card.with_user(self.front_desk).action_issue()
        self.service.with_user(self.front_desk)._refund_card(
            self.card.with_user(self.front_desk), self._by(self.cash_out, None)
        )
        self.assertEqual(
            (self._row().item_id, self._row().amount), (self.deposit, 2000)
        )
        self.assertEqual(self.card.deposit_receipt_id, receipt)

    def test_what_was_booked_out_is_not_taken_from_a_card_in_use(self):
        receipt = self._issue()
        self._take(self.card, 100)
        self.card.sudo().deposit_receipt_id = receipt
        self._entry(30)
        self.assertEqual(self._row().amount, 170)
        self.assertEqual(self._form().held, 70)

    # ------------------------------------------------------------------
    # LOCKED PERIODS
    # ------------------------------------------------------------------

    def test_paper_has_the_date_of_its_entry(self):
        """Core would move the entry out of a locked period; the paper stays."""
        with freeze_time("2026-10-20"):
            self._take()
        self.company.fiscalyear_lock_date = "2026-10-31"
        form = self._form()
        form.date = date(2026, 10, 31)
        with self.assertRaisesRegex(UserError, r"10/31/2026.*Lock.*\(10/31/2026\)"):
            form.save().action_refund()
        form.date = date(2026, 11, 1)
        form.save().action_refund()
        self.assertFalse(self._row())

    def test_receipt_has_the_date_of_its_entry(self):
        self.company.fiscalyear_lock_date = "2026-10-31"
        prepayment = {"prepayments": [(None, 50)]}
        with self.assertRaisesRegex(UserError, r"10/31/2026.*Lock.*\(10/31/2026\)"):
            self._collect(self.unit, [], date=date(2026, 10, 31), **prepayment)
        receipt = self._collect(self.unit, [], date=date(2026, 11, 1), **prepayment)
        self.assertEqual(receipt.sudo().payment_ids.move_id.date, receipt.date)
