from odoo import fields, models


class EstateRequestType(models.Model):
    _inherit = "estate.request.type"

    trade_id = fields.Many2one(
        "estate.trade",
        "Trade Needed",
        help="Whoever knows it is sent first; proposed on work orders of the type.",
    )
