from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from .bill_plan_query import count_outdated, insert_plan, prepare_planner


class EstateBillRun(models.Model):
    """A plan is published as it would be computed today, or not at all.

    Between planning and publishing a unit may be sold, a fee end, a price begin. What
    changed is found by computing the plan again beside the one that was looked at.
    """

    _inherit = "estate.bill.run"

    def _check_plan_is_fresh(self):
        """Compare what waits to be published with what would be planned now.

        :raises UserError: when payer, days or amount of a row would be different
        """
        self.ensure_one()
        scope = self._plan_scope()
        outdated = scope and self._run_planner(count_outdated(self, scope))[0][0]
        if outdated or not scope:
            raise UserError(
                self.env._(
                    "Payer, days or amount of %(count)s lines of run %(run)s changed "
                    "since they were planned: compute the plan again.",
                    count=outdated or self.todo_count,
                    run=self.name,
                )
            )

    def _replan_failed(self):
        """Compute anew what failed: its cause was mended, which may change it."""
        self.ensure_one()
        failed = self.plan_ids.filtered(lambda row: row.state == "failed")
        scope = failed and self._plan_scope()
        if not scope:
            return
        scope = replace(scope, units=tuple(failed.unit_id.ids))
        # Rows of a plan are closed to direct writes; the right on the run was checked.
        failed.sudo().unlink()
        self._run_planner(insert_plan(self, scope, beside_kept=True))

    def _run_planner(self, statement):
        self.env.flush_all()
        prepare_planner(self.env.cr)
        self.env.cr.execute(statement)
        rows = self.env.cr.fetchall() if self.env.cr.description else []
        self.env.invalidate_all()
        return rows
