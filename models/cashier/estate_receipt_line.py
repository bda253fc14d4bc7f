from odoo import fields, models


class EstateReceiptLine(models.Model):
    """What a receipt says the money is for: bill lines, prepayment, deposit."""

    _name = "estate.receipt.line"
    _description = "Receipt Line"
    _order = "receipt_id, id"
    _check_company_auto = True

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
    name = fields.Char("Description", required=True)
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, check_company=True
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Bill Line",
        index="btree_not_null",
        ondelete="restrict",
        help="The charged line of a bill, or the opening item, that is paid.",
    )
    item_id = fields.Many2one(
        "estate.fee.item", "Fee Item", ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Held For",
        ondelete="restrict",
        help="Whose bills the prepayment pays: of whose name it lies in the ledger.",
    )
    card_id = fields.Many2one(
        "estate.access.card",
        "Card",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The card whose deposit was taken.",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    amount = fields.Monetary(required=True)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A receipt is for money that was taken."
    )
