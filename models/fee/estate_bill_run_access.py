from odoo import models
from odoo.exceptions import AccessError, UserError

STEP_FIELDS = {"state", "chunk_failed", "cancel_user_id"}
"""Only the actions of a run move it on: written directly, steps could be skipped."""
PLANNED_FIELDS = {"community_id", "date_from", "date_to", "item_ids"}
"""What a plan was computed from: it would say something else afterwards."""
PRINTED_FIELDS = {"date_invoice", "date_due"}
"""What stands on the bills: open until the first is written."""


class EstateBillRun(models.Model):
    """Who may do what with a run, and when."""

    _name = "estate.bill.run"
    _inherit = ["estate.bill.run", "estate.scope.mixin"]
    _scope_fields = ("community_id",)

    # ------------------------------------------------------------------ RIGHTS

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name in STEP_FIELDS
        return allowed and (self.env.su or not closed)

    def _check_may_bill(self):
        """Billing is the finance clerk's, in the communities given to him."""
        self.check_access("write")

    def _check_may_cancel(self):
        """Bills are taken back by accountants; a run without bills by its clerk."""
        self._check_may_bill()
        if self.bill_count and not self.env["account.move"].has_access("write"):
            raise AccessError(
                self.env._("Published bills are cancelled by an accountant.")
            )
        if self.state == "publishing":
            raise UserError(self.env._("Stop the publication first."))

    # ------------------------------------------------------------------- STEPS

    def write(self, vals):
        if vals.keys() & (PLANNED_FIELDS | PRINTED_FIELDS):
            self._check_open(vals)
        return super().write(vals)

    def _check_open(self, vals):
        """A plan says what will be billed: its ingredients stay as they were."""
        for run in self:
            if vals.keys() & PLANNED_FIELDS and run.state != "draft":
                raise UserError(
                    self.env._(
                        "The plan of run %(run)s is computed: go back to draft to "
                        "change community, period or items.",
                        run=run.name,
                    )
                )
            if run.state not in ("draft", "planned") or run.bill_count:
                raise UserError(
                    self.env._("Run %(run)s has bills with its dates.", run=run.name)
                )

    # ----------------------------------------------------------------- ACTIONS

    def action_draft(self):
        """Throw the plan away, to change what it is computed from."""
        for run in self:
            run._check_may_bill()
            if run.state != "planned" or run.bill_count:
                raise UserError(
                    self.env._("Run %(run)s cannot go back to draft.", run=run.name)
                )
            run._delete_plan()
            run._take_step("draft")
        return True

    def action_stop(self):
        """Stop the job after the chunk in hand; the rest stays as it is."""
        for run in self:
            run._check_may_bill()
            if run.state == "publishing":
                run._take_step("planned")
            elif run.state == "cancelling":
                run._take_step(run._state_with_bills())
        return True
