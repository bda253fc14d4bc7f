from odoo import fields, models


class EstateRefundVoid(models.TransientModel):
    """Asks why a refund voucher is void (作废)."""

    _name = "estate.refund.void"
    _description = "Void Refund"

    refund_id = fields.Many2one(
        "estate.refund", "Refund Voucher", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="refund_id.currency_id")
    amount = fields.Monetary(related="refund_id.amount")
    reason = fields.Char(required=True)

    def action_void(self):
        self.ensure_one()
        self.env["estate.cashier"]._void(self.refund_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
