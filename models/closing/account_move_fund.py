from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Vendor bills that use fees stay within what was approved (R-807).

    A bill that spends on a purpose of a community whose budget is in force names the
    approved expense, of that purpose. What uses fees without a vendor's bill (wages,
    bank charges, depreciation) has nobody to ask beforehand: it is booked, and a check
    lists it each night.
    """

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
        posted = self.filtered(lambda move: move.state == "posted")
        posted._check_fund_use()
        posted._check_fund_limit()

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._check_fund_use()
        posted._check_fund_limit()
        return posted

    def _check_fund_limit(self):
        if expenses := self.estate_fund_expense_id:
            expenses.invalidate_recordset(["spent"])
            expenses._check_bills_within()

    def _check_fund_use(self):
        """Refuse vendor bills that use fees without approval, or for another purpose.

        :raises UserError: naming each bill and the purpose it spends on
        """
        bills = self.filtered(
            lambda move: move.move_type in ("in_invoice", "in_receipt")
        )
        refusals = [
            refusal
            for bill in bills
            for refusal in (
                bill._fund_mismatches()
                if bill.estate_fund_expense_id
                else bill._fund_unapproved()
            )
        ]
        if refusals:
            raise UserError("\n".join(refusals))

    def _fund_unapproved(self):
        """Say on which purposes in force the bill spends; it names no expense."""
        # What the owners resolved binds the poster, whatever he may read of budgets.
        budgets = self.env["estate.fund.budget"].sudo()
        return [
            self.env._(
                "%(bill)s spends on %(purpose)s, for which the owners' budget is in "
                "force: name the approved expense, or ask for one.",
                bill=self.ref or self.name or "",
                purpose=account.name,
            )
            for account in self.invoice_line_ids._estate_fund_accounts()
            if budgets._in_force(account.estate_community_id, self.date)
        ]

    def _fund_mismatches(self):
        """Say which lines are not wholly booked on the purpose of the expense."""
        # What the books hold decides, whatever its poster may read of expenses.
        expense = self.sudo().estate_fund_expense_id
        accounts = self.env["account.analytic.account"]
        account = accounts._estate_fund_account(
            expense.community_id, expense.purpose_id
        )
        return [
            self.env._(
                "%(line)s: the whole of a bill on %(expense)s is booked on "
                "%(purpose)s.",
                line=line.name or self.ref or "",
                expense=expense.name,
                purpose=account.name,
            )
            for line in self.invoice_line_ids
            if line.display_type == "product" and not line._estate_is_wholly_on(account)
        ]
