from odoo import api, fields, models
from odoo.exceptions import UserError

from .estate_dunning_case import STATES
from .estate_dunning_policy import ON_PAPER

RUN_STATES = [
    ("draft", "Draft"),
    ("planned", "Listed"),
    ("sending", "Sending"),
    ("done", "Sent Out"),
    ("cancelled", "Cancelled"),
]
STEP_FIELDS = {"state", "chunk_failed", "next_send_at", "date"}
PLANNED_FIELDS = {"community_id", "policy_id", "level_ids"}


class EstateDunningRun(models.Model):
    """A dunning run: freeze the list of those who owe, look, send (R-116, B-18).

    The list is planned with a few statements; sending is a job in chunks that looks
    at each case again before anything leaves: see ``estate_dunning_run_send.py``.
    """

    _name = "estate.dunning.run"
    _description = "Dunning Run"
    _inherit = [
        "estate.scope.mixin",
        "estate.discreet.mixin",
        "estate.number.mixin",
        "estate.job.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.dunning.run"
    _scope_fields = ("community_id",)

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["estate.community"]._only_one(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one(
        "estate.dunning.policy",
        required=True,
        compute="_compute_policy_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    level_ids = fields.Many2many(
        "estate.dunning.level",
        string="Levels",
        domain="[('policy_id', '=', policy_id)]",
        help="Empty: every level that is reached.",
    )
    date = fields.Date("List Of", readonly=True, copy=False)
    state = fields.Selection(
        RUN_STATES,
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    next_send_at = fields.Datetime(
        "Goes On At",
        readonly=True,
        copy=False,
        help="Messages wait for the end of the quiet hours.",
    )
    chunk_failed = fields.Char("Last Trouble", readonly=True, copy=False)
    case_ids = fields.One2many("estate.dunning.case", "run_id", "List")
    case_count = fields.Integer("Debtors", compute="_compute_counts")
    todo_count = fields.Integer("To Send", compute="_compute_counts")
    held_count = fields.Integer("Wait for the Manager", compute="_compute_counts")
    queued_count = fields.Integer("Under Way", compute="_compute_counts")
    done_count = fields.Integer("Done", compute="_compute_counts")
    skipped_count = fields.Integer("Not Sent", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    letter_count = fields.Integer("Letters", compute="_compute_counts")
    amount_total = fields.Monetary(
        "Arrears Dunned",
        compute="_compute_counts",
        help="Of the debtors of this run, without those who are left out.",
    )
    progress = fields.Float("Progress (%)", compute="_compute_counts")

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("community_id")
    def _compute_policy_id(self):
        policies = self.env["estate.dunning.policy"]
        for run in self:
            run.policy_id = run.community_id and policies._policy_of(run.community_id)

    @api.depends("case_ids.state", "case_ids.amount")
    def _compute_counts(self):
        groups = self.env["estate.dunning.case"]._read_group(
            [("run_id", "in", self.ids)],
            ["run_id", "state", "channel"],
            ["__count", "amount:sum"],
        )
        for run in self:
            mine = [row[1:] for row in groups if row[0] == run._origin]
            counts = dict.fromkeys((state for state, _label in STATES), 0)
            run.amount_total = 0.0
            for state, _channel, count, amount in mine:
                counts[state] += count
                if state != "skipped":
                    run.amount_total += amount
            for state in ("todo", "held", "queued", "done", "skipped", "failed"):
                run[f"{state}_count"] = counts[state]
            run.case_count = sum(counts.values())
            run.letter_count = sum(
                count
                for state, channel, count, _amount in mine
                if channel in ON_PAPER and state in ("queued", "done")
            )
            left = counts["todo"] + counts["held"]
            run.progress = (
                100.0 * (run.case_count - left) / run.case_count
                if run.case_count
                else 0.0
            )

    # ------------------------------------------------------------------ RIGHTS

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name in STEP_FIELDS
        return allowed and (self.env.su or not closed)

    @api.model
    def _is_closed(self, name):
        """A run begins at its beginning."""
        return name in STEP_FIELDS or super()._is_closed(name)

    def _check_may_run(self):
        """Dunning runs are finance's, in the communities given to them."""
        self.check_access("write")

    def write(self, vals):
        if vals.keys() & PLANNED_FIELDS:
            for run in self:
                if run.state != "draft":
                    raise UserError(
                        self.env._(
                            "The list of run %(run)s is frozen: go back to draft to "
                            "change what it is made from.",
                            run=run.name,
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for run in self:
            if run.state not in ("draft", "planned", "cancelled") or run._was_sent():
                raise UserError(
                    self.env._("Run %(run)s was sent and stays.", run=run.name)
                )

    def _was_sent(self):
        return bool(self.queued_count or self.done_count or self.failed_count)

    # ----------------------------------------------------------------- ACTIONS

    def action_plan(self):
        """Freeze the list anew."""
        for run in self:
            run._check_may_run()
            if run.state not in ("draft", "planned") or run._was_sent():
                raise UserError(
                    self.env._(
                        "Run %(run)s is being sent or is finished: make a new run.",
                        run=run.name,
                    )
                )
            run._compute_plan()
        return True

    def action_draft(self):
        """Throw the list away, to change what it is made from."""
        for run in self:
            run._check_may_run()
            if run.state != "planned" or run._was_sent():
                raise UserError(
                    self.env._("Run %(run)s cannot go back to draft.", run=run.name)
                )
            run._delete_plan()
            run._take_step("draft", date=False)
        return True

    def action_send(self):
        """Hand the run to the job; the button itself sends nothing."""
        for run in self:
            run._check_may_run()
            if run.state not in ("planned", "sending"):
                raise UserError(
                    self.env._("Make the list of run %(run)s first.", run=run.name)
                )
            if not run.todo_count:
                raise UserError(
                    self.env._("Nobody is left to remind in %(run)s.", run=run.name)
                )
        self._take_step("sending", chunk_failed=False, next_send_at=False)
        self._trigger_job()
        return True

    def action_stop(self):
        """Stop after the chunk in hand; the rest stays as it is."""
        for run in self:
            run._check_may_run()
            if run.state == "sending":
                run._take_step("planned", next_send_at=False)
        return True

    def action_resume(self):
        """Try again what failed, after its cause was mended."""
        for run in self:
            run._check_may_run()
            if run.state not in ("planned", "done") or not run.failed_count:
                raise UserError(
                    self.env._("Nothing of run %(run)s has failed.", run=run.name)
                )
            # Cases are closed to direct writes; the role was checked just now.
            failed = run.sudo().case_ids.filtered(lambda case: case.state == "failed")
            failed.write({"state": "todo", "reason": False, "reason_code": False})
            run._take_step("planned")
        return self.action_send()

    def action_cancel(self):
        """Give up what is not sent yet; what left stays as it is."""
        for run in self:
            run._check_may_run()
            if run.state in ("done", "cancelled"):
                raise UserError(
                    self.env._("Run %(run)s is finished already.", run=run.name)
                )
            # Cases are closed to direct writes; the role was checked just now.
            left = run.sudo().case_ids.filtered(
                lambda case: case.state in ("todo", "held", "left_out")
            )
            left.state = "cancelled"
            run._take_step("cancelled", next_send_at=False)
        return True

    def _go_on(self):
        """Send what was released, also of runs that were finished."""
        # The manager released it; who made the run had asked for it.
        going = self.sudo().filtered(lambda run: run.state in ("sending", "done"))
        going._take_step("sending", next_send_at=False)
        going._trigger_job()

    def action_view_cases(self):
        return self._action_cases()

    def action_view_failed(self):
        return self._action_cases(search_default_failed=1)

    def action_view_calls(self):
        """The calls and visits that people still have to make."""
        return self._action_cases(search_default_by_people=1)

    def _action_cases(self, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_dunning_case_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": context}

    def action_print_letters(self):
        """Print the letters of the run as one file, in the order of delivery.

        Those of the lawyer that the manager released are among them.
        """
        self.ensure_one()
        self.check_access("read")
        cases = self.case_ids.filtered(
            lambda case: case.channel in ON_PAPER and case.state in ("queued", "done")
        )
        if not cases:
            raise UserError(self.env._("This run has no letters to print."))
        limit = self.company_id.estate_print_limit
        if len(cases) > limit:
            raise UserError(
                self.env._(
                    "These are %(count)s letters; at most %(limit)s are printed at "
                    "once. Choose some in the list and print those.",
                    count=len(cases),
                    limit=limit,
                )
            )
        report = self.env.ref("estate_service.action_report_dunning_letter")
        units = self.env["estate.unit"].with_context(active_test=False)
        walk = units.search([("id", "in", cases.unit_id.ids)]).ids
        ordered = cases.sorted(lambda case: (walk.index(case.unit_id.id), case.id))
        return report.report_action(ordered.ids, config=False)
