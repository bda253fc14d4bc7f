from odoo.tests import freeze_time, tagged

from ..work.commission_common import PIXEL, CommissionCommon


@tagged("post_install", "-at_install")
class TestStoryCommission(CommissionCommon):
    """A birthday cake from the first call to the file, by those who do it (R-421)."""

    def test_story_r421_a_birthday_cake(self):
        with freeze_time("2026-11-10 02:00:00"):
            order = self._signed(
                purpose="Eightieth birthday",
                is_birthday=True,
                gift="Longevity noodles",
                service_fee=20,
            )
            self._money(order, "prepay", amount=220)
            order.write({"vendor_id": self.bakery.id})
            order.action_order()
        self.assertEqual(
            order.activity_ids.mapped("user_id"), self.supervisor | self.manager
        )
        with freeze_time("2026-11-12 08:00:00"):
            by_steward = order.with_user(self.steward)
            by_steward.write(
                {
                    "received_by": "汪奶奶",
                    "receiver_signature": PIXEL,
                    "wishes_told": True,
                    "vendor_ref": "B-77",
                    "cost": 188.8,
                    "vendor_voucher_ids": self._file(),
                }
            )
            by_steward.action_deliver()
            by_steward.principal_told = True
            by_steward.action_settle()
            self.env.invalidate_all()
            self.assertEqual((order.charged, order.to_refund), (208.8, 11.2))
            self._money(order, "refund", self.cashier)
            order.with_user(self.cashier).action_book()
            order.write(
                {
                    "satisfaction": "5",
                    "opinion": "She was moved to tears",
                    "opinion_signature": PIXEL,
                }
            )
            self.env.invalidate_all()
            order.action_close()
        self.assertEqual(order.state, "done")
        company = self.company
        self.assertEqual(self._balance(company.estate_prepay_account_id), 0)
        self.assertEqual(self._balance(company.estate_agency_account_id), 0)
        self.assertEqual(self._receivable(self.unit), (0, 0))
        income = order.sudo().charge_move_id.invoice_line_ids[-1]
        self.assertEqual(income.price_total, 20)
        self.assertEqual(income.account_id.internal_group, "income")
        taken = sum(order.receipt_ids.mapped("amount"))
        given = sum(order.refund_ids.mapped("amount"))
        self.assertEqual(taken - given, order.charged)
        self._assert_tied()
