from odoo import api, fields, models
from odoo.tools import SQL


class EstateBillRun(models.Model):
    """What the screen of a run leads to."""

    _inherit = "estate.bill.run"

    plan_count = fields.Integer("Lines", compute="_compute_plan_count")

    @api.depends(
        "todo_count",
        "written_count",
        "failed_count",
        "left_out_count",
        "cancelled_count",
    )
    def _compute_plan_count(self):
        for run in self:
            run.plan_count = (
                run.todo_count
                + run.written_count
                + run.failed_count
                + run.left_out_count
                + run.cancelled_count
            )

    def _count_bills_to_write(self):
        """How many bills the lines to publish will become: one per unit and payer."""
        self.env["estate.bill.plan"].flush_model()
        [(count,)] = self.env.execute_query(
            SQL(
                """SELECT count(DISTINCT (unit_id, payer_id)) FROM estate_bill_plan
                    WHERE run_id = %s AND state = 'todo'""",
                self.id,
            )
        )
        return count

    # ----------------------------------------------------------------- ACTIONS

    def action_confirm_publish(self):
        """Show how many bills, how much and when due, before they are posted."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_bill_run_publish_action"
        )
        return action | {"context": {"default_run_id": self.id}}

    def action_view_plan(self):
        """The lines that are or will be billed, unit by unit; all where none is."""
        billed = bool(self.todo_count or self.written_count)
        return self._action_plan(
            search_default_group_by_unit=1, search_default_billed=billed
        )

    def action_view_anomalies(self):
        """What is unusual and should be looked at before publishing."""
        return self._action_plan(search_default_anomaly=1)

    def action_view_failed(self):
        return self._action_plan(search_default_failed=1)

    def action_view_refused(self):
        """The published lines whose bill stays though the run was cancelled."""
        return self._action_plan(search_default_refused=1)

    def _action_plan(self, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_bill_plan_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": context}

    def action_view_bills(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.account_move_action_bill"
        )
        return action | {"domain": [("estate_run_id", "=", self.id)], "context": {}}

    def action_print_bills(self):
        """Choose which bills of this run go on paper."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_bill_print_action"
        )
        return action | {"context": {"default_run_id": self.id}}
