from odoo import api, fields, models
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
    # Read with the user's own rights: he may name a waiver that he may not see.
    currency_id = fields.Many2one(related="request_id.currency_id", related_sudo=False)
    amount = fields.Monetary(related="request_id.amount", related_sudo=False)
    date = fields.Date(default=fields.Date.context_today)
    reason = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("request_id") for vals in vals_list} - {None, False}
        self.env["estate.waiver"].browse(asked).check_access("read")
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        self.request_id.check_access("read")
        return result

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
