from odoo import fields, models
from odoo.exceptions import UserError

SATISFACTION = [
    ("5", "Very Satisfied"),
    ("4", "Satisfied"),
    ("3", "So So"),
    ("2", "Dissatisfied"),
    ("1", "Very Dissatisfied"),
]
SETTLED = {"cost", "vendor_voucher_ids"}
"""What was charged."""
BOOKED = {"vendor_id", "vendor_ref"}
"""What the vendor's bill says."""


class EstateServiceOrder(models.Model):
    """What came of an order: the purchase, its delivery, the principal's opinion."""

    _inherit = "estate.service.order"

    vendor_id = fields.Many2one(
        "res.partner",
        "Vendor",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        domain="[('estate_is_resident', '=', False)]",
    )
    vendor_ref = fields.Char("Number of the Vendor's Voucher", copy=False)
    vendor_voucher_ids = fields.Many2many(
        "ir.attachment",
        "estate_service_order_voucher_rel",
        "order_id",
        "attachment_id",
        "Vendor's Voucher",
        copy=False,
        help="凭证: what the vendor wrote for the purchase; it is settled by it.",
    )
    cost = fields.Monetary("Cost by the Voucher", copy=False, tracking=True)
    received_by = fields.Char("Handed To", copy=False)
    receiver_signature = fields.Image(copy=False, attachment=True, max_width=1024)
    delivery_paper_ids = fields.Many2many(
        "ir.attachment",
        "estate_service_order_delivery_rel",
        "order_id",
        "attachment_id",
        "Delivery Slip",
        copy=False,
        help="What the receiver signed on paper, or a photo.",
    )
    wishes_told = fields.Boolean(
        "Wishes Conveyed",
        copy=False,
        help="With the delivery the good wishes of the centre are conveyed (R-421).",
    )
    principal_told = fields.Boolean(
        "Principal Told the Result", copy=False, tracking=True
    )
    satisfaction = fields.Selection(SATISFACTION, copy=False, tracking=True)
    opinion = fields.Text("Opinion of the Principal", copy=False)
    opinion_signature = fields.Image(copy=False, attachment=True, max_width=1024)
    opinion_paper_ids = fields.Many2many(
        "ir.attachment",
        "estate_service_order_opinion_rel",
        "order_id",
        "attachment_id",
        "Opinion on Paper",
        copy=False,
    )

    _cost_positive = models.Constraint(
        "CHECK(cost >= 0)", "The cost of a commission is zero or more."
    )

    def write(self, vals):
        """Keep what was charged and booked; the settlement is undone to change it."""
        if not self.env.su:
            self._refuse_changed(vals)
        return super().write(vals)

    def _refuse_changed(self, vals):
        charged, booked = SETTLED & vals.keys(), BOOKED & vals.keys()
        for order in self:
            if (charged and order.state in ("settled", "done")) or (
                booked and order.is_booked
            ):
                raise UserError(
                    self.env._(
                        "%(order)s is settled: have finance undo its settlement first.",
                        order=order.name,
                    )
                )
