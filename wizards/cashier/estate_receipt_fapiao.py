from odoo import api, fields, models


class EstateReceiptFapiao(models.TransientModel):
    """Records that a tax invoice was made, delivered or undone (R-804)."""

    _name = "estate.receipt.fapiao"
    _description = "Tax Invoice of a Receipt"

    receipt_ids = fields.Many2many("estate.receipt", string="Receipts", required=True)
    step = fields.Selection(
        [("make", "Made"), ("deliver", "Delivered to Payer"), ("undo", "Undone")],
        required=True,
        default="make",
    )
    company_id = fields.Many2one(related="receipt_ids.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(compute="_compute_receipts")
    partner_names = fields.Char("Payer", compute="_compute_receipts")
    number = fields.Char(
        "Tax Invoice No.", compute="_compute_number", store=True, readonly=False
    )
    date = fields.Date(default=fields.Date.context_today)
    receiver = fields.Char(
        "Signed For By", compute="_compute_receiver", store=True, readonly=False
    )
    reason = fields.Char()

    @api.depends("receipt_ids")
    def _compute_receipts(self):
        for wizard in self:
            receipts = wizard.receipt_ids
            wizard.amount = sum(receipts.mapped("amount"))
            # Who paid may live where this user does not serve.
            names = dict.fromkeys(receipts.sudo().partner_id.mapped("name"))
            wizard.partner_names = ", ".join(filter(None, names))

    @api.depends("receipt_ids")
    def _compute_number(self):
        """The next of the user's book of tax invoices, where they are on paper."""
        service = self.env["estate.cashier"]
        for wizard in self:
            receipt = wizard.receipt_ids[:1]
            wizard.number = service._next_paper(
                receipt.company_id, receipt.community_id, "fapiao"
            )

    @api.depends("partner_names")
    def _compute_receiver(self):
        for wizard in self:
            wizard.receiver = wizard.partner_names

    def action_confirm(self):
        self.ensure_one()
        service = self.env["estate.cashier"]
        if self.step == "make":
            service._make_fapiao(self.receipt_ids, self.number, self.date)
        elif self.step == "deliver":
            service._deliver_fapiao(self.receipt_ids, self.receiver, self.date)
        else:
            service._undo_fapiao(self.receipt_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
