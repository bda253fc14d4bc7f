from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.cashier.estate_cashier_refund import HeldMoney


class EstateHeldMoneyRefund(models.TransientModel):
    """Gives a prepayment or a deposit of one person back, whole or in part."""

    _name = "estate.held.money.refund"
    _description = "Give Back Held Money"
    _inherit = ["estate.counter.ways", "estate.arrears.mixin"]

    key = fields.Char(default=lambda self: uuid4().hex, required=True, readonly=True)
    kind = fields.Selection(
        [("prepay", "Prepayment"), ("deposit", "Deposit")], required=True
    )
    unit_id = fields.Many2one("estate.unit", "Unit", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="unit_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Paid To", required=True, ondelete="cascade"
    )
    item_id = fields.Many2one("estate.fee.item", "Only For", ondelete="cascade")
    held = fields.Monetary(compute="_compute_held", help="What can be given back now.")
    amount = fields.Monetary(
        "Give Back", compute="_compute_amount", store=True, readonly=False
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    method = fields.Selection(
        selection=lambda self: self._selection_way("outbound"), string="Paid Out"
    )
    ref = fields.Char("Reference")
    reason = fields.Char(required=True)

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields_list):
        """Propose the first way of the counter, which is cash."""
        return super().default_get(fields_list) | self._first_ways("method")

    @api.depends("kind", "unit_id", "partner_id", "item_id")
    def _compute_held(self):
        service = self.env["estate.cashier"]
        for wizard in self:
            amount = service._refundable_amount(wizard._held_money())
            wizard.held = float(amount)

    @api.depends("held")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.amount or wizard.held

    # ------------------------------------------------------------------
    # REFUND
    # ------------------------------------------------------------------

    @api.model
    def _check_refundable(self, held):
        """Say at once where money lies that cannot be given back from the list.

        :raises UserError: when all of it is the deposit of cards in use
        """
        service = self.env["estate.cashier"]
        if service._refundable_amount(held):
            return
        cards = service._cards_in_use_of(held)
        raise UserError(
            self.env._(
                "This deposit is of card %(cards)s, which is in use: the front desk "
                "gives it back when it takes the card back.",
                cards=", ".join(cards.mapped("name")),
            )
            if cards
            else self.env._("Nothing is held here any more: load the list again.")
        )

    def action_refund(self):
        """Pay out, print the voucher and show it; a second click finds the first's."""
        self.ensure_one()
        refund = self.env["estate.cashier"]._refund(
            self._held_money(),
            self.amount,
            self._method(),
            self.reason,
            date=self.date,
            key=self.key,
        )
        return {
            "type": "ir.actions.client",
            "tag": "estate_print_and_show",
            "params": {
                "report": refund.action_print(),
                "voucher": refund._get_records_action(context={}),
            },
        }

    def _held_money(self):
        return HeldMoney(self.unit_id, self.partner_id, self.kind, self.item_id)

    def _method(self):
        return self._chosen_way(self.method) | {"ref": self.ref}
