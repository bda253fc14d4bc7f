from odoo import fields, models


class EstateReceiptVoid(models.TransientModel):
    """Asks why a receipt is void (作废)."""

    _name = "estate.receipt.void"
    _description = "Void Receipt"

    receipt_id = fields.Many2one("estate.receipt", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    amount = fields.Monetary(related="receipt_id.amount")
    reason = fields.Char(required=True)

    def action_void(self):
        self.ensure_one()
        self.env["estate.cashier"]._void(self.receipt_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
