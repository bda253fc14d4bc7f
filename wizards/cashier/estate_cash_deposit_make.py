from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateCashDepositMake(models.TransientModel):
    """Books cash that the cashier brings to the bank, with the bank's slip."""

    _name = "estate.cash.deposit.make"
    _description = "Bring Cash to the Bank"

    session_id = fields.Many2one(
        "estate.cashier.session", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="session_id.currency_id")
    there = fields.Monetary("In the Till", compute="_compute_there")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, required=True
    )
    bank = fields.Selection(selection="_selection_bank", required=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    slip_number = fields.Char("Slip No.", required=True)
    slip = fields.Binary("Stamped Slip", attachment=False)
    slip_name = fields.Char()

    @api.model
    def _selection_bank(self):
        """Return the banks without opening the ledger behind them."""
        service = self.env["estate.cashier"]
        banks = {
            bank: bank.name
            for company in self.env.companies
            for bank in service._bank_journals(company)
        }
        return [(str(bank.id), name) for bank, name in banks.items()]

    @api.model
    def default_get(self, fields_list):
        """Propose the first bank."""
        banks = self._fields["bank"]._description_selection(self.env)
        first = {"bank": banks[0][0]} if banks else {}
        return first | super().default_get(fields_list)

    @api.depends("session_id")
    def _compute_there(self):
        for wizard in self:
            session = wizard.session_id
            collecting = session.state == "open"
            till = session._cash_line().expected if collecting else session.cash_left
            wizard.there = till

    @api.depends("there")
    def _compute_amount(self):
        for wizard in self:
            opening = wizard.session_id.opening_float
            wizard.amount = max(wizard.there - opening, 0.0)

    def action_book(self):
        """Book the slip and keep what the bank stamped with it."""
        self.ensure_one()
        if not self.bank:
            raise UserError(self.env._("Choose the bank the cash was brought to."))
        number = self.slip_number.strip()
        if not number:
            raise UserError(self.env._("Enter the number of the slip."))
        slip = self.env["estate.cashier"]._deposit(
            self.session_id,
            # The service checks that it is one of the company's banks.
            self.env["account.journal"].sudo().browse(int(self.bank)),
            self.amount,
            self.date,
            number,
        )
        if self.slip:
            slip._attach(self.slip_name or slip.slip_number, self.slip)
        return {"type": "ir.actions.act_window_close"}
