from odoo import api, fields, models


class AccountMove(models.Model):
    """Vendor bills that use fees stay within what was approved (R-807)."""

    _inherit = "account.move"

    estate_fund_expense_id = fields.Many2one(
        "estate.fund.expense",
        "Approved Expense",
        index="btree_not_null",
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', '=', 'approved')]",
        help="The request against which the bill was approved.",
    )

    @api.constrains("estate_fund_expense_id")
    def _check_fund_expense(self):
        self.filtered(lambda move: move.state == "posted")._check_fund_limit()

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._check_fund_limit()
        return posted

    def _check_fund_limit(self):
        if expenses := self.estate_fund_expense_id:
            expenses.invalidate_recordset(["spent"])
            expenses._check_bills_within()
