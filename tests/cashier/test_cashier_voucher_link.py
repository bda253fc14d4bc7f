"""Which payments a voucher stands for is written by the cashier service alone."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .cashier_common import CashierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierVoucherLink(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookkeepers = cls.accountant | cls.env.user
        cls.bill = cls._bill(cls.unit, [(cls.item_fee, 100)])

    def _call(self, user, method, *args):
        """Call a method of payments the way a browser does."""
        payments = self.env["account.payment"].with_user(user)
        return call_kw(payments, method, list(args), {})

    def _receipt(self):
        line = self._open(self.unit)[0]
        return self._collect(self.unit, [(line["move_line_id"], 40)], key="K-1")

    def _vals(self, **vals):
        return {
            "payment_type": "inbound",
            "partner_id": self.owner.id,
            "journal_id": self.cash.journal_id.id,
            "payment_method_line_id": self.cash.id,
            "amount": 10,
            **vals,
        }

    @mute_logger("odoo.models")
    def test_payment_is_not_detached_from_its_voucher(self):
        receipt = self._receipt()
        payment = receipt.sudo().payment_ids
        for user in self.bookkeepers:
            for name in ("estate_receipt_id", "estate_refund_id", "estate_key"):
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaises(AccessError),
                ):
                    self._call(user, "write", payment.ids, {name: False})
        self.assertEqual(
            (receipt.sudo().payment_ids, payment.estate_key[:3]), (payment, "K-1")
        )

    @mute_logger("odoo.models")
    def test_payment_is_not_attached_to_a_voucher(self):
        receipt = self._receipt()
        for user in self.bookkeepers:
            for vals in ({"estate_receipt_id": receipt.id}, {"estate_key": "K-2"}):
                with (
                    self.subTest(user=user.login, vals=vals),
                    self.assertRaises(AccessError),
                ):
                    self._call(user, "create", self._vals(**vals))

    def test_bookkeeper_sees_the_link_and_types_nothing_over_it(self):
        receipt = self._receipt()
        payments = self.env["account.payment"].with_user(self.accountant)
        fields = payments.fields_get(["estate_receipt_id", "estate_refund_id"])
        self.assertTrue(all(field["readonly"] for field in fields.values()))
        payment = payments.search([("estate_receipt_id", "=", receipt.id)])
        self.assertEqual(payment.estate_receipt_id.name, receipt.name)

    def test_bookkeeper_registers_copies_and_cancels_payments(self):
        """Core's own ways stay open: a payment without a voucher is his."""
        receipt = self._receipt()
        bill = self.bill.with_user(self.accountant)
        action = bill.action_register_payment()
        wizard = self.env[action["res_model"]].with_user(self.accountant)
        wizard = wizard.with_context(**action["context"]).create({})
        payment = wizard._create_payments()
        self.assertEqual((payment.amount, payment.estate_unit_id), (60, self.unit))
        payment.action_draft()
        payment.write({"memo": "Wrong"})
        payment.action_cancel()
        copied = receipt.sudo().payment_ids.with_user(self.accountant).copy()
        self.assertFalse(copied.estate_receipt_id or copied.estate_key)
        created = self._call(self.accountant, "create", self._vals())
        self.assertTrue(created)
