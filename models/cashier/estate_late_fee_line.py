from odoo import api, fields, models
from odoo.exceptions import UserError

from .late_fee_wording import late_fee_text


class EstateLateFeeLine(models.Model):
    """The late fee of one overdue bill line for some days, with its calculation.

    Once billed the row is the key that keeps these days from being charged again.
    """

    _name = "estate.late.fee.line"
    _description = "Late Fee"
    _order = "run_id desc, id"
    _check_company_auto = True

    run_id = fields.Many2one(
        "estate.late.fee.run",
        "Late Fee Run",
        required=True,
        index=True,
        ondelete="cascade",
    )
    community_id = fields.Many2one(
        related="run_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one("estate.unit", required=True, index=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, index=True)
    rule_id = fields.Many2one(
        "estate.late.fee.rule", required=True, ondelete="restrict"
    )
    bill_line_id = fields.Many2one(
        "account.move.line",
        "Overdue Line",
        required=True,
        index=True,
        ondelete="restrict",
    )
    bill_id = fields.Many2one(
        related="bill_line_id.move_id", string="Overdue Bill", store=True, index=True
    )
    item_id = fields.Many2one(
        related="bill_line_id.estate_item_id", string="Fee Item", store=True
    )
    label = fields.Char("What For", required=True)
    date_due = fields.Date("Due Date", required=True)
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    days = fields.Integer("Day Count", required=True)
    base = fields.Monetary("Open", required=True, help="On the last of these days.")
    rate = fields.Float("Daily Rate (‱)", digits=(9, 2), required=True)
    amount = fields.Monetary("Late Fee", required=True)
    is_capped = fields.Boolean("Capped")
    explanation = fields.Json(required=True)
    explanation_text = fields.Text("Calculation", compute="_compute_explanation_text")
    state = fields.Selection(
        [
            ("planned", "Listed"),
            ("left_out", "Left Out"),
            ("booked", "Billed"),
            ("failed", "Not Billed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        index=True,
    )
    reason = fields.Char(help="Why it was not billed, or its bill not cancelled.")
    move_id = fields.Many2one("account.move", "Bill", index="btree_not_null")
    move_line_id = fields.Many2one(
        "account.move.line", "Line of the Bill", index="btree_not_null"
    )

    _no_day_twice = models.Constraint(
        """EXCLUDE USING gist (
            int4range(bill_line_id, bill_line_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (state = 'booked')""",
        "A late fee was billed for these days already.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A late fee is above zero."
    )

    @api.depends("explanation")
    @api.depends_context("lang")
    def _compute_explanation_text(self):
        for line in self:
            line.explanation_text = late_fee_text(
                self.env, line.explanation, line.currency_id
            )

    def action_leave_out(self):
        """Charge nothing for these days this time; the next run lists them again."""
        self._choose("planned", "left_out")

    def action_take_in(self):
        self._choose("left_out", "planned")

    def _choose(self, before, after):
        self.check_access("read")
        self.run_id._check_role("estate_service.group_estate_finance_clerk")
        choosing = self.run_id.filtered(lambda run: run.state != "planned")
        if choosing or self.filtered(lambda line: line.state not in (before, after)):
            raise UserError(self.env._("What is billed stays on its run."))
        # Rows are written by the program; the role was checked just now.
        self.sudo().state = after

    def action_view_bill(self):
        """Open the overdue bill."""
        self.ensure_one()
        return self.bill_id._estate_action_form()
