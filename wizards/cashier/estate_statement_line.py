from odoo import fields, models


class EstateStatementLine(models.TransientModel):
    """A row of a statement on the screen: one journal entry of one unit."""

    _name = "estate.statement.line"
    _description = "Unit Statement Line"
    _order = "statement_id, sequence, id"

    statement_id = fields.Many2one(
        "estate.statement", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    unit_id = fields.Many2one("estate.unit", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    date = fields.Date()
    document = fields.Char()
    name = fields.Text("Description")
    debit = fields.Monetary("Charged")
    credit = fields.Monetary("Paid")
    balance = fields.Monetary(aggregator=None)
