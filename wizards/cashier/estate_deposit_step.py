from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateDepositStep(models.TransientModel):
    """Carries a deposit request out, or asks why it is refused or given up."""

    _name = "estate.deposit.step"
    _description = "Step of a Deposit Request"
    _inherit = ["estate.counter.ways"]

    request_id = fields.Many2one(
        "estate.deposit.request", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("pay", "Pay Out"),
            ("book", "Book"),
            ("refuse", "Refuse"),
            ("cancel", "Cancel"),
            ("undo", "Undo"),
        ],
        required=True,
        default="pay",
    )
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    payee_id = fields.Many2one(related="request_id.payee_id")
    method = fields.Selection(
        selection=lambda self: self._selection_way("outbound"),
        string="Paid Out",
        compute="_compute_method",
        store=True,
        readonly=False,
    )
    ref = fields.Char("Reference")
    date = fields.Date(default=fields.Date.context_today)
    reason = fields.Char()

    @api.depends("request_id")
    def _compute_method(self):
        """Propose the way that was asked for."""
        service = self.env["estate.cashier"]
        for wizard in self:
            request = wizard.request_id
            ways = service._counter_methods(request.company_id, "outbound")
            asked = ways.filtered(
                lambda way, request=request: way.estate_channel == request.channel
            )
            first = (asked or ways)[:1]
            wizard.method = str(first.id) if first else False

    def action_confirm(self):
        self.ensure_one()
        service = self.env["estate.cashier"]
        request = self.request_id
        if self.step == "pay":
            return self._pay(service, request)
        if self.step == "book":
            service._book_deduction(request, self.date)
            return request.action_print() | {"close_on_report_download": True}
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.step == "undo":
            service._undo_deduction(request, reason)
        elif self.step == "refuse":
            request._refuse(reason)
        else:
            request._cancel(reason)
        return {"type": "ir.actions.act_window_close"}

    def _pay(self, service, request):
        """Pay, print the voucher and show it; a second click finds the first's."""
        method = self._chosen_way(self.method) | {"ref": self.ref}
        refund = service._pay_request(request, method, self.date)
        return {
            "type": "ir.actions.client",
            "tag": "estate_print_and_show",
            "params": {
                "report": refund.action_print(),
                "voucher": refund._get_records_action(context={}),
            },
        }
