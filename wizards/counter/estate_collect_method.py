from odoo import api, fields, models


class EstateCollectMethod(models.TransientModel):
    """One way to pay on the collection screen (R-801)."""

    _name = "estate.collect.method"
    _description = "Payment at the Counter"
    _order = "id"

    collect_id = fields.Many2one("estate.collect", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="collect_id.currency_id")
    method_ref = fields.Integer(
        help="Id of the payment method line: a number, since the ledger is closed to "
        "clerks."
    )
    name = fields.Char("Way to Pay", readonly=True)
    is_cash = fields.Boolean()
    amount = fields.Monetary()
    tendered = fields.Monetary("Given", help="Cash that was put on the table.")
    change = fields.Monetary(compute="_compute_change")
    take_rest = fields.Boolean(
        "Take the Rest", help="Click: what is left to pay is paid this way."
    )
    ref = fields.Char("Reference", help="Number of the POS slip or of the transfer.")

    @api.depends("tendered", "amount")
    def _compute_change(self):
        for method in self:
            method.change = max(method.tendered - method.amount, 0.0)
            if not method.tendered:
                method.change = 0.0
