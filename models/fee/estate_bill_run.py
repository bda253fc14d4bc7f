from odoo import fields, models


class EstateBillRun(models.Model):
    """A bill run: plan the bills of a community set-wise, look, publish (B-10)."""

    _name = "estate.bill.run"
    _description = "Bill Run"
    _inherit = ["mail.thread", "estate.number.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _number_code = "estate.bill.run"

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("Period From", required=True)
    date_to = fields.Date("Period To", required=True)
    date_invoice = fields.Date("Bill Date", required=True)
    date_due = fields.Date("Due Date", required=True)
    item_ids = fields.Many2many(
        "estate.fee.item", string="Items", help="Empty: every item of the community."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("publishing", "Publishing"),
            ("done", "Published"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        tracking=True,
        index=True,
    )
    plan_ids = fields.One2many("estate.bill.plan", "run_id")
    move_ids = fields.One2many("account.move", "estate_run_id", "Bills")
