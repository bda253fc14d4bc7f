from odoo import fields, models
from odoo.exceptions import UserError


class EstateCloseStep(models.TransientModel):
    """Asks why a difference stays or a month opens again, or for a bank's balance."""

    _name = "estate.close.step"
    _description = "Step of a Close"

    close_id = fields.Many2one(
        "estate.close", "Month-End Close", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("estate.close.line", ondelete="cascade")
    step = fields.Selection(
        [
            ("accept", "Accept"),
            ("reopen", "Open Again"),
            ("balance", "Enter the Balance"),
        ],
        required=True,
    )
    reason = fields.Char(required=True)
    currency_id = fields.Many2one(related="close_id.currency_id")
    balance = fields.Monetary("Balance at the Bank")

    def action_confirm(self):
        """Take the step, with its reason on the log of the month."""
        self.ensure_one()
        reason = self.reason.strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.step == "reopen":
            self.close_id._reopen(reason)
        elif self.step == "balance":
            self.line_id._enter_balance(self.balance, reason)
        else:
            self.line_id._accept(reason)
        return {"type": "ir.actions.act_window_close"}
