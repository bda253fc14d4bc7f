from odoo import fields, models


class EstateBillPlan(models.Model):
    """Working paper of a bill run: one row per unit, item and slice of days.

    Not a ledger: once a row is written, the journal entry is the truth.
    """

    _name = "estate.bill.plan"
    _description = "Planned Bill Line"
    _order = "unit_id, payer_id, item_id, date_from, id"

    run_id = fields.Many2one(
        "estate.bill.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    community_id = fields.Many2one("estate.community", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one("estate.unit", required=True)
    assignment_id = fields.Many2one("estate.fee.assignment", index="btree_not_null")
    item_id = fields.Many2one("estate.fee.item")
    payer_id = fields.Many2one("res.partner")
    price_id = fields.Many2one("estate.fee.price", "Price Version")
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    part = fields.Integer()
    quantity = fields.Float(digits=(12, 4))
    price = fields.Float(digits="Product Price")
    amount = fields.Monetary()
    previous_amount = fields.Monetary()
    explanation = fields.Json()
    anomaly = fields.Char(
        help="Codes of what is unusual about this row, comma separated."
    )
    state = fields.Selection(
        [
            ("todo", "To Publish"),
            ("left_out", "Left Out"),
            ("written", "Written"),
            ("failed", "Failed"),
        ],
        required=True,
        default="todo",
    )
    reason = fields.Char(help="Why the row failed.")
    move_id = fields.Many2one("account.move", index="btree_not_null")

    _todo_idx = models.Index("(run_id, unit_id, payer_id) WHERE state = 'todo'")
