"""A cake for the owner of 1-1-101, from the order to the file."""

import base64

from odoo import Command, fields

from ...models.closing import tie_outs
from ..cashier.cashier_common import CashierCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)


class CommissionCommon(CashierCommon):
    """Lakeside with a vendor of cakes, its supervisor and manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_staff("manager")
        cls.community.write(
            {"supervisor_id": cls.supervisor.id, "manager_id": cls.manager.id}
        )
        cls.bakery = cls.env["res.partner"].create({"name": "Bakery", "phone": "8888"})
        cls.cake = cls.env.ref("estate_service.service_order_type_cake")

    def _order(self, user=None, **vals):
        """A cake for about 200, signed for on paper later."""
        values = {
            "unit_id": self.unit.id,
            "type_id": self.cake.id,
            "summary": "Cake of two tiers",
            "receiver_name": "汪奶奶",
            "receiver_phone": "13800000000",
            "deliver_at": "2026-11-12 08:00:00",
            "estimate": 200,
            "signature": PIXEL,
            **vals,
        }
        orders = self.env["estate.service.order"].with_user(user or self.front_desk)
        return orders.create(values)

    def _signed(self, **vals):
        order = self._order(**vals)
        order.action_sign()
        return order

    def _money(self, order, step, user=None, **vals):
        """What the dialog does when it is confirmed."""
        wizards = self.env["estate.service.order.money"].with_user(
            user or self.front_desk
        )
        wizard = wizards.create({"order_id": order.id, "step": step, **vals})
        wizard.action_confirm()
        self.env.invalidate_all()
        return wizard

    def _step(self, order, step, user, **vals):
        """What the dialog that asks for a reason does when it is confirmed."""
        wizards = self.env["estate.service.order.step"].with_user(user)
        values = {"order_id": order.id, "step": step, "reason": "Misread", **vals}
        wizards.create(values).action_confirm()
        self.env.invalidate_all()

    def _ordered(self, prepaid=200, **vals):
        order = self._signed(**vals)
        if prepaid:
            self._money(order, "prepay", amount=prepaid)
        order.vendor_id = self.bakery
        order.action_order()
        return order

    def _delivered(self, cost=180, **vals):
        order = self._ordered(**vals)
        order.write(
            {
                "received_by": "汪奶奶",
                "receiver_signature": PIXEL,
                "wishes_told": True,
            }
        )
        order.action_deliver()
        order.write(
            {
                "cost": cost,
                "vendor_ref": "B-77",
                "vendor_voucher_ids": self._file(),
                "principal_told": True,
            }
        )
        return order

    def _settled(self, **vals):
        order = self._delivered(**vals)
        order.action_settle()
        self.env.invalidate_all()
        return order

    def _assert_tied(self, day="2026-11-30"):
        """What the close of a month compares of the ledger is the same (B-07)."""
        self.env.flush_all()
        period = tie_outs.period_of(self.company, fields.Date.to_date(day))
        ties = {
            tie.code: (float(tie.ours), float(tie.theirs))
            for tie in tie_outs.compute(period)
            if tie.code in ("receivable", "prepay", "agency", "receipts")
        }
        for code, (ours, theirs) in ties.items():
            with self.subTest(code):
                self.assertEqual(round(ours, 2), round(theirs, 2))
        self.assertEqual(len(ties), 4)

    def _file(self):
        return [Command.create({"name": "voucher.png", "raw": base64.b64decode(PIXEL)})]

    def _balance(self, account):
        """Balance of an account over the items of the unit."""
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("estate_unit_id", "=", self.unit.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return self.company.currency_id.round(sum(items.mapped("balance")))
