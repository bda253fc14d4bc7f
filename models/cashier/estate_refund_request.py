from odoo import fields, models


class EstateRefund(models.Model):
    """A refund that somebody asked for and somebody else approved."""

    _inherit = "estate.refund"

    request_id = fields.Many2one(
        "estate.deposit.request",
        "Request",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
