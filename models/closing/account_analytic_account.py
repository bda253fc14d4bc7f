from odoo import api, fields, models


class AccountAnalyticAccount(models.Model):
    """One account per community and purpose: the books say what fees were used for."""

    _inherit = "account.analytic.account"

    estate_community_id = fields.Many2one(
        "estate.community", "Community", index="btree_not_null", copy=False
    )
    estate_purpose_id = fields.Many2one(
        "estate.fund.purpose", "Purpose of Fees", ondelete="restrict", copy=False
    )

    _estate_place_unique = models.Constraint(
        "UNIQUE(estate_community_id, estate_purpose_id)",
        "This purpose has its analytic account in this community already.",
    )
    _estate_place_whole = models.Constraint(
        "CHECK((estate_community_id IS NULL) = (estate_purpose_id IS NULL))",
        "An account of fees used is of one community and one purpose.",
    )

    @api.model
    def _estate_fund_plan(self):
        # A record of ours; who asks for a figure needs no right on plans.
        return self.env.ref("estate_service.analytic_plan_fund").sudo()

    @api.model
    def _estate_fund_account(self, community, purpose):
        """Return the account of a purpose in a community, made when missing."""
        # Accounts are the accountant's; this one follows from the budget alone.
        accounts = self.sudo().with_context(active_test=False)
        account = accounts.search(
            [
                ("estate_community_id", "=", community.id),
                ("estate_purpose_id", "=", purpose.id),
            ]
        )
        return account or accounts.create(
            {
                "name": f"{community.name} {purpose.name}",
                "code": f"{community.code}-{purpose.code}",
                "plan_id": self._estate_fund_plan().id,
                "company_id": community.company_id.id,
                "estate_community_id": community.id,
                "estate_purpose_id": purpose.id,
            }
        )

    @api.model
    def _estate_spent(self, community, date_from=None, date_to=None, unapproved=False):
        """Return {purpose: what was spent on it} in the company's currency (R-807).

        Read from the analytic items of posted entries, so before deductible tax; a
        vendor's credit note lowers it.

        :param date_from: first day, :param date_to: last day; each may be left out
        :param unapproved: only what names no approved expense
        """
        column = self._estate_fund_plan()._column_name()
        # The figures of a community, which the caller may see; the items behind them
        # are the accountant's.
        lines = self.env["account.analytic.line"].sudo()
        domain = [(f"{column}.estate_community_id", "=", community.id)]
        if date_from:
            domain.append(("date", ">=", date_from))
        if date_to:
            domain.append(("date", "<=", date_to))
        if unapproved:
            domain.append(("move_line_id.move_id.estate_fund_expense_id", "=", False))
        spent = {}
        for account, amount in lines._read_group(domain, [column], ["amount:sum"]):
            purpose = account.estate_purpose_id.with_env(self.env)
            spent[purpose] = spent.get(purpose, 0.0) - amount
        return spent
