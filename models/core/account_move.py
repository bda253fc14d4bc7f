from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    estate_unit_id = fields.Many2one(
        "estate.unit", "Housing Unit", index="btree_not_null", check_company=True
    )
    estate_run_id = fields.Many2one(
        "estate.bill.run", "Bill Run", index="btree_not_null", copy=False
    )
    estate_period = fields.Date(
        "Fee Period", copy=False, help="First day of the billed month."
    )
