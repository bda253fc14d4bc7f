from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .bill_plan_query import PlanScope, insert_plan, prepare_planner
from .estate_bill_plan import PLAN_STATES
from .taxed_totals import TaxedTotals

ALL_PLAN_STATES = [state for state, _label in PLAN_STATES]
RUN_STATES = [
    ("draft", "Draft"),
    ("planned", "Planned"),
    ("publishing", "Publishing"),
    ("done", "Published"),
    ("cancelling", "Being Cancelled"),
    ("cancelled", "Cancelled"),
]


class EstateBillRun(models.Model):
    """A bill run: plan the bills of a community set-wise, look, publish (B-10).

    The plan covers every billing period that begins no later than ``date_to`` and
    is not billed yet, missed ones included. Publishing is a job in chunks; see
    ``estate_bill_run_publish.py``.
    """

    _name = "estate.bill.run"
    _description = "Bill Run"
    _inherit = ["mail.thread", "estate.number.mixin", "estate.job.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _number_code = "estate.bill.run"

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self._default_community_id(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "Period From",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date(
        "Period To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        help="Billing periods that begin by this day are billed, missed ones too.",
    )
    date_invoice = fields.Date(
        "Bill Date",
        required=True,
        default=fields.Date.context_today,
    )
    date_due = fields.Date(
        "Due Date",
        required=True,
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_due_past = fields.Boolean(compute="_compute_is_due_past")
    item_ids = fields.Many2many(
        "estate.fee.item",
        string="Items",
        check_company=True,
        help="Empty: every item of the community.",
    )
    state = fields.Selection(
        RUN_STATES, default="draft", required=True, tracking=True, index=True
    )
    plan_ids = fields.One2many("estate.bill.plan", "run_id", "Planned Lines")
    move_ids = fields.One2many("account.move", "estate_run_id", "Bills")
    chunk_failed = fields.Char(
        "Last Trouble",
        readonly=True,
        copy=False,
        help="Why the job could not do the last lines it had to give up.",
    )
    todo_count = fields.Integer("Lines to Publish", compute="_compute_totals")
    written_count = fields.Integer("Lines Published", compute="_compute_totals")
    failed_count = fields.Integer("Lines Failed", compute="_compute_totals")
    left_out_count = fields.Integer("Lines Left Out", compute="_compute_totals")
    cancelled_count = fields.Integer("Lines Cancelled", compute="_compute_totals")
    refused_count = fields.Integer(
        "Lines That Stay",
        compute="_compute_totals",
        help="Published lines whose bill could not be cancelled with the run.",
    )
    anomaly_count = fields.Integer("Anomalies", compute="_compute_totals")
    bill_count = fields.Integer("Number of Bills", compute="_compute_bill_count")
    amount_planned = fields.Monetary("Planned Amount", compute="_compute_totals")
    amount_written = fields.Monetary("Published Amount", compute="_compute_totals")
    progress = fields.Float("Progress (%)", compute="_compute_totals")

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "The period cannot end before it starts."
    )
    _due_after_bill = models.Constraint(
        "CHECK(date_due >= date_invoice)", "The bills would be due before their date."
    )

    # ---------------------------------------------------------------- DEFAULTS

    def _default_community_id(self):
        communities = self.env["estate.community"].search([], limit=2)
        return communities if len(communities) == 1 else communities.browse()

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("community_id")
    def _compute_date_from(self):
        """Propose the month after the last run of the community, else its first one."""
        for run in self:
            if not run._origin.date_from:
                run.date_from = run._next_month()

    def _next_month(self):
        """First day of the month to bill next; this month where nothing tells it."""
        this_month = fields.Date.context_today(self).replace(day=1)
        runs = [
            ("community_id", "=", self.community_id.id),
            ("state", "not in", ("draft", "cancelled")),
        ]
        [(last_day,)] = self._read_group(
            [*runs, ("item_ids", "=", False)], [], ["date_to:max"]
        )
        if last_day:
            return last_day + relativedelta(days=1)
        cut_over = self.community_id.cut_over
        if cut_over and not self.search_count(runs, limit=1):
            return cut_over.replace(day=1)
        return this_month

    @api.depends("date_from")
    def _compute_date_to(self):
        for run in self:
            if run.date_from:
                run.date_to = run.date_from + relativedelta(day=31)

    @api.depends("date_invoice", "community_id")
    def _compute_date_due(self):
        for run in self:
            if run.date_invoice:
                days = run.community_id.company_id.estate_due_days
                run.date_due = run.date_invoice + relativedelta(days=days)

    @api.depends("date_due")
    def _compute_is_due_past(self):
        today = fields.Date.context_today(self)
        for run in self:
            run.is_due_past = bool(run.date_due and run.date_due < today)

    @api.depends("plan_ids.state", "plan_ids.amount", "plan_ids.anomaly")
    def _compute_totals(self):
        counts = {}
        for run, state, count in self.env["estate.bill.plan"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        ):
            counts[run.id, state] = count
        written, waiting = self._written_totals(), self._waiting_totals()
        anomalies = self._count_lines([("anomaly", "!=", False)])
        refused = self._count_lines(
            [("state", "=", "written"), ("reason", "!=", False)]
        )
        for run in self:
            for state in ("todo", "written", "failed", "left_out", "cancelled"):
                run[f"{state}_count"] = counts.get((run._origin.id, state), 0)
            run.anomaly_count = anomalies.get(run._origin, 0)
            run.refused_count = refused.get(run._origin, 0)
            run.amount_written = written.get(run._origin.id, 0.0)
            run.amount_planned = run.amount_written + waiting.get(run._origin.id, 0.0)
            done = run.written_count + run.failed_count + run.cancelled_count
            run.progress = 100.0 * done / ((done + run.todo_count) or 1)

    def _count_lines(self, domain):
        """Return {run: how many of its planned lines lie in ``domain``}."""
        return dict(
            self.env["estate.bill.plan"]._read_group(
                [("run_id", "in", self.ids), *domain], ["run_id"], ["__count"]
            )
        )

    def _written_totals(self):
        """Return {run id: what its bills ask for, taxes included}.

        Bills that were cancelled ask for nothing any more.
        """
        standing = self.env["estate.bill.plan"]._search(
            [("run_id", "in", self.ids), ("state", "=", "written")]
        )
        groups = self.env["account.move"]._read_group(
            [
                ("estate_run_id", "in", self.ids),
                ("state", "=", "posted"),
                ("id", "in", standing.subselect("move_id")),
            ],
            ["estate_run_id"],
            ["amount_total_signed:sum"],
        )
        return {run.id: amount for run, amount in groups}

    def _waiting_totals(self):
        """Return {run id: what its lines to publish will ask for, taxes included}."""
        totals = {}
        on_top = self.env["estate.fee.item"]
        for run, item, amount in self.env["estate.bill.plan"]._read_group(
            self._waiting_domain(), ["run_id", "item_id"], ["amount:sum"]
        ):
            # Taxes are no secret of the accountants; a clerk who plans may see them.
            taxes = item.sudo()._sale_taxes().flatten_taxes_hierarchy()
            if all(tax.price_include for tax in taxes):
                totals[run.id] = totals.get(run.id, 0.0) + amount
            else:
                on_top |= item
        for run_id, amount in self._waiting_totals_with_tax_on_top(on_top):
            totals[run_id] = totals.get(run_id, 0.0) + amount
        return totals

    def _waiting_domain(self):
        return [("run_id", "in", self.ids), ("state", "=", "todo")]

    def _waiting_totals_with_tax_on_top(self, items):
        """Yield run id and total per equal amount of items that are taxed on top.

        Equal amounts of an item are taxed once, as a payer without a fiscal position
        of his own is.
        """
        nobody = self.env["res.partner"]
        taxed = {company: TaxedTotals(company) for company in self.company_id}
        for run, item, amount, count in self.env["estate.bill.plan"]._read_group(
            [*self._waiting_domain(), ("item_id", "in", items.ids)],
            ["run_id", "item_id", "amount"],
            ["__count"],
        ):
            # As above: the rate is no secret.
            total = taxed[run.company_id].of(item.sudo(), nobody, amount) * count
            yield run.id, float(total)

    def _compute_bill_count(self):
        counts = dict(
            self.env["account.move"]._read_group(
                [("estate_run_id", "in", self.ids)], ["estate_run_id"], ["__count"]
            )
        )
        for run in self:
            run.bill_count = counts.get(run, 0)

    # ------------------------------------------------------------------- CRUD

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_bills(self):
        for run in self:
            if run.bill_count:
                raise UserError(
                    self.env._(
                        "Run %(run)s has bills: cancel it instead of deleting it.",
                        run=run.name,
                    )
                )

    def unlink(self):
        unlinked = super().unlink()
        self._delete_plan()
        return unlinked

    # ------------------------------------------------------------------- PLAN

    def action_plan(self):
        """Compute the plan of each run anew; what is published stays published."""
        for run in self:
            run._check_may_bill()
            if run.state not in ("draft", "planned"):
                raise UserError(
                    self.env._(
                        "Run %(run)s is being published or is finished: make a new "
                        "run for what is left.",
                        run=run.name,
                    )
                )
            run._compute_plan()
        return True

    def _compute_plan(self):
        """Fill ``plan_ids`` with one statement, whatever the number of units."""
        self.ensure_one()
        self._check_ready()
        self.env.flush_all()
        self._delete_plan(("todo", "left_out", "failed"))
        scope = self._plan_scope()
        if scope:
            prepare_planner(self.env.cr)
            self.env.cr.execute(insert_plan(self, scope))
        self.env.invalidate_all()
        self._take_step("planned")
        if not self.todo_count:
            self.message_post(body=self._nothing_to_bill_message())

    def _delete_plan(self, states=ALL_PLAN_STATES):
        # A plan is written by SQL as a whole: clerks have no right on single rows.
        self.env.cr.execute(
            SQL(
                """DELETE FROM estate_bill_plan
                    WHERE run_id = ANY(%s) AND state = ANY(%s)""",
                self.ids,
                list(states),
            )
        )
        self.env["estate.bill.plan"].invalidate_model(flush=False)

    def _nothing_to_bill_message(self):
        return self.env._(
            "Nothing to bill: every fee of this community is billed up to "
            "%(date)s already.",
            date=fields.Date.to_string(self.date_to),
        )

    def _plan_scope(self):
        items = self.item_ids or self.env["estate.fee.item"].search(
            [("company_id", "=", self.company_id.id)]
        )
        if not items:
            return None
        return PlanScope(
            community=self.community_id,
            date_from=self.date_from,
            date_to=self.date_to,
            tax_rows=items._tax_rows(),
            items=tuple(self.item_ids.ids),
        )

    def _check_ready(self):
        """Say what the accounting set-up lacks before anything is written."""
        if not self.company_id.estate_bill_journal_id:
            raise UserError(
                self.env._(
                    "The company %(company)s has no journal for fee bills: run the "
                    "accounting set-up first.",
                    company=self.company_id.name,
                )
            )
