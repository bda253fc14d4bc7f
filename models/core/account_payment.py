from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    estate_unit_id = fields.Many2one(
        "estate.unit", "Housing Unit", index="btree_not_null", check_company=True
    )
    estate_receipt_id = fields.Many2one(
        "estate.receipt", "Receipt", index="btree_not_null", copy=False
    )
    estate_channel = fields.Selection(
        related="payment_method_line_id.estate_channel", string="Channel", store=True
    )
    estate_key = fields.Char(
        "Idempotency Key",
        copy=False,
        help="The same collection sent twice carries the same key and is booked once.",
    )

    _estate_key_uniq = models.UniqueIndex(
        "(company_id, estate_key) WHERE estate_key IS NOT NULL",
        "This payment was booked already.",
    )
