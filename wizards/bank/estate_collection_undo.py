from odoo import fields, models


class EstateCollectionUndo(models.TransientModel):
    """Asks why the booking of a return is taken back."""

    _name = "estate.collection.undo"
    _description = "Undo Collection Return"

    return_id = fields.Many2one(
        "estate.collection.return", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="return_id.currency_id")
    accepted_count = fields.Integer(related="return_id.accepted_count")
    accepted_total = fields.Monetary(related="return_id.accepted_total")
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Take the booking back: the bills are open and with the bank again."""
        self.ensure_one()
        self.check_access("write")
        self.return_id._undo(self.reason)
        return {"type": "ir.actions.act_window_close"}
