from odoo import fields, models


class EstateReceipt(models.Model):
    """A receipt for what was prepaid for a commission, or for the difference."""

    _inherit = "estate.receipt"

    service_order_id = fields.Many2one(
        "estate.service.order",
        "Commission Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )


class EstateRefund(models.Model):
    """What a commission left over goes back with a voucher (R-813)."""

    _inherit = "estate.refund"

    service_order_id = fields.Many2one(
        "estate.service.order",
        "Commission Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
