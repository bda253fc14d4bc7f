from odoo import fields, models


class EstateAccessCard(models.Model):
    _inherit = "estate.access.card"

    deposit_receipt_id = fields.Many2one(
        "estate.receipt", "Deposit Receipt", readonly=True, copy=False
    )
