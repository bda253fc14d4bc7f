from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateCardDeposit(models.TransientModel):
    """Takes the deposit of a card when it is issued, gives it back at its return."""

    _name = "estate.card.deposit"
    _description = "Deposit of a Card"

    key = fields.Char(default=lambda self: uuid4().hex, required=True, readonly=True)
    card_id = fields.Many2one("estate.access.card", required=True, ondelete="cascade")
    direction = fields.Selection(
        [("take", "Take"), ("give_back", "Give Back")], required=True, default="take"
    )
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
        selection=lambda self: self._selection_method("inbound"), string="Paid In"
    )
    method_out = fields.Selection(
        selection=lambda self: self._selection_method("outbound"), string="Paid Out"
    )
    ref = fields.Char("Reference")

    @api.model
    def _selection_method(self, direction):
        """Return the ways of the counter without opening the ledger behind them."""
        service = self.env["estate.cashier"]
        # Branches share the ways of their parent: each is offered once.
        methods = {
            method: method.name
            for company in self.env.companies
            for method in service._counter_methods(company, direction)
        }
        return [(str(method.id), name) for method, name in methods.items()]

    @api.model
    def default_get(self, fields_list):
        """Propose the first way of the counter, which is cash."""
        values = super().default_get(fields_list)
        for field in ("method_in", "method_out"):
            ways = self._fields[field]._description_selection(self.env)
            values[field] = ways[0][0] if ways else False
        return values

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
            )
        card.action_issue()
        return card.deposit_receipt_id.action_print() | {
            "close_on_report_download": True
        }

    def _give_back(self):
        card = self.card_id
        if card.deposit_held:
            self.env["estate.cashier"]._refund_deposit(
                card, card.deposit_held, self._method(), key=self.key
            )
        card.invalidate_recordset(["deposit_held"])
        card.action_return()
        return {"type": "ir.actions.act_window_close"}

    def _method(self):
        method = self.method_in if self.direction == "take" else self.method_out
        if not method:
            raise UserError(self.env._("Choose how the money is paid."))
        return {
            "payment_method_line_id": int(method),
            "amount": self.amount,
            "ref": self.ref,
        }
