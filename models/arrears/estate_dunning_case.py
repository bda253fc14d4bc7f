from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .estate_dunning_policy import BY_PEOPLE, ON_PAPER

STATES = [
    ("todo", "To Send"),
    ("left_out", "Not to Be Dunned"),
    ("held", "Waits for the Manager"),
    ("queued", "Under Way"),
    ("done", "Done"),
    ("skipped", "Not Sent"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
TAKEN = ("queued", "done")
"""States in which a level counts as taken: it is under way or has arrived."""
REASONS = [
    ("paid", "Paid Meanwhile"),
    ("already", "Level Taken Already"),
    ("paused", "Paused"),
    ("lower", "Below the Level"),
    ("unreachable", "Unreachable"),
    ("no_service", "No SMS Service"),
    ("error", "Error"),
]
NO_WAY = ("unreachable", "no_service")
"""Reasons of a level that the next one does not wait for."""
HEARD = ("reached", "promised", "refused", "disputed")
"""Outcomes of a call or visit after which it need not be tried again."""


class EstateDunningCase(models.Model):
    """One debtor on the frozen list of a run, at the level that he reached.

    Months and amount are those of the plan until it is sent; then those of that
    moment, and the open items as the letter has them.
    """

    _name = "estate.dunning.case"
    _description = "Dunning Case"
    _order = "run_id desc, level_id, unit_id, id"

    run_id = fields.Many2one(
        "estate.dunning.run",
        "Dunning Run",
        required=True,
        index=True,
        ondelete="cascade",
    )
    debt_id = fields.Many2one(
        "estate.dunning.debt", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one("estate.unit", required=True, index=True)
    payer_id = fields.Many2one("res.partner", "Debtor", required=True, index=True)
    community_id = fields.Many2one("estate.community", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    building_id = fields.Many2one(related="unit_id.building_id")
    phone = fields.Char(related="payer_id.phone")
    level_id = fields.Many2one(
        "estate.dunning.level",
        required=True,
        index=True,
        ondelete="restrict",
        group_expand="_group_expand_levels",
    )
    channel = fields.Selection(related="level_id.channel", store=True)
    months = fields.Integer("Months in Arrears", aggregator=None)
    amount = fields.Monetary("Arrears")
    since = fields.Date("Oldest Due Date")
    detail = fields.Json(help="The open items as they were at sending.")
    item_ids = fields.Many2many(
        "account.move.line",
        "estate_dunning_case_item_rel",
        "case_id",
        "item_id",
        "Open Items",
        help="What the list rests on.",
    )
    state = fields.Selection(STATES, required=True, default="todo", index=True)
    reason_code = fields.Selection(REASONS, "Kind of Reason")
    reason = fields.Char(help="Why it was skipped, left out or failed.")
    handed_on = fields.Date("Dunned On", help="The day on which the level was taken.")
    released_by_id = fields.Many2one("res.users", "Released By")
    attempt_ids = fields.One2many("estate.dunning.attempt", "case_id", "Attempts")
    run_state = fields.Selection(related="run_id.state", string="State of the Run")

    _one_sending_of_a_level = models.UniqueIndex(
        "(debt_id, level_id) WHERE state IN ('queued', 'done')",
        "This level was taken for this debt already.",
    )
    _one_case_per_debt = models.UniqueIndex(
        "(run_id, debt_id)", "A debt stands in a run once."
    )
    _run_idx = models.Index("(run_id, state, id)")

    @api.depends("unit_id", "payer_id", "level_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = (
                f"{case.unit_id.code or ''} {case.payer_id.name or ''} · "
                f"{case.level_id.name or ''}"
            )

    @api.model
    def _group_expand_levels(self, levels, domain):
        """Show the ladder's empty steps too, in their order."""
        return levels.policy_id.level_ids or levels

    # ---------------------------------------------------------------- BUSINESS

    @api.model
    def _taken(self, debt_ids):
        """Return ``{debt id: {level id: day}}`` of the levels that were taken.

        No day while a call or a visit is still to be made.
        """
        self.flush_model()
        self.env["estate.dunning.attempt"].flush_model(["case_id"])
        taken = {}
        if debt_ids:
            for debt, level, day in self.env.execute_query(
                SQL(
                    """SELECT debt_id, level_id,
                              CASE WHEN state = 'done' OR channel NOT IN %s
                                     OR EXISTS (SELECT FROM estate_dunning_attempt made
                                                 WHERE made.case_id = dun.id)
                                   THEN handed_on END
                         FROM estate_dunning_case dun
                        WHERE debt_id = ANY(%s) AND state IN %s""",
                    BY_PEOPLE,
                    list(debt_ids),
                    TAKEN,
                )
            ):
                taken.setdefault(debt, {})[level] = day
        return taken

    @api.model
    def _passed(self, debt_ids):
        """Return ``{debt id: level ids}`` that had no way to reach the debtor."""
        rows = self._read_group(
            [
                ("debt_id", "in", list(debt_ids)),
                ("state", "=", "skipped"),
                ("reason_code", "in", NO_WAY),
            ],
            ["debt_id"],
            ["level_id:array_agg"],
        )
        return {debt.id: set(levels) for debt, levels in rows}

    def _letter_address(self):
        """Return where a letter goes: the unit, else the debtor's own address.

        Nothing when letters to each of them came back (R-116).
        """
        self.ensure_one()
        debtor = self.payer_id
        own = debtor.street and " ".join(debtor.contact_address.split())
        # What came back is a fact of the debt, whoever sent it.
        attempts = self.debt_id.sudo().attempt_ids
        back = {
            attempt.address
            for attempt in attempts
            if attempt.channel in ON_PAPER and attempt.state == "failed"
        }
        ways = (f"{self.community_id.name} {self.unit_id.code}", own)
        return next((way for way in ways if way and way not in back), False)

    def _follow_attempt(self, state, failure=False):
        """What became of its message became of the case."""
        if state == "sent":
            self.write({"state": "done"})
        elif state == "failed":
            self.write({"state": "failed", "reason_code": "error", "reason": failure})
        else:
            self.write({"state": "queued"})

    def _follow_call(self, outcome):
        """A call or a visit is done when somebody heard it."""
        cases = self.filtered(
            lambda case: case.state == "queued" and case.channel in BY_PEOPLE
        )
        if outcome in HEARD:
            cases.write({"state": "done"})

    def _follow_payment(self):
        """Nobody calls who has paid, nor waits a letter to him for the manager."""
        waiting = self.filtered(
            lambda case: case.state == "held"
            or (case.state == "queued" and case.channel in BY_PEOPLE)
        )
        waiting.write(
            {
                "state": "skipped",
                "reason_code": "paid",
                "reason": self.env._("Paid since the list was made."),
            }
        )

    # ----------------------------------------------------------------- ACTIONS

    def action_release(self):
        """The manager lets a lawyer's letter go."""
        self.check_access("read")
        if not self.env.user.has_group("estate_service.group_estate_manager"):
            raise AccessError(
                self.env._("Lawyer's letters are released by the manager.")
            )
        held = self.filtered(lambda case: case.state == "held")
        if not held:
            raise UserError(self.env._("Nothing here waits for the manager."))
        # Cases are written by their run alone; the role was checked just now.
        held.sudo().write({"state": "todo", "released_by_id": self.env.uid})
        held.run_id._go_on()

    def action_leave_out(self):
        """Keep these debtors out of this run."""
        self._change_choice("todo", "left_out")

    def action_take_in(self):
        """Remind these debtors after all."""
        self._change_choice("left_out", "todo")

    def _change_choice(self, before, after):
        for run in self.run_id:
            run._check_may_run()
            if run.state != "planned":
                raise UserError(self.env._("The run is not in preparation any more."))
        # Cases are closed to direct writes: the choice is made here only.
        self.filtered(lambda case: case.state == before).sudo().state = after

    def action_log(self):
        """Write down the call or the visit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_dunning_log_action"
        )
        shown = {"default_debt_id": self.debt_id.id}
        if self.channel in BY_PEOPLE:
            shown["default_channel"] = self.channel
        return action | {"context": shown}

    def action_view_debt(self):
        self.ensure_one()
        return self.debt_id._get_records_action(context={})
