import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.late_fee import WHOLE
from ..fee.estate_bill_run_publish import BUSINESS_ERRORS
from ..mixins.approval_mixin import KEEPER

_logger = logging.getLogger(__name__)

PLANNERS = "estate_service.group_estate_finance_clerk"
CHOSEN = {"community_id", "date_due", "date_invoice", "date_to"}


class EstateLateFeeRun(models.Model):
    """A run of late fees: list them, look, bill them (违约金).

    Nothing is computed when a bill is read, and nothing is charged that was not on a
    list: a finance clerk, or the scheduled action, makes the list; the accountant
    bills it.
    """

    _name = "estate.late.fee.run"
    _description = "Late Fee Run"
    _inherit = [
        "mail.thread",
        "estate.number.mixin",
        "estate.scope.mixin",
        "estate.job.mixin",
    ]
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _number_code = "estate.late.fee.run"
    _scope_fields = ("community_id",)

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
    date_to = fields.Date(
        "Charged Through",
        required=True,
        default=lambda self: self._default_date_to(),
        help="The last day that is charged; money that came that day counts already.",
    )
    date_invoice = fields.Date(
        "Bill Date", required=True, default=fields.Date.context_today
    )
    date_due = fields.Date(
        "Due Date",
        required=True,
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
    )
    line_ids = fields.One2many("estate.late.fee.line", "run_id", "Late Fees")
    line_count = fields.Integer("Bill Lines", compute="_compute_totals")
    unit_count = fields.Integer("Units", compute="_compute_totals")
    amount = fields.Monetary(compute="_compute_totals")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Listed"),
            ("billing", "Being Billed"),
            ("done", "Billed"),
            ("cancelling", "Being Cancelled"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        tracking=True,
        index=True,
        copy=False,
    )
    move_ids = fields.Many2many("account.move", compute="_compute_move_ids")
    done_by_id = fields.Many2one(
        "res.users",
        "Billed By",
        copy=False,
        help="In whose name the job writes or cancels the bills.",
    )
    chunk_failed = fields.Char("Last Trouble", readonly=True, copy=False)
    todo_count = fields.Integer("To Bill", compute="_compute_totals")
    failed_count = fields.Integer("Not Billed", compute="_compute_totals")
    progress = fields.Float("Progress (%)", compute="_compute_totals")

    _one_list = models.UniqueIndex(
        "(community_id) WHERE state IN ('planned', 'billing')",
        "This community has a list that is not billed yet: bill or cancel it first.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.model
    def _default_community_id(self):
        communities = self.env["estate.community"].search([], limit=2)
        return communities if len(communities) == 1 else communities.browse()

    @api.model
    def _default_date_to(self):
        return fields.Date.context_today(self) - relativedelta(days=1)

    @api.depends("date_invoice", "community_id")
    def _compute_date_due(self):
        for run in self:
            days = run.community_id.company_id.estate_due_days
            first = run.date_invoice or fields.Date.context_today(run)
            run.date_due = first + relativedelta(days=days)

    @api.depends("line_ids.amount", "line_ids.state")
    def _compute_totals(self):
        lines = self.env["estate.late.fee.line"]
        mine = [("run_id", "in", self.ids)]
        rows = lines._read_group(
            [*mine, ("state", "in", ("planned", "booked"))],
            ["run_id"],
            ["__count", "unit_id:count_distinct", "amount:sum"],
        )
        found = {run.id: totals for run, *totals in rows}
        states = {
            (run.id, state): count
            for run, state, count in lines._read_group(
                mine, ["run_id", "state"], ["__count"]
            )
        }
        for run in self:
            key = run._origin.id
            totals = found.get(key, (0, 0, 0.0))
            run.line_count, run.unit_count, run.amount = totals
            run.todo_count = states.get((key, "planned"), 0)
            run.failed_count = states.get((key, "failed"), 0)
            done = run.line_count - run.todo_count
            run.progress = WHOLE * done / run.line_count if run.line_count else 0.0

    @api.depends("line_ids.move_id")
    def _compute_move_ids(self):
        for run in self:
            run.move_ids = run.line_ids.move_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su and not CHOSEN.isdisjoint(vals):
            if self.filtered(lambda run: run.state not in ("draft", "planned")):
                raise UserError(self.env._("A run that is billed stays as it is."))
        # Rows are the program's; the right to change the run was checked.
        listed = self.sudo().filtered(lambda run: run.state == "planned")
        lists_anew = not {"community_id", "date_to"}.isdisjoint(vals)
        if lists_anew and listed.line_ids.move_id:
            raise UserError(
                self.env._("What is billed in part stays as it was listed.")
            )
        result = super().write(vals)
        if lists_anew:
            listed.line_ids.unlink()
            listed.state = "draft"
        return result

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        name = field.name
        own = name in CHOSEN | {"name"} or name.startswith(("message_", "activity_"))
        return allowed and (own or operation != "write" or self.env.su)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unbilled(self):
        # Whether it wrote bills decides, whoever may read its rows.
        if self.sudo().line_ids.move_id:
            raise UserError(
                self.env._("A run that wrote bills is cancelled, not deleted.")
            )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_plan(self):
        """List the late fees that are to be charged, those left out among them."""
        self._check_role(PLANNERS)
        for run in self:
            if run.state not in ("draft", "planned"):
                raise UserError(self.env._("%s is billed or cancelled.", run.name))
            run._plan()
        return True

    def action_book(self):
        """Hand the list to the job, which writes a bill for each unit and payer.

        Pressed again it changes nothing.
        """
        self.ensure_one()
        self._check_role(KEEPER)
        self._start_billing()
        return True

    def action_cancel(self):
        """Throw the list away; bills are cancelled by the job, days are free."""
        self._check_role(KEEPER)
        for run in self:
            run._start_cancelling()
        return True

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_late_fee_line_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    def action_view_bills(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.account_move_action_bill"
        )
        # Bills have their own rules; which of them are the run's is no secret.
        bills = self.sudo().line_ids.move_id
        return action | {"domain": [("id", "in", bills.ids)], "context": {}}

    def _check_role(self, group):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(
                self.env._("The finance clerk lists late fees, the accountant bills.")
            )

    # ------------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------------

    @api.model
    def _cron_propose(self):
        """List the late fees of each community that has a rule; bill none."""
        communities = (
            self.env["estate.late.fee.rule"]
            .search([("active", "=", True)])
            .community_id
        )
        waiting = self.search([("state", "in", ("planned", "billing"))]).community_id
        for community in communities - waiting:
            local = self.with_company(community.company_id)
            local = local.with_context(tz=community._timezone())
            try:
                with self.env.cr.savepoint():
                    run = local.create({"community_id": community.id})
                    run._plan()
                    if not run.line_ids:
                        run.unlink()
            except BUSINESS_ERRORS as error:
                # One community's set-up keeps no other waiting.
                _logger.error("No late fees of %s", community.name, exc_info=error)
