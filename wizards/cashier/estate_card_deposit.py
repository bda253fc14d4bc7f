from uuid import uuid4

from odoo import api, fields, models


class EstateCardDeposit(models.TransientModel):
    """Takes the deposit of a card when it is issued, gives it back at its return."""

    _name = "estate.card.deposit"
    _description = "Deposit of a Card"
    _inherit = ["estate.counter.ways", "estate.counter.paper", "estate.arrears.mixin"]

    key = fields.Char(default=lambda self: uuid4().hex, required=True, readonly=True)
    card_id = fields.Many2one("estate.access.card", required=True, ondelete="cascade")
    direction = fields.Selection(
        [("take", "Take"), ("give_back", "Give Back")], required=True, default="take"
    )
    card_state = fields.Selection(related="card_id.state", string="State of the Card")
    unit_id = fields.Many2one(related="card_id.unit_id")
    currency_id = fields.Many2one(related="card_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Paid By",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        help="The deposit goes back to this person.",
    )
    amount = fields.Monetary(compute="_compute_amount")
    method_in = fields.Selection(
        selection=lambda self: self._selection_way("inbound"), string="Paid In"
    )
    method_out = fields.Selection(
        selection=lambda self: self._selection_way("outbound"), string="Paid Out"
    )
    payee_id = fields.Many2one(
        "res.partner",
        "Paid To",
        compute="_compute_payee_id",
        help="Who left the deposit.",
    )
    ref = fields.Char("Reference")

    @api.model
    def default_get(self, fields_list):
        """Propose the first way of the counter, which is cash."""
        ways = self._first_ways("method_in", "method_out")
        return super().default_get(fields_list) | ways

    @api.depends("card_id", "direction")
    def _compute_amount(self):
        for wizard in self:
            card = wizard.card_id
            taking = wizard.direction == "take"
            wizard.amount = card.deposit if taking else card.deposit_held

    @api.depends("card_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.card_id.partner_id

    @api.depends("card_id")
    def _compute_payee_id(self):
        for wizard in self:
            # Who left it may live where this user does not serve.
            receipt = wizard.card_id.deposit_receipt_id.sudo()
            wizard.payee_id = receipt.partner_id.commercial_partner_id

    def action_confirm(self):
        """Book the money, then issue or take back the card."""
        self.ensure_one()
        if self.direction == "take":
            return self._take()
        return self._give_back()

    def _take(self):
        card = self.card_id
        if not card.deposit_receipt_id:
            self.env["estate.cashier"]._collect(
                card.unit_id,
                self.partner_id,
                [],
                [self._method()],
                deposits=[(card, self.amount)],
                key=self.key,
                paper_number=self.paper_number,
            )
        if card.state == "draft":
            card.action_issue()
        return card.deposit_receipt_id.action_print() | {
            "close_on_report_download": True
        }

    def _give_back(self):
        """Pay the deposit back, unless it was paid with the first of two clicks."""
        card = self.card_id
        refund = self.env["estate.refund"]
        if card.deposit_held:
            service = self.env["estate.cashier"]
            refund = service._refund_card(card, self._method(), key=self.key)
            card.invalidate_recordset(["deposit_held"])
        if card.state != "returned":
            card.action_return()
        close = {"type": "ir.actions.act_window_close"}
        if not refund:
            return close
        return refund.action_print() | {"close_on_report_download": True}

    def _method(self):
        way = self.method_in if self.direction == "take" else self.method_out
        return self._chosen_way(way) | {"amount": self.amount, "ref": self.ref}
