from odoo import fields, models
from odoo.exceptions import UserError


class EstateFundExpenseStep(models.TransientModel):
    """Asks why an expense is refused or cancelled."""

    _name = "estate.fund.expense.step"
    _description = "Step of an Expense"

    request_id = fields.Many2one("estate.fund.expense", "Expense", required=True)
    step = fields.Selection(
        [("refuse", "Refuse"), ("cancel", "Cancel")], required=True, default="cancel"
    )
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    reason = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.step == "refuse":
            self.request_id._refuse(reason)
        else:
            self.request_id._cancel(reason)
        return {"type": "ir.actions.act_window_close"}
