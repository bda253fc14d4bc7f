from odoo import fields, models


class EstateCashDenomination(models.Model):
    """A note or coin that is counted; a currency without any is counted as a sum."""

    _name = "estate.cash.denomination"
    _description = "Note or Coin"
    _order = "currency_id, value desc"
    _rec_name = "value"

    currency_id = fields.Many2one("res.currency", required=True, index=True)
    value = fields.Float("Face Value", required=True, digits=(12, 2))
    active = fields.Boolean(default=True)

    _value_positive = models.Constraint(
        "CHECK(value > 0)", "A note or coin is worth more than nothing."
    )
    _value_uniq = models.UniqueIndex(
        "(currency_id, value)", "This note or coin is listed already."
    )
