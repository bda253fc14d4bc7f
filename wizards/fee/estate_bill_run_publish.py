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
    date_invoice = fields.Date(
        "Bill Date",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_due = fields.Date(
        "Due Date",
        required=True,
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
    )
    shown_dates = fields.Char(
        compute="_compute_dates",
        store=True,
        precompute=True,
        help="The run's dates when the dialog was opened.",
    )
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

    @api.depends("run_id")
    def _compute_dates(self):
        for wizard in self:
            wizard.date_invoice = wizard.run_id.date_invoice
            wizard.date_due = wizard.run_id.date_due
            wizard.shown_dates = _dates_of(wizard.run_id)

    @api.depends("date_due")
    def _compute_is_due_past(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.is_due_past = bool(wizard.date_due and wizard.date_due < today)

    def action_confirm(self):
        """Hand the run to the job (see ``action_publish`` of the run).

        :raises UserError: when a colleague changed the run's dates meanwhile
        """
        self.ensure_one()
        run = self.run_id
        if self.shown_dates != _dates_of(run):
            raise UserError(
                self.env._(
                    "The dates of run %(run)s changed meanwhile: look at it again.",
                    run=run.name,
                )
            )
        dates = {"date_invoice": self.date_invoice, "date_due": self.date_due}
        changed = {name: day for name, day in dates.items() if run[name] != day}
        if changed:
            run.write(changed)
        run.action_publish()
        return {"type": "ir.actions.act_window_close"}


def _dates_of(run):
    return f"{run.date_invoice} {run.date_due}"
