from odoo import fields, models
from odoo.exceptions import UserError


class EstateWaiverStep(models.TransientModel):
    """Books a waiver, or asks why it is refused, cancelled or undone."""

    _name = "estate.waiver.step"
    _description = "Step of a Waiver"

    request_id = fields.Many2one("estate.waiver", "Waiver", required=True)
    step = fields.Selection(
        [
            ("book", "Book"),
            ("refuse", "Refuse"),
            ("cancel", "Cancel"),
            ("undo", "Undo"),
        ],
        required=True,
        default="book",
    )
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    date = fields.Date(default=fields.Date.context_today)
    reason = fields.Char()

    def action_confirm(self):
        self.ensure_one()
        service = self.env["estate.cashier"]
        waiver = self.request_id
        if self.step == "book":
            service._book_waiver(waiver, self.date)
            return {"type": "ir.actions.act_window_close"}
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.step == "undo":
            service._undo_waiver(waiver, reason)
        elif self.step == "refuse":
            waiver._refuse(reason)
        else:
            waiver._cancel(reason)
        return {"type": "ir.actions.act_window_close"}
