from odoo import fields, models


class EstateTrade(models.Model):
    """What a technician knows and a repair asks for (工种), for the dispatch (B-15)."""

    _name = "estate.trade"
    _description = "Trade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
