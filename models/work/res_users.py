from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    estate_trade_ids = fields.Many2many(
        "estate.trade",
        "estate_trade_res_users_rel",
        "user_id",
        "trade_id",
        "Trades",
        help="What he is sent for first.",
    )
