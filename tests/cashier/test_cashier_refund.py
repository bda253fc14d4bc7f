"""退款: money that is held goes back to whose it is, once, against a voucher."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..paper import rows_of, tree_of
from .cashier_common import CashierCommon

REPORT = "estate_service.action_report_refund"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierRefund(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_deposit_needs_approval = False
        cls.deposit = cls._new_item("Renovation Deposit", 2000, kind="deposit")

    def _take(self, amount=2000, payer=None):
        return self._collect(
            self.unit, [], deposits=[(self.deposit, amount)], payer=payer or self.owner
        )

    def _prepay(self, amount=300, item=None):
        return self._collect(self.unit, [], prepayments=[(item, amount)])

    def _row(self, **values):
        self.env["estate.held.money"].invalidate_model()
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["estate.held.money"].search(
            [("unit_id", "=", self.unit.id), *domain]
        )

    def _form(self, row=None, user=None):
        row = (row or self._row()).with_user(user or self.cashier)
        action = row.action_refund()
        wizard = self.env[action["res_model"]].with_user(user or self.cashier)
        return Form(wizard.with_context(**action["context"]))

    def _refund(self, row=None, amount=None, user=None, **values):
        form = self._form(row, user)
        for name, value in {"reason": "Moved out", **values}.items():
            form[name] = value
        if amount:
            form.amount = amount
        wizard = form.save()
        printed = wizard.action_refund()
        report = printed["params"]["report"]
        return self.env["estate.refund"].browse(report["context"]["active_ids"])

    def _held(self):
        return sum(self._row().mapped("amount"))

    # ------------------------------------------------------------------
    # GIVING BACK
    # ------------------------------------------------------------------

    def test_deposit_is_given_back_in_parts(self):
        receipt = self._take()
        form = self._form()
        self.assertEqual((form.held, form.amount), (2000, 2000))
        self.assertEqual((form.partner_id, form.item_id), (self.owner, self.deposit))
        refund = self._refund(amount=500, ref="0001")
        self.assertEqual((refund.amount, refund.kind), (500, "deposit"))
        self.assertEqual(refund.partner_id, self.owner)
        self.assertEqual(refund.reason, "Moved out")
        self.assertEqual(refund.cashier_id, self.cashier)
        self.assertEqual(refund.receipt_ids, receipt)
        self.assertEqual(self._row().amount, 1500)
        rest = self._refund()
        self.assertEqual((rest.amount, self._held()), (1500, 0))

    def test_paper_is_printed_and_the_voucher_shown(self):
        self._take()
        form = self._form()
        form.reason = "Moved out"
        action = form.save().action_refund()
        refund = self.env["estate.refund"].search([])
        self.assertEqual(action["tag"], "estate_print_and_show")
        report, voucher = action["params"]["report"], action["params"]["voucher"]
        self.assertEqual(report["report_name"], "estate_service.report_refund")
        self.assertEqual(report["context"]["active_ids"], refund.ids)
        self.assertEqual(
            (voucher["res_model"], voucher["res_id"]), (refund._name, refund.id)
        )

    def test_booked_as_one_outbound_payment_that_settles_what_was_held(self):
        receipt = self._take()
        payment = self._refund(amount=500).sudo().payment_ids
        self.assertEqual(
            (payment.payment_type, payment.state, payment.amount),
            ("outbound", "paid", 500),
        )
        self.assertEqual(payment.partner_id, self.owner)
        self.assertEqual(payment.journal_id, self.cash_out.journal_id)
        items = payment.move_id.line_ids
        self.assertEqual(items.estate_unit_id, self.unit)
        self.assertEqual(items.partner_id, self.owner)
        returned = items.filtered("debit")
        self.assertTrue(returned.reconciled)
        self.assertEqual(
            returned.matched_credit_ids.credit_move_id.move_id,
            receipt.sudo().payment_ids.move_id,
        )

    def test_prepayment_is_given_back_whole(self):
        self._prepay(300)
        refund = self._refund()
        self.assertEqual((refund.kind, refund.amount, self._held()), ("prepay", 300, 0))
        self.assertFalse(self.service._prepaid_balance(self.unit))

    def test_row_of_one_fee_leaves_the_other_rows_alone(self):
        self._prepay(300)
        self._prepay(100, self.item_fee)
        self._refund(self._row(item_id=self.item_fee.id))
        self.assertEqual((self._row().item_id.id, self._held()), (False, 300))

    def test_each_person_gets_his_own_money_in_a_payment_of_his_own(self):
        for payer in (self.owner, self.owner_2):
            self._take(200, payer)
        refund = self._refund(self._row(partner_id=self.owner_2.id))
        self.assertEqual(refund.sudo().payment_ids.partner_id, self.owner_2)
        self.assertEqual((self._row().partner_id, self._held()), (self.owner, 200))

    def test_numbers_follow_each_other(self):
        self._take()
        first, second = self._refund(amount=10), self._refund(amount=10)
        self.assertRegex(first.name, r"^TK/2026/\d{6}$")
        self.assertEqual(int(second.name[-6:]), int(first.name[-6:]) + 1)

    def test_day_of_the_refund(self):
        self._take()
        with freeze_time("2026-11-12"):
            refund = self._refund(amount=10, date=date(2026, 11, 11))
            self.assertEqual(str(refund.sudo().payment_ids.date), "2026-11-11")
            with self.assertRaisesRegex(UserError, "to come"):
                self._refund(amount=10, date=date(2026, 11, 13))
            with self.assertRaisesRegex(UserError, "2026-11-10"):
                self._refund(amount=10, date=date(2026, 11, 9))

    # ------------------------------------------------------------------
    # REFUSALS
    # ------------------------------------------------------------------

    def test_no_more_than_is_held(self):
        self._take()
        with self.assertRaisesRegex(UserError, "Only"):
            self._refund(amount=2000.01)
        with self.assertRaisesRegex(UserError, "not an amount"):
            self._refund(amount=-1)

    def test_reason_is_required(self):
        self._take()
        with self.assertRaisesRegex(UserError, "Say why"):
            self._refund(reason="  ")

    def test_money_goes_out_by_a_way_out(self):
        self._take()
        form = self._form()
        form.reason = "Moved out"
        wizard = form.save()
        ways = wizard._fields["method"]._description_selection(wizard.env)
        self.assertIn(str(self.cash_out.id), dict(ways))
        self.assertNotIn(str(self.cash.id), dict(ways))

    def test_deposit_of_a_card_in_use_goes_back_with_the_card(self):
        card_type = self.env["estate.access.card.type"].create(
            {"name": "Parking", "kind": "parking", "deposit": 100}
        )
        card = self.env["estate.access.card"].create(
            {
                "name": "P-001",
                "type_id": card_type.id,
                "unit_id": self.unit.id,
                "partner_id": self.owner.id,
                "standard_told": True,
                "documents_checked": True,
            }
        )
        self._collect(self.unit, [], deposits=[(card, 100)])
        card.action_issue()
        self.assertEqual(self._row().card_ids, card)
        with self.assertRaisesRegex(UserError, "P-001"):
            self._form()
        card.action_lost()
        self.assertEqual(self._form().held, 100)

    # ------------------------------------------------------------------
    # ONCE ONLY
    # ------------------------------------------------------------------

    def test_clicked_twice_goes_out_once(self):
        self._take()
        form = self._form()
        form.reason = "Moved out"
        form.amount = 500
        wizard = form.save()
        printed = wizard.action_refund()
        self.assertEqual(wizard.action_refund(), printed)
        self.assertEqual(self._held(), 1500)

    def test_second_clerk_is_told_what_is_left(self):
        """Both opened the screen; the first paid out."""
        self._take()
        wizards = []
        for user in (self.cashier, self.accountant):
            form = self._form(user=user)
            form.reason = "Moved out"
            wizards.append(form.save())
        wizards[0].action_refund()
        with self.assertRaisesRegex(UserError, "Only"):
            wizards[1].action_refund()
        self.assertEqual(self.env["estate.refund"].search_count([]), 1)

    def test_clerk_who_comes_during_the_booking_is_told(self):
        self._take()
        items = type(self.env["account.move.line"])
        with (
            patch.object(items, "lock_for_update", side_effect=LockError("locked")),
            self.assertRaisesRegex(UserError, "Somebody else is booking"),
        ):
            self._refund()
        self.assertEqual(self._held(), 2000)

    # ------------------------------------------------------------------
    # VOID
    # ------------------------------------------------------------------

    def _void(self, refund, reason="Wrong person", user=None):
        user = user or self.cashier
        wizard = self.env["estate.refund.void"].with_user(user)
        wizard.create({"refund_id": refund.id, "reason": reason}).action_void()

    def test_void_holds_the_money_again(self):
        self._take()
        refund = self._refund(amount=500)
        number, entry = refund.name, refund.sudo().payment_ids.move_id
        with self.assertRaisesRegex(UserError, "Say why"):
            self._void(refund, " ")
        self._void(refund)
        self.assertEqual((refund.state, refund.name), ("void", number))
        self.assertEqual(
            (refund.void_reason, refund.void_user_id), ("Wrong person", self.cashier)
        )
        self.assertEqual((entry.state, self._held()), ("cancel", 2000))
        with self.assertRaisesRegex(UserError, "void already"):
            self._void(refund)
        self.assertEqual(self._refund().amount, 2000)

    def test_void_of_a_closed_month_is_booked_today(self):
        self._take()
        refund = self._refund()
        entry = refund.sudo().payment_ids.move_id
        with freeze_time("2026-12-05"):
            self.company.fiscalyear_lock_date = "2026-11-30"
            self._void(refund, user=self.supervisor)
        self.assertEqual((entry.state, self._held()), ("posted", 2000))

    def test_clerk_voids_his_own_fresh_refund_only(self):
        self._take()
        refund = self._refund(user=self.accountant)
        with self.assertRaisesRegex(AccessError, "only he"):
            self._void(refund)
        self._void(refund, user=self.supervisor)

    def test_payment_is_not_undone_behind_its_voucher(self):
        self._take()
        payment = self._refund().sudo().payment_ids.with_user(self.accountant)
        for record, button in (
            (payment, "action_draft"),
            (payment, "action_cancel"),
            (payment, "action_reject"),
            (payment.move_id, "button_draft"),
        ):
            with (
                self.subTest(button=button),
                self.assertRaisesRegex(UserError, "TK/2026"),
            ):
                getattr(record, button)()

    def test_voucher_is_never_deleted(self):
        self._take()
        with self.assertRaisesRegex(UserError, "void it instead"):
            self._refund().sudo().unlink()

    def test_receipt_of_money_given_back_is_not_void(self):
        """First the refund is void: it is named."""
        for receipt in (self._take(), self._prepay()):
            with self.subTest(kind=receipt.line_ids.kind):
                row = self._row(kind=receipt.line_ids.kind)
                refund = self._refund(row, amount=10)
                void = self.service.with_user(self.supervisor)._void
                with self.assertRaisesRegex(UserError, refund.name):
                    void(receipt, "Too late")
                self._void(refund)
                void(receipt, "Refund is void")
                self.assertFalse(self._row(kind=receipt.line_ids.kind))

    # ------------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------------

    def _parts(self, refund):
        tree = tree_of(self.env, REPORT, refund, self.cashier)
        return tree.xpath("//div[@data-oe-model='estate.refund']")

    def _words(self, page, css_class):
        path = f".//*[contains(@class, '{css_class}')]"
        return [" ".join(node.text_content().split()) for node in page.xpath(path)]

    def test_voucher_says_what_goes_to_whom_and_why(self):
        receipt = self._take()
        refund = self._refund(amount=500, ref="0815")
        parts = self._parts(refund)
        self.assertEqual(
            [self._words(part, "e_part_name")[0] for part in parts],
            ["Part 1: Stub", "Part 2: Payee", "Part 3: Finance"],
        )
        page = parts[1]
        words = self.company.currency_id.amount_to_text(500)
        for css_class, text in (
            ("e_receipt_number", refund.name),
            ("e_payee", "汪健强"),
            ("e_words", words),
            ("e_methods", "Cash 500.00"),
            ("e_reason", "Moved out"),
            ("e_copy", "Print no. 1"),
        ):
            with self.subTest(part=css_class):
                self.assertEqual(self._words(page, css_class)[:1], [text])
        self.assertEqual(
            rows_of(page, "e_receipt_line"),
            [["Deposit: Renovation Deposit", receipt.name, "500.00"]],
        )
        self.assertIn("0815", page.text_content())
        self.assertEqual(refund.print_count, 1)

    def test_payee_reads_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        self._take()
        page = self._parts(self._refund())[0]
        self.assertEqual(page.get("data-oe-lang"), "zh_CN")

    def test_void_voucher_is_marked_with_its_reason(self):
        self._take()
        refund = self._refund()
        self.assertFalse(self._words(self._parts(refund)[0], "e_mark"))
        self._void(refund, "Wrong person")
        page = self._parts(refund)[0]
        self.assertEqual(self._words(page, "e_mark")[:1], ["作废 VOID"])
        self.assertIn("Wrong person", self._words(page, "e_void")[0])

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    def test_who_gives_money_back(self):
        """Cashier and finance; the front desk gives back for a card alone."""
        self._take()
        row = self._row()
        for user in (self.front_desk, self.steward, self.supervisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                row.with_user(user).action_refund()
        for user in (self.cashier, self.accountant):
            with self.subTest(user=user.login):
                self.assertEqual(self._refund(amount=10, user=user).cashier_id, user)

    def test_nobody_reaches_money_of_another_community(self):
        self._take()
        row = self._row()
        self.cashier.estate_community_ids = False
        with self.assertRaises(AccessError):
            row.with_user(self.cashier).action_refund()
        wizard = (
            self.env["estate.held.money.refund"]
            .with_user(self.accountant)
            .create(
                {
                    "unit_id": self.unit.id,
                    "partner_id": self.owner.id,
                    "kind": "deposit",
                    "item_id": self.deposit.id,
                    "amount": 10,
                    "reason": "Mine",
                }
            )
        )
        with self.assertRaises(AccessError):
            self.service.with_user(self.cashier)._refund(
                wizard._held_money(), 10, wizard._method(), "Mine"
            )
