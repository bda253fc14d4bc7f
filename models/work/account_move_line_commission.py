from odoo import fields, models


class AccountMoveLine(models.Model):
    """Money that is held for one commission pays nothing else."""

    _inherit = "account.move.line"

    estate_service_order_id = fields.Many2one(
        "estate.service.order",
        "Commission Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The prepayment was taken for this order (R-421).",
    )

    def _has_field_access(self, field, operation):
        """Which order money is for is written by the cashier service alone."""
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name == "estate_service_order_id"
        return allowed and (self.env.su or not closed)
