from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateServiceOrderMoney(models.TransientModel):
    """Takes a prepayment, collects the difference or gives the rest back (R-421)."""

    _name = "estate.service.order.money"
    _description = "Money of a Commission Order"
    _inherit = ["estate.counter.ways", "estate.counter.paper"]

    key = fields.Char(default=lambda self: uuid4().hex, required=True, readonly=True)
    order_id = fields.Many2one(
        "estate.service.order", "Commission Order", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("prepay", "Take the Prepayment"),
            ("collect", "Collect the Difference"),
            ("refund", "Give the Rest Back"),
        ],
        required=True,
        default="prepay",
    )
    unit_id = fields.Many2one(related="order_id.unit_id", related_sudo=False)
    partner_id = fields.Many2one(related="order_id.partner_id", related_sudo=False)
    currency_id = fields.Many2one(related="order_id.currency_id", related_sudo=False)
    amount = fields.Monetary(
        compute="_compute_amount", compute_sudo=False, store=True, readonly=False
    )
    method_in = fields.Selection(
        selection=lambda self: self._selection_way("inbound"), string="Paid In"
    )
    method_out = fields.Selection(
        selection=lambda self: self._selection_way("outbound"), string="Paid Out"
    )
    ref = fields.Char("Reference")

    @api.model
    def default_get(self, fields_list):
        """Propose the first ways of the counter."""
        return super().default_get(fields_list) | self._first_ways(
            "method_in", "method_out"
        )

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("order_id") for vals in vals_list} - {None, False}
        self.env["estate.service.order"].browse(asked).check_access("read")
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.wants_fapiao = wizard.wants_fapiao or wizard.order_id.wants_fapiao
        return wizards

    def write(self, vals):
        if vals.get("order_id"):
            orders = self.env["estate.service.order"].browse(vals["order_id"])
            orders.check_access("read")
        return super().write(vals)

    @api.depends("order_id", "step")
    def _compute_amount(self):
        for wizard in self:
            order = wizard.order_id
            # An order's money is computed of the ledger, whoever may read the order.
            order.check_access("read")
            wizard.amount = {
                "prepay": max(order.prepay_wanted - order.prepaid, 0.0),
                "collect": order.to_collect,
                "refund": order.held,
            }[wizard.step]

    def action_confirm(self):
        """Book and print; a second click prints the first's paper again."""
        self.ensure_one()
        service, order = self.env["estate.cashier"], self.order_id
        if self.step == "refund":
            method = self._chosen_way(self.method_out) | {"ref": self.ref}
            reason = self.env._("Settlement of %s", order.name)
            voucher = service._refund_order(order, method, reason, key=self.key)
        else:
            voucher = self._take(service, order)
        return voucher.action_print() | {"close_on_report_download": True}

    def _take(self, service, order):
        method = self._chosen_way(self.method_in) | {"ref": self.ref}
        paper = self._receipt_paper()
        if self.step == "collect":
            return service._collect_order(order, method, key=self.key, **paper)
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("Say how much is paid in advance."))
        return service._prepay_order(order, self.amount, method, key=self.key, **paper)
