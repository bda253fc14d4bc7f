from odoo import fields, models


class EstateReceipt(models.Model):
    """A numbered receipt (收据) for money taken at the counter (R-707, R-804)."""

    _name = "estate.receipt"
    _description = "Receipt"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, check_company=True
    )
    partner_id = fields.Many2one("res.partner", "Payer", required=True, index=True)
    date = fields.Date(required=True)
    cashier_id = fields.Many2one("res.users", required=True, index=True)
    state = fields.Selection(
        [("issued", "Issued"), ("void", "Void")],
        required=True,
        default="issued",
        tracking=True,
        index=True,
    )
    amount = fields.Monetary(required=True)
    payment_ids = fields.One2many("account.payment", "estate_receipt_id")
    line_ids = fields.One2many("estate.receipt.line", "receipt_id")
    void_reason = fields.Char(readonly=True, copy=False, tracking=True)
    void_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    void_date = fields.Datetime(readonly=True, copy=False)
    print_count = fields.Integer("Copies Printed", readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(company_id, name)", "This receipt number exists already."
    )
