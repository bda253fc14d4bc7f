from odoo import fields, models


class EstateFeePrice(models.Model):
    """Prices that an adjustment made, and whose consent they carry (R-808)."""

    _inherit = "estate.fee.price"
    _closed_fields = ("adjustment_id",)

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment",
        "Adjustment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
