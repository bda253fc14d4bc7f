from odoo import fields, models

CHANNELS = [
    ("cash", "Cash"),
    ("pos", "POS"),
    ("transfer", "Bank Transfer"),
    ("wechat", "WeChat Pay"),
    ("alipay", "Alipay"),
    ("collection", "Bank Collection"),
]


class AccountPaymentMethodLine(models.Model):
    """A way to pay at the counter is a payment method line with a channel (R-801)."""

    _inherit = "account.payment.method.line"

    estate_channel = fields.Selection(CHANNELS, "Counter Channel")
    estate_at_counter = fields.Boolean(
        "Offered at the Counter", help="Clerks may choose this method when collecting."
    )
