from odoo import fields, models
from odoo.exceptions import UserError


class EstateCashierReason(models.TransientModel):
    """Asks why a closed session is opened again, or a deposit slip is void."""

    _name = "estate.cashier.reason"
    _description = "Reason at the Cash Desk"

    session_id = fields.Many2one("estate.cashier.session", ondelete="cascade")
    deposit_id = fields.Many2one("estate.cash.deposit", ondelete="cascade")
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        reason = self.reason.strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.deposit_id:
            self.deposit_id._void(reason)
        else:
            self.session_id._reopen(reason)
        return {"type": "ir.actions.act_window_close"}
