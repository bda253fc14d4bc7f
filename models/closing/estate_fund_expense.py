from odoo import api, fields, models


class EstateFundExpense(models.Model):
    """Somebody asks to use a part of the fees (R-807).

    It is measured against the budget of its purpose, approved by amount
    (``base_tier_validation``), and then billed by a vendor; the ledger alone says what
    was spent. Its steps are in :file:`estate_fund_expense_steps.py`.
    """

    _name = "estate.fund.expense"
    _description = "Expense out of Fees"
    _inherit = [
        # Before the number, which it lets nobody type.
        "estate.approval.mixin",
        "estate.number.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "estate.scope.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.fund.expense"
    _step_model = "estate.fund.expense.step"
    _scope_fields = ("community_id",)
    _person_fields = ("vendor_id",)
    _asked_fields = {
        "amount",
        "attachment_ids",
        "community_id",
        "date",
        "note",
        "purpose_id",
        "vendor_id",
    }

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, tracking=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    purpose_id = fields.Many2one(
        "estate.fund.purpose", required=True, index=True, tracking=True
    )
    date = fields.Date(
        "Needed On",
        required=True,
        default=fields.Date.context_today,
        help="Decides which budget it is measured against.",
    )
    amount = fields.Monetary(
        required=True, tracking=True, help="At most, before deductible tax."
    )
    vendor_id = fields.Many2one("res.partner", "Vendor", check_company=True)
    note = fields.Char(
        "What For", required=True, tracking=True, help="Stands on the vendor's bill."
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Supporting Papers",
        help="Quotes, photos, the contract.",
    )
    # What the budget says
    budget_id = fields.Many2one(
        "estate.fund.budget", compute="_compute_budget_id", store=True, index=True
    )
    budget_left = fields.Monetary(
        "Left in the Budget",
        compute="_compute_budget_left",
        help="For this purpose, after what is spent and what others were approved.",
    )
    over_budget = fields.Monetary(
        help="By how much it exceeded the budget when it was asked for.",
        copy=False,
        readonly=True,
    )
    approval_level = fields.Selection(
        [("manager", "Manager"), ("general_manager", "General Manager")],
        "Authority",
        compute="_compute_approval_level",
        store=True,
    )
    # Steps
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ]
    )
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "To Approve"),
            ("rejected", "Rejected"),
            ("approved", "Approved"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ]
    )
    bill_ids = fields.One2many(
        "account.move", "estate_fund_expense_id", "Vendor Bills", readonly=True
    )
    spent = fields.Monetary(
        compute="_compute_spent",
        help="On posted vendor bills, credit notes deducted, before tax.",
    )

    _has_number = models.Constraint(
        "CHECK(name IS NOT NULL)", "An expense has a number."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Ask for an amount above zero."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("community_id", "date", "state", "validation_status")
    def _compute_budget_id(self):
        """Chosen while it is prepared: a later budget moves no expense."""
        budgets = self.env["estate.fund.budget"]
        for expense in self:
            if expense.stage == "draft" or not expense.budget_id:
                expense.budget_id = (
                    budgets._in_force(expense.community_id._origin, expense.date)
                    if expense.community_id and expense.date
                    else False
                )

    @api.depends("budget_id", "purpose_id", "amount", "state")
    def _compute_budget_left(self):
        for expense in self:
            lines = expense.budget_id.line_ids
            line = lines.filtered(
                lambda one, own=expense: one.purpose_id == own.purpose_id
            )
            expense.budget_left = sum(line.mapped("left")) + expense._held()

    def _held(self):
        """What the expense itself keeps of its budget."""
        return max(self.amount - self.spent, 0) if self.state == "approved" else 0.0

    @api.depends("amount", "over_budget", "company_id")
    def _compute_approval_level(self):
        """Frozen with the amount: a limit changed later moves no expense."""
        for expense in self:
            limit = expense.company_id.estate_fund_manager_limit
            small = expense.amount <= limit and not expense.over_budget
            expense.approval_level = "manager" if small else "general_manager"

    @api.depends("bill_ids.state", "bill_ids.amount_untaxed_signed")
    def _compute_spent(self):
        totals = {}
        if self.ids:
            # The sum of an expense is no secret of the books to who may read it.
            bills = self.env["account.move"].sudo()
            totals = dict(
                bills._read_group(
                    [
                        ("estate_fund_expense_id", "in", self.ids),
                        ("state", "=", "posted"),
                    ],
                    ["estate_fund_expense_id"],
                    ["amount_untaxed_signed:sum"],
                )
            )
        spent = {expense.id: -total for expense, total in totals.items()}
        for expense in self:
            expense.spent = spent.get(expense._origin.id, 0.0)

    @api.model
    def _committed(self, budget):
        """Return {purpose: approved against a budget and not billed yet}."""
        approved = self.search(
            [("budget_id", "in", budget.ids), ("state", "=", "approved")]
        )
        committed = {}
        for expense in approved:
            purpose = expense.purpose_id
            committed[purpose] = committed.get(purpose, 0.0) + expense._held()
        return committed
