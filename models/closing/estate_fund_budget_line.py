from odoo import api, fields, models


class EstateFundBudgetLine(models.Model):
    """A purpose's share of the budget, and what became of it so far."""

    _name = "estate.fund.budget.line"
    _description = "Budget of a Purpose"
    _inherit = ["estate.scope.mixin"]
    _order = "budget_id, sequence, id"
    _scope_fields = ("budget_id",)

    budget_id = fields.Many2one(
        "estate.fund.budget", required=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="budget_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="budget_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    purpose_id = fields.Many2one(
        "estate.fund.purpose", required=True, ondelete="restrict"
    )
    amount = fields.Monetary("Budgeted", required=True)
    note = fields.Char()
    spent = fields.Monetary(
        compute="_compute_use",
        help="Posted costs of this purpose in these days, before deductible tax.",
    )
    committed = fields.Monetary(
        compute="_compute_use", help="Approved, and not billed by the vendor yet."
    )
    left = fields.Monetary(compute="_compute_use")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Budget an amount above zero."
    )
    _purpose_once = models.Constraint(
        "UNIQUE(budget_id, purpose_id)", "Each purpose has one line in a budget."
    )

    @api.depends("amount", "budget_id.date_from", "budget_id.date_to", "purpose_id")
    def _compute_use(self):
        accounts = self.env["account.analytic.account"]
        expenses = self.env["estate.fund.expense"]
        for budget, lines in self.grouped("budget_id").items():
            spent, committed = {}, {}
            if budget.date_from and budget.date_to and budget.community_id:
                place = budget.community_id._origin
                days = (budget.date_from, budget.date_to)
                spent = accounts._estate_spent(place, *days)
                committed = expenses._committed(budget._origin)
            for line in lines:
                line.spent = spent.get(line.purpose_id._origin, 0.0)
                line.committed = committed.get(line.purpose_id._origin, 0.0)
                line.left = line.amount - line.spent - line.committed

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.budget_id._check_draft()
        return lines

    def write(self, vals):
        self.budget_id._check_draft()
        result = super().write(vals)
        self.budget_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.budget_id._check_draft()
