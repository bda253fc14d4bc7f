from odoo import fields, models
from odoo.exceptions import UserError


class EstateCloseStep(models.TransientModel):
    """Asks the manager why a difference may stay, or a month opens again."""

    _name = "estate.close.step"
    _description = "Step of a Close"

    close_id = fields.Many2one(
        "estate.close", "Month-End Close", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("estate.close.line", ondelete="cascade")
    step = fields.Selection(
        [("accept", "Accept"), ("reopen", "Open Again")], required=True
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Take the step, with its reason on the log of the month."""
        self.ensure_one()
        reason = self.reason.strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.step == "reopen":
            self.close_id._reopen(reason)
        else:
            self.line_id._accept(reason)
        return {"type": "ir.actions.act_window_close"}
