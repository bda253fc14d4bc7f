from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateFeeAssignmentEnd(models.TransientModel):
    """Give assignments their last day."""

    _name = "estate.fee.assignment.end"
    _description = "End Fee Assignments"

    assignment_ids = fields.Many2many("estate.fee.assignment", required=True)
    date_to = fields.Date("Last Day", required=True, default=fields.Date.context_today)
    billed_count = fields.Integer(compute="_compute_billed_count")

    @api.depends("assignment_ids", "date_to")
    def _compute_billed_count(self):
        for wizard in self:
            wizard.billed_count = len(wizard._billed_beyond())

    def _billed_beyond(self):
        """The assignments that are billed for days after the chosen one."""
        return self.assignment_ids.filtered(
            lambda assignment: self.date_to
            and assignment.billed_until
            and assignment.billed_until > self.date_to
        )

    def action_confirm(self):
        """End them; those that begin later were never charged: they are archived."""
        self.ensure_one()
        if not self.assignment_ids:
            raise UserError(self.env._("Choose what ends."))
        begun = self.assignment_ids.filtered(lambda a: a.date_from <= self.date_to)
        begun.write({"date_to": self.date_to})
        not_begun = self.assignment_ids - begun
        not_begun._check_not_billed(self.env._("choose a later day"))
        not_begun.action_archive()
        return {"type": "ir.actions.act_window_close"}
