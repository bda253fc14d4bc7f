from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateServiceOrderStep(models.TransientModel):
    """Asks why an order is cancelled, or its settlement undone."""

    _name = "estate.service.order.step"
    _description = "Step of a Commission Order"

    order_id = fields.Many2one(
        "estate.service.order", "Commission Order", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [("cancel", "Cancel"), ("unsettle", "Undo Settlement")],
        required=True,
        default="cancel",
    )
    order_state = fields.Selection(related="order_id.state", related_sudo=False)
    went_back = fields.Boolean(
        "It Went Back",
        help="What was handed over is with the vendor again, who asks nothing for it.",
    )
    reason = fields.Char(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("order_id") for vals in vals_list} - {None, False}
        # Finance, which undoes a settlement, reads orders: each step asks for more.
        self.env["estate.service.order"].browse(asked).check_access("read")
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("order_id"):
            orders = self.env["estate.service.order"].browse(vals["order_id"])
            orders.check_access("read")
        return super().write(vals)

    def action_confirm(self):
        """Take the step."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: it stays with the order."))
        if self.step == "unsettle":
            self.env["estate.cashier"]._unsettle_order(self.order_id, reason)
        else:
            self.order_id._cancel(reason, went_back=self.went_back)
        return {"type": "ir.actions.act_window_close"}
