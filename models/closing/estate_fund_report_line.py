from odoo import api, fields, models


class EstateFundReportLine(models.Model):
    """What was planned for and spent on a purpose, frozen in its report."""

    _name = "estate.fund.report.line"
    _description = "Use of Fees by Purpose"
    _order = "report_id, id"

    report_id = fields.Many2one(
        "estate.fund.report", required=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="report_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    purpose_id = fields.Many2one(
        "estate.fund.purpose", required=True, ondelete="restrict"
    )
    budget = fields.Monetary("Budget of the Year")
    spent_before = fields.Monetary(help="In the days of the budget before the period.")
    spent = fields.Monetary("Spent in the Period")
    unapproved = fields.Monetary(
        "Without Approval",
        help="Of what was spent in the period: on entries that name no approved "
        "expense, as wages and charges of the bank.",
    )
    left = fields.Monetary("Left of the Year", compute="_compute_left")

    @api.depends("budget", "spent_before", "spent")
    def _compute_left(self):
        for line in self:
            line.left = line.budget - line.spent_before - line.spent

    def action_view_entries(self):
        """Open the analytic items behind the figure."""
        self.ensure_one()
        accounts = self.env["account.analytic.account"]
        account = accounts._estate_fund_account(self.community_id, self.purpose_id)
        column = accounts._estate_fund_plan()._column_name()
        report = self.report_id
        return {
            "type": "ir.actions.act_window",
            "name": self.purpose_id.name,
            "res_model": "account.analytic.line",
            "view_mode": "list,form",
            "domain": [
                (column, "=", account.id),
                ("date", ">=", report.date_from),
                ("date", "<=", report.date_to),
            ],
            "context": {"create": False},
        }
