from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .account_move_commission import stands_in_ledger

OVER = ("settled", "done", "cancelled")
"""Where nothing of what is held will be used any more."""


class EstateServiceOrder(models.Model):
    """What the ledger says of the order: nothing here is stored (design §2.1)."""

    _inherit = "estate.service.order"

    receipt_ids = fields.One2many(
        "estate.receipt",
        "service_order_id",
        "Receipts",
        groups="estate_service.group_estate_fee_reader",
    )
    refund_ids = fields.One2many(
        "estate.refund",
        "service_order_id",
        "Refunds",
        groups="estate_service.group_estate_fee_reader",
    )
    prepaid = fields.Monetary(
        "Prepaid for It",
        compute="_compute_money",
        help="Taken in advance and not given back.",
        groups="estate_service.group_estate_fee_reader",
    )
    held = fields.Monetary(
        compute="_compute_money",
        help="Prepaid and not used: the balance of the ledger.",
        groups="estate_service.group_estate_fee_reader",
    )
    charged = fields.Monetary(
        compute="_compute_money",
        help="Cost and service fee, as on the invoice.",
        groups="estate_service.group_estate_fee_reader",
    )
    to_collect = fields.Monetary(
        "Still to Collect",
        compute="_compute_money",
        groups="estate_service.group_estate_fee_reader",
    )
    to_refund = fields.Monetary(
        "To Give Back",
        compute="_compute_money",
        groups="estate_service.group_estate_fee_reader",
    )
    is_booked = fields.Boolean(
        "Vendor's Voucher Booked", compute="_compute_money", search="_search_is_booked"
    )
    charge_name = fields.Char(
        "Bill of the Order",
        compute="_compute_money",
        groups="estate_service.group_estate_fee_reader",
    )

    @api.depends(
        "state",
        "charge_move_id",
        "vendor_bill_id",
        "receipt_ids.state",
        "refund_ids.state",
    )
    def _compute_money(self):
        # The counter sees what is held and open of an order, not the ledger.
        orders = self.sudo()
        held, applied = orders._held_by_order(), orders._applied_by_order()
        for order, own in zip(orders, self, strict=True):
            charge, stands = order.charge_move_id, order._is_charged()
            left = held.get(order._origin.id, 0.0)
            own.held = left
            own.charged = charge.amount_total if stands else 0.0
            own.to_collect = charge.amount_residual if stands else 0.0
            own.to_refund = left if order.state in OVER else 0.0
            own.prepaid = left + applied.get(order._origin.id, 0.0)
            own.is_booked = stands_in_ledger(order.vendor_bill_id)
            own.charge_name = charge.name if charge.state == "posted" else False

    def _is_charged(self):
        """Tell whether the invoice of the order stands, with all rights."""
        self.ensure_one()
        return stands_in_ledger(self.charge_move_id)

    @api.model
    def _search_is_booked(self, operator, value):
        if operator != "in":
            return NotImplemented
        # That a bill stands is told as yes or no to who cannot read the ledger.
        booked = Domain(
            "vendor_bill_id",
            "any!",
            [("state", "=", "posted"), ("payment_state", "!=", "reversed")],
        )
        if set(value) == {True}:
            return booked
        return ~booked if set(value) == {False} else Domain.TRUE

    def _held_by_order(self):
        """Return ``{order id: what is prepaid and not used}``."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("estate_service_order_id", "in", self._origin.ids),
                ("parent_state", "=", "posted"),
            ],
            ["estate_service_order_id"],
            ["amount_residual:sum"],
        )
        return {order.id: -amount for order, amount in rows}

    def _applied_by_order(self):
        """Return ``{order id: how much of its prepayment has paid the charge}``.

        What went back was paid out, and what was voided was reversed: neither counts.
        """
        rows = self.env["account.partial.reconcile"]._read_group(
            [
                ("credit_move_id.estate_service_order_id", "in", self._origin.ids),
                ("debit_move_id.move_id.origin_payment_id", "=", False),
                ("debit_move_id.move_id.reversed_entry_id", "=", False),
            ],
            ["credit_move_id"],
            ["amount:sum"],
        )
        applied = defaultdict(float)
        for item, amount in rows:
            applied[item.estate_service_order_id.id] += amount
        return applied

    # ----------------------------------------------------------------- ACTIONS

    def action_prepay(self):
        """Ask how the prepayment is paid (step 4)."""
        return self._ask_money("prepay", self.env._("Take the Prepayment"))

    def action_collect(self):
        """Ask how the difference is paid (step 8)."""
        return self._ask_money("collect", self.env._("Collect the Difference"))

    def action_refund(self):
        """Ask how the rest goes back (step 8)."""
        return self._ask_money("refund", self.env._("Give the Rest Back"))

    def action_book(self):
        """Book the vendor's voucher as his bill (step 10)."""
        for order in self:
            self.env["estate.cashier"]._book_vendor(order)

    def action_view_receipts(self):
        """Open what was taken for the order."""
        self.ensure_one()
        return self.receipt_ids._get_records_action(name=self.env._("Receipts"))

    def action_view_refunds(self):
        """Open what was given back of the order."""
        self.ensure_one()
        return self.refund_ids._get_records_action(name=self.env._("Refunds"))

    def action_view_entries(self):
        """Open the invoice and the vendor's bill, for those who may see the ledger."""
        self.ensure_one()
        moves = self.charge_move_id | self.vendor_bill_id
        moves.check_access("read")
        return moves._get_records_action(name=self.env._("Entries"))

    def _ask_money(self, step, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.service.order.money",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id, "default_step": step},
        }
