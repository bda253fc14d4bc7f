from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateFundBudget(models.Model):
    """What the owners resolved that fees be used for in a year (R-807)."""

    _name = "estate.fund.budget"
    _description = "Budget of Fees"
    _inherit = ["mail.thread", "mail.activity.mixin", "estate.scope.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _scope_fields = ("community_id",)

    community_id = fields.Many2one(
        "estate.community", required=True, index=True, tracking=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    decided_by = fields.Selection(
        [
            ("contract", "Service Contract"),
            ("assembly", "Owners' Assembly"),
            ("committee", "Owners' Committee"),
        ],
        "Decided Through",
        required=True,
        default="assembly",
        tracking=True,
    )
    resolution = fields.Char(
        "Resolution No.", tracking=True, help="Number of the resolution or contract."
    )
    decided_on = fields.Date(tracking=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Resolution or Contract",
        help="The resolution or the contract.",
    )
    line_ids = fields.One2many(
        "estate.fund.budget.line", "budget_id", "Purposes", copy=True
    )
    amount = fields.Monetary("Budget", compute="_compute_figures")
    spent = fields.Monetary(compute="_compute_figures")
    committed = fields.Monetary(compute="_compute_figures")
    left = fields.Monetary(compute="_compute_figures")
    state = fields.Selection(
        [("draft", "Draft"), ("adopted", "Adopted"), ("closed", "Closed")],
        required=True,
        default="draft",
        tracking=True,
        copy=False,
        index=True,
    )

    _days_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A budget ends after it begins."
    )
    _one_of_a_day = models.Constraint(
        """EXCLUDE USING gist (
            int4range(community_id, community_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (state <> 'draft')""",
        "The community has another budget in these days.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("community_id", "date_from")
    def _compute_display_name(self):
        for budget in self:
            year = budget.date_from.year if budget.date_from else ""
            budget.display_name = f"{budget.community_id.name or ''} {year}".strip()

    @api.depends("date_from")
    def _compute_date_to(self):
        for budget in self:
            if budget.date_from and not (
                budget.date_to and budget.date_to >= budget.date_from
            ):
                budget.date_to = budget.date_from + relativedelta(years=1, days=-1)

    @api.depends("line_ids.amount", "line_ids.spent", "line_ids.committed")
    def _compute_figures(self):
        for budget in self:
            for name in ("amount", "spent", "committed", "left"):
                budget[name] = sum(budget.line_ids.mapped(name))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def _has_field_access(self, field, operation):
        """The state is changed by the steps alone."""
        allowed = super()._has_field_access(field, operation)
        return allowed and (
            operation != "write" or field.name != "state" or self.env.su
        )

    def write(self, vals):
        fixed = vals.keys() - {"state"}
        if any(not name.startswith(("message_", "activity_")) for name in fixed):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()

    def _check_draft(self):
        if self.filtered(lambda budget: budget.state != "draft"):
            raise UserError(
                self.env._("What was adopted stays as it is: reopen the budget first.")
            )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_adopt(self):
        """Put the budget in force; expenses are measured against it from now on."""
        for budget in self:
            budget.check_access("write")
            budget._check_draft()
            budget._check_adopted_by_owners()
            budget._ensure_accounts()
            loose = budget.attachment_ids.filtered(lambda file: not file.res_id)
            # Who may read the budget may read the resolution.
            loose.sudo().write({"res_model": self._name, "res_id": budget.id})
        # The state is closed to direct writes: what it needs was checked.
        self.sudo().state = "adopted"

    def _check_adopted_by_owners(self):
        lacking = []
        if not self.line_ids:
            lacking.append(self.env._("an amount for at least one purpose"))
        if not self.resolution:
            lacking.append(self.env._("the number of the resolution or contract"))
        if not self.decided_on:
            lacking.append(self.env._("the day on which it was decided"))
        if not self.attachment_ids:
            lacking.append(self.env._("the document"))
        if lacking:
            listed = "\n".join(f"– {one}" for one in lacking)
            raise UserError(
                self.env._(
                    "%(budget)s cannot be put in force without:\n%(lacking)s",
                    budget=self.display_name,
                    lacking=listed,
                )
            )

    def _ensure_accounts(self):
        accounts = self.env["account.analytic.account"]
        for line in self.line_ids:
            accounts._estate_fund_account(self.community_id, line.purpose_id)

    def action_reopen(self):
        """Back to draft, since the owners changed it; its chatter says who and when."""
        for budget in self:
            budget.check_access("write")
            if budget.state == "draft":
                raise UserError(self.env._("The budget is being prepared already."))
        # The state is closed to direct writes: the right was checked.
        self.sudo().state = "draft"

    def action_close(self):
        """Nothing more is asked for against it."""
        for budget in self:
            budget.check_access("write")
            if budget.state != "adopted":
                raise UserError(self.env._("Only a budget in force is closed."))
        # The state is closed to direct writes: the right was checked.
        self.sudo().state = "closed"

    def action_view_expenses(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "domain": [("budget_id", "=", self.id)],
            "name": self.env._("Expenses"),
            "res_model": "estate.fund.expense",
            "view_mode": "list,form",
            "context": {"default_community_id": self.community_id.id},
        }

    @api.model
    def _in_force(self, community, day):
        """Return the budget that a community has on a day, or none."""
        return self.search(
            [
                ("community_id", "=", community.id),
                ("state", "=", "adopted"),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            limit=1,
        )
