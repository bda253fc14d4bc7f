from odoo import api, fields, models


class EstateCashierSessionCash(models.Model):
    """How many of one note or coin lay in the till when it was counted."""

    _name = "estate.cashier.session.cash"
    _description = "Counted Notes or Coins"
    _order = "session_id, value desc"

    session_id = fields.Many2one(
        "estate.cashier.session", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="session_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary("Note or Coin", required=True, readonly=True)
    quantity = fields.Integer()
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _quantity_not_negative = models.Constraint(
        "CHECK(quantity >= 0)", "There are no fewer than none of a note or coin."
    )
    _value_uniq = models.UniqueIndex(
        "(session_id, value)", "This note or coin is counted already."
    )

    @api.depends("value", "quantity")
    def _compute_amount(self):
        for cash in self:
            cash.amount = cash.currency_id.round(cash.value * cash.quantity)

    def _has_field_access(self, field, operation):
        """Only the number of pieces is typed."""
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name not in ("quantity", "id")
        return allowed and (self.env.su or not closed)

    def write(self, vals):
        if not self.env.su:
            self.session_id._check_counting()
        return super().write(vals)
