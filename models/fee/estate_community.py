from odoo import fields, models


class EstateCommunity(models.Model):
    _inherit = "estate.community"

    payment_note = fields.Text(
        "Ways to Pay",
        translate=True,
        help="Printed on the bills of this community, one way per line. Empty: the "
        "portal, the counter's payment methods and the company's bank account.",
    )
