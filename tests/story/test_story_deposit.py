"""A renovation from its deposit to the refund, and a receipt to its tax invoice.

Each step is done by the person whose work it is (R-706, R-712, R-804, B-05).
"""

from odoo.tests import Form, freeze_time, tagged

from ..cashier.deposit_common import DepositCommon


@tagged("post_install", "-at_install")
class TestStoryDeposit(DepositCommon):
    """Front desk, cashier, accountant and manager, with the buttons they have."""

    def _as(self, user, records):
        return records.with_user(user)

    def _confirm(self, user, action, **values):
        """Fill in the screen that a button opens, and confirm it."""
        wizards = self._as(user, self.env[action["res_model"]])
        with Form(wizards.with_context(**action["context"])) as form:
            for name, value in values.items():
                form[name] = value
        return form.record.action_confirm()

    def test_story_a_deposit_kept_in_part_and_given_back(self):
        with freeze_time("2026-09-01 02:00:00"):
            self._issue_a_book()
            receipt = self._take_the_deposit()
        with freeze_time("2026-11-10 02:00:00"):
            self._keep_a_part()
            self._give_back_the_rest()
            self._bring_the_tax_invoice()
        self.assertEqual(receipt.paper_number, "SJ0000101")
        row = self._rows(unit_id=self.unit.id)
        self.assertEqual(
            (row.taken, row.deducted, row.refunded, row.state),
            (2000, 180, 1820, "closed"),
        )
        self._assert_tied()

    def _issue_a_book(self):
        self.company.estate_uses_books = True
        books = self._as(self.accountant, self.env["estate.receipt.book"])
        with Form(books) as form:
            form.prefix = "SJ"
            form.first, form.last = 101, 110
        self._confirm(
            self.accountant, form.record.action_issue(), holder_id=self.front_desk
        )

    def _take_the_deposit(self):
        return self._collect(
            self.unit, [], user=self.front_desk, deposits=[(self.deposit, 2000)]
        )

    def _keep_a_part(self):
        """Rubbish was left: the resident's open bill is paid with it."""
        bill = self._bill(self.unit, [(self.item_fee, 180)])
        request = self._deduct(180, bill_id=bill.id)
        self._approve(request)
        request = self._as(self.accountant, request)
        self._confirm(self.accountant, request.action_carry_out())
        self.assertIn(bill.payment_state, ("paid", "in_payment"))

    def _give_back_the_rest(self):
        request = self._ask(1820)
        self.assertEqual(request.approval_level, "manager")
        self._approve(request, self.manager)
        sessions = self._as(self.cashier, self.env["estate.cashier.session"])
        session = sessions._open(self.company, 2000, "Change from the safe")
        request = self._as(self.cashier, request)
        self._confirm(self.cashier, request.action_carry_out())
        self.assertEqual(session._cash_line().given_back, -1820)

    def _bring_the_tax_invoice(self):
        receipt = self._collect(
            self.unit, [], user=self.front_desk, prepayments=[(None, 300)]
        )
        self.assertEqual(receipt.fapiao_state, "to_make")
        receipt = self._as(self.cashier, receipt)
        self._confirm(
            self.cashier, receipt.action_fapiao_make(), number="26442000000118"
        )
        self._confirm(self.cashier, receipt.action_fapiao_deliver())
        self.assertEqual(receipt.fapiao_state, "delivered")
        self.assertEqual(receipt.fapiao_receiver, self.owner.name)
        self.book = self.env["estate.receipt.book"].search(
            [("holder_id", "=", self.front_desk.id)]
        )
        self.assertEqual((self.book.used_count, self.book.blank_count), (2, 8))
