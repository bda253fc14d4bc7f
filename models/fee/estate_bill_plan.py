from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mixins.loose_many2one import LooseMany2one
from .bill_plan_query import BLOCKING_ANOMALIES

BLOCKING = set(BLOCKING_ANOMALIES)
PLAN_STATES = [
    ("todo", "To Publish"),
    ("left_out", "Left Out"),
    ("written", "Published"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]


class EstateBillPlan(models.Model):
    """Working paper of a bill run: one row per unit, item and slice of days.

    Not a ledger: once a row is written, the journal entry is the truth. ``amount``
    is in the company's currency, tax as the item's price has it.
    """

    _name = "estate.bill.plan"
    _description = "Planned Bill Line"
    _order = "unit_id, payer_id, item_id, date_from, id"
    # Written by one statement and thrown away: the run says who and when.
    _log_access = False

    run_id = LooseMany2one("estate.bill.run", required=True)
    community_id = fields.Many2one(related="run_id.community_id")
    company_id = fields.Many2one(related="run_id.company_id")
    currency_id = fields.Many2one(related="run_id.company_id.currency_id")
    unit_id = LooseMany2one("estate.unit", required=True)
    assignment_id = LooseMany2one("estate.fee.assignment")
    item_id = LooseMany2one("estate.fee.item")
    payer_id = LooseMany2one("res.partner")
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    part = fields.Integer()
    quantity = fields.Float(digits=(12, 4), min_display_digits=2, aggregator=None)
    price = fields.Float(digits="Fee Tariff", min_display_digits=2, aggregator=None)
    amount = fields.Monetary()
    previous_amount = fields.Monetary("Last Period")
    explanation = fields.Json()
    anomaly = fields.Char(
        "Anomaly Codes", help="What is unusual about this row, comma separated."
    )
    anomaly_text = fields.Char("Anomaly", compute="_compute_anomaly_text")
    remark = fields.Char(
        "What to Look At",
        compute="_compute_remark",
        help="Why the row failed or its bill stays, else what is unusual about it.",
    )
    is_blocked = fields.Boolean(
        compute="_compute_is_blocked",
        help="There is nothing to publish until the cause is mended.",
    )
    run_state = fields.Selection(related="run_id.state", string="State of the Run")
    state = fields.Selection(PLAN_STATES, required=True, default="todo")
    reason = fields.Char(help="Why the row failed, or why its bill stays.")
    move_id = LooseMany2one("account.move", "Bill", index="btree_not_null")

    # One index for the list of a run, its totals and the next bills to write.
    _run_idx = models.Index("(run_id, state, unit_id, payer_id)")

    @api.depends("anomaly")
    @api.depends_context("lang")
    def _compute_anomaly_text(self):
        texts = self._anomaly_texts()
        for row in self:
            codes = (row.anomaly or "").split(",")
            row.anomaly_text = "; ".join(texts[code] for code in codes if code)

    @api.depends("anomaly_text", "reason")
    def _compute_remark(self):
        for row in self:
            row.remark = row.reason or row.anomaly_text

    @api.depends("anomaly")
    def _compute_is_blocked(self):
        for row in self:
            row.is_blocked = bool(BLOCKING & set((row.anomaly or "").split(",")))

    @api.model
    def _anomaly_texts(self):
        """Readable reason for each anomaly code."""
        _ = self.env._
        return {
            "no_assignment": _("No fee is assigned to the unit"),
            "no_price": _("No price is in force in these days"),
            "no_payer": _("Nobody owns or pays for the unit in these days"),
            "zero": _("The amount is zero"),
            "two_payers": _("Two payers are marked at the same time"),
            "area_changed": _("The area changed since the last bill"),
            "deviation": _("The amount differs much from the last period"),
        }

    # ---------------------------------------------------------------- ACTIONS

    def action_leave_out(self):
        """Keep these rows out of the publication; they can be taken in again."""
        self._change_choice("todo", "left_out")

    def action_take_in(self):
        """Publish these rows after all; blocking anomalies must be mended first."""
        if any(row.is_blocked for row in self):
            raise UserError(
                self.env._(
                    "A row without fee, price, payer or amount cannot be published: "
                    "mend the cause and compute the plan again."
                )
            )
        self._change_choice("left_out", "todo")

    def _change_choice(self, before, after):
        self.run_id._check_may_bill()
        if any(run.state != "planned" for run in self.run_id):
            raise UserError(self.env._("The run is not in preparation any more."))
        chosen = self._with_tiers().filtered(lambda row: row.state == before)
        # Rows of a plan are closed to direct writes: the choice is made here only.
        chosen.sudo().state = after

    def _with_tiers(self):
        """These rows with the other tiers of their readings: days are billed whole."""
        wanted = {row._span() for row in self}
        rows = self.search(
            [
                ("run_id", "in", self.run_id.ids),
                ("assignment_id", "in", self.assignment_id.ids),
            ]
        )
        return self | rows.filtered(lambda row: row._span() in wanted)

    def _span(self):
        """What is charged in which days."""
        return self.run_id.id, self.assignment_id.id, self.date_from, self.date_to

    def action_view_unit(self):
        """Where the cause of an anomaly is mended."""
        self.ensure_one()
        return self.unit_id._get_records_action(context={})

    def action_view_bill(self):
        self.ensure_one()
        return self.move_id._estate_action_form()
