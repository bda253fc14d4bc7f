from odoo import fields, models


class EstateReceiptLine(models.Model):
    """What a receipt says the money is for: bill lines, prepayment, deposit."""

    _name = "estate.receipt.line"
    _description = "Receipt Line"
    _order = "receipt_id, id"

    receipt_id = fields.Many2one(
        "estate.receipt", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="receipt_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="receipt_id.community_id", store=True, index=True
    )
    kind = fields.Selection(
        [("bill", "Bill"), ("prepay", "Prepayment"), ("deposit", "Deposit")],
        required=True,
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Bill Line",
        index="btree_not_null",
        ondelete="restrict",
        help="The charged line of a bill, or the opening item, that is paid.",
    )
    item_id = fields.Many2one("estate.fee.item", ondelete="restrict")
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    amount = fields.Monetary(required=True)
