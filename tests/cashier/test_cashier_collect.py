"""Taking money: what is open, what a receipt settles, what it refuses."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .cashier_common import CashierCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierCollect(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill_september = cls._bill(
            cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)], "2026-09-01"
        )
        cls.bill_october = cls._bill(
            cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)], "2026-10-01"
        )

    # ------------------------------------------------------------------
    # OPEN LINES
    # ------------------------------------------------------------------

    def test_open_lines_are_charged_lines_oldest_first(self):
        lines = self._open(self.unit)
        self.assertEqual(
            [(line["move_id"], line["item_id"], line["open"]) for line in lines],
            [
                (self.bill_september.id, self.item_fee.id, D("249.68")),
                (self.bill_september.id, self.item_light.id, D("15.0")),
                (self.bill_october.id, self.item_fee.id, D("249.68")),
                (self.bill_october.id, self.item_light.id, D("15.0")),
            ],
        )

    def test_open_lines_of_another_partner_are_left_out(self):
        self.assertFalse(self._open(self.unit, partner=self.owner_2))
        self.assertEqual(len(self._open(self.unit, partner=self.owner)), 4)

    def test_designated_line_is_paid_others_stay_open(self):
        light = self._open(self.unit)[1]
        self._collect(self.unit, [(light["move_line_id"], 15)])
        lines = self._open(self.unit)
        self.assertEqual(
            [line["open"] for line in lines], [D("249.68"), D("249.68"), 15]
        )

    def test_payment_without_receipt_fills_lines_in_order(self):
        """The accountant registers a payment in the accounting app."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.bill_september.ids
        )
        payment = wizard.create({"amount": 255.0})._create_payments()
        self.assertEqual(payment.estate_unit_id, self.unit)
        lines = self._open(self.unit)
        self.assertEqual([line["open"] for line in lines][:2], [D("9.68"), D("249.68")])

    # ------------------------------------------------------------------
    # COLLECT
    # ------------------------------------------------------------------

    def test_pay_all_by_two_methods(self):
        lines = self._open(self.unit)
        receipt = self._collect(
            self.unit,
            [(line["move_line_id"], line["open"]) for line in lines],
            [
                self._by(self.cash, 300, tendered=310),
                self._by(self.pos, D("229.36"), ref="4200001"),
            ],
        )
        self.assertEqual(receipt.amount, 529.36)
        self.assertEqual(receipt.change, 10)
        self.assertEqual(receipt.cashier_id, self.cashier)
        self.assertEqual(len(receipt.line_ids), 4)
        bills = self.bill_september | self.bill_october
        self.assertEqual(set(bills.mapped("payment_state")), {"paid"})
        self.assertEqual(self._open(self.unit), [])
        payments = receipt.sudo().payment_ids.sorted("id")
        self.assertEqual(payments.mapped("amount"), [300, 229.36])
        self.assertEqual(payments.mapped("estate_channel"), ["cash", "pos"])
        self.assertEqual(payments[1].payment_reference, "4200001")
        self.assertEqual(set(payments.mapped("memo")), {receipt.name})
        items = payments.move_id.line_ids
        self.assertEqual(items.estate_unit_id, self.unit)
        self.assertTrue(all(item.estate_unit_id and item.partner_id for item in items))

    def test_third_party_pays_debts_stay_of_their_debtor(self):
        lines = self._open(self.unit)
        friend = self.env["res.partner"].create({"name": "朋友"})
        receipt = self._collect(
            self.unit, [(lines[0]["move_line_id"], 100)], payer=friend
        )
        self.assertEqual(receipt.partner_id, friend)
        items = receipt.sudo().payment_ids.move_id.line_ids
        receivable = items.filtered(lambda i: i.account_type == "asset_receivable")
        self.assertEqual(receivable.partner_id, self.owner)

    def test_part_payment_leaves_the_rest_open(self):
        line = self._open(self.unit)[0]
        self._collect(self.unit, [(line["move_line_id"], "100.68")])
        line = self._open(self.unit)[0]
        self.assertEqual((line["paid"], line["open"]), (D("100.68"), D("149.00")))
        self.assertEqual(self.bill_september.amount_residual, 164.0)

    def test_sides_must_be_equal(self):
        line = self._open(self.unit)[0]
        with self.assertRaisesRegex(UserError, "add up to"):
            self._collect(
                self.unit, [(line["move_line_id"], 100)], [self._by(self.cash, 99)]
            )

    def test_more_than_open_is_refused(self):
        line = self._open(self.unit)[1]
        with self.assertRaisesRegex(UserError, "only"):
            self._collect(self.unit, [(line["move_line_id"], "15.01")])

    def test_line_paid_meanwhile_is_refused(self):
        line = self._open(self.unit)[1]
        self._collect(self.unit, [(line["move_line_id"], 15)])
        with self.assertRaisesRegex(UserError, "paid or cancelled"):
            self._collect(self.unit, [(line["move_line_id"], 15)])

    def test_part_of_a_cent_and_nothing_are_refused(self):
        line = self._open(self.unit)[1]
        for amount in ("1.005", "0", "-1"):
            with self.subTest(amount=amount), self.assertRaises(UserError):
                self._collect(self.unit, [(line["move_line_id"], amount)])
        with self.assertRaisesRegex(UserError, "nothing to pay"):
            self._collect(self.unit, [], [self._by(self.cash, 1)])

    def test_same_key_books_once(self):
        line = self._open(self.unit)[0]
        allocation = [(line["move_line_id"], 100)]
        first = self._collect(self.unit, allocation, key="till-1")
        second = self._collect(self.unit, allocation, key="till-1")
        self.assertEqual(first, second)
        self.assertEqual(len(first.sudo().payment_ids), 1)

    def test_numbers_run_without_a_gap(self):
        line = self._open(self.unit)[0]
        numbers = []
        for _turn in range(3):
            receipt = self._collect(self.unit, [(line["move_line_id"], 1)])
            numbers.append(int(receipt.name.rsplit("/", 1)[1]))
            with self.assertRaises(UserError):
                self._collect(self.unit, [(line["move_line_id"], 9999)])
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_an_item_that_no_unit_owns_is_not_named(self):
        """The number of a line comes from the browser: it must open nothing."""
        secret = self.env["account.move"].create(
            {
                "journal_id": self.company.estate_misc_journal_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "Salary of the director",
                            "account_id": self.company_data[account].id,
                            "balance": balance,
                        }
                    )
                    for account, balance in (
                        ("default_account_expense", 9000),
                        ("default_account_receivable", -9000),
                    )
                ],
            }
        )
        secret.action_post()
        for line in secret.line_ids:
            with self.assertRaises(UserError) as caught:
                self._collect(self.unit, [(line.id, 1)])
            self.assertNotIn("Salary", str(caught.exception))
            self.assertNotIn(secret.name, str(caught.exception))

    def test_money_is_not_taken_by_a_way_to_pay_out(self):
        line = self._open(self.unit)[0]
        with self.assertRaisesRegex(UserError, "takes no money in"):
            self._collect(
                self.unit, [(line["move_line_id"], 10)], [self._by(self.cash_out, 10)]
            )

    def test_a_branch_takes_money_the_ways_of_its_parent(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        branch.estate_prepay_account_id = self.company.estate_prepay_account_id
        numbers = self.env["ir.sequence"].search(
            [
                ("code", "=", "estate.receipt"),
                ("company_id", "in", (self.company.id, False)),
            ],
            limit=1,
        )
        numbers.copy({"company_id": branch.id})
        community = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": branch.id}
        )
        unit = self.env["estate.unit"].create(
            {"community_id": community.id, "code": "H-1", "room": "1"}
        )
        methods = self.service._counter_methods(branch)
        self.assertEqual(methods, self.service._counter_methods(self.company))
        cashier = self._new_staff("cashier", login="branch_cashier")
        cashier.write(
            {
                "company_ids": [Command.link(branch.id)],
                "company_id": branch.id,
                "estate_community_ids": [Command.set(community.ids)],
            }
        )
        receipt = self._collect(
            unit, [], prepayments=[(None, 50)], user=cashier, payer=self.owner
        )
        self.assertEqual(receipt.company_id, branch)
        self.assertEqual(self.service._prepaid_balance(unit), {unit.id: 50})

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    def test_front_desk_collects_when_finance_is_away(self):
        line = self._open(self.unit)[0]
        receipt = self._collect(
            self.unit, [(line["move_line_id"], 10)], user=self.front_desk
        )
        self.assertEqual(receipt.with_user(self.front_desk).amount, 10)
        self.company.estate_front_desk_collects = False
        with self.assertRaises(AccessError):
            self._collect(self.unit, [(line["move_line_id"], 10)], user=self.front_desk)
        self._collect(self.unit, [(line["move_line_id"], 10)], user=self.cashier)

    def test_steward_takes_no_money(self):
        line = self._open(self.unit)[0]
        with self.assertRaises(AccessError):
            self._collect(self.unit, [(line["move_line_id"], 10)], user=self.steward)

    def test_cashier_of_another_community_takes_no_money_here(self):
        line = self._open(self.unit)[0]
        self.cashier.estate_community_ids = False
        with self.assertRaises(AccessError):
            self._collect(self.unit, [(line["move_line_id"], 10)])

    def test_cashier_holds_no_right_on_the_ledger(self):
        for model in ("account.move", "account.move.line", "account.payment"):
            for operation in ("read", "write", "create", "unlink"):
                if operation == "read" and model != "account.payment":
                    continue  # the bills of his communities, by rule and no other entry
                with self.subTest(model=model, operation=operation):
                    records = self.env[model].with_user(self.cashier)
                    self.assertFalse(records.has_access(operation))
