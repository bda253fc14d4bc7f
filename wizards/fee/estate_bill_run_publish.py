from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateBillRunPublish(models.TransientModel):
    """The last look before bills are posted: how many, how much, due when."""

    _name = "estate.bill.run.publish"
    _description = "Publish Bills"

    run_id = fields.Many2one(
        "estate.bill.run", required=True, readonly=True, ondelete="cascade"
    )
    community_id = fields.Many2one(related="run_id.community_id")
    currency_id = fields.Many2one(related="run_id.currency_id")
    date_from = fields.Date(related="run_id.date_from")
    date_to = fields.Date(related="run_id.date_to")
    date_invoice = fields.Date(related="run_id.date_invoice", readonly=False)
    date_due = fields.Date(related="run_id.date_due", readonly=False)
    is_due_past = fields.Boolean(compute="_compute_is_due_past")
    has_bills = fields.Boolean(compute="_compute_counts")
    bill_count = fields.Integer("Bills", compute="_compute_counts")
    line_count = fields.Integer("Lines", compute="_compute_counts")
    unusual_count = fields.Integer(
        "With an Anomaly",
        compute="_compute_counts",
        help="Lines that are published though something about them is unusual.",
    )
    left_out_count = fields.Integer(related="run_id.left_out_count")
    amount = fields.Monetary(compute="_compute_counts")

    @api.depends("run_id")
    def _compute_counts(self):
        for wizard in self:
            run = wizard.run_id
            wizard.has_bills = bool(run.bill_count)
            wizard.bill_count = run._count_bills_to_write()
            wizard.line_count = run.todo_count
            waiting = [("state", "=", "todo"), ("anomaly", "!=", False)]
            wizard.unusual_count = run._count_lines(waiting).get(run, 0)
            wizard.amount = run.amount_planned - run.amount_written

    @api.depends("date_due")
    def _compute_is_due_past(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.is_due_past = bool(wizard.date_due and wizard.date_due < today)

    def action_confirm(self):
        """Hand the run to the job (see ``action_publish`` of the run)."""
        self.ensure_one()
        if self.date_due < self.date_invoice:
            raise UserError(self.env._("The bills would be due before their date."))
        self.run_id.action_publish()
        return {"type": "ir.actions.act_window_close"}
