from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import dunning
from ..mixins.bulk_rows import insert_rows


class EstateDunningRun(models.Model):
    """Planning: who owes, which level he has reached, and who waits."""

    _inherit = "estate.dunning.run"

    def _compute_plan(self):
        """Fill the list with a few statements, whatever the number of debtors."""
        self.ensure_one()
        run = self._on_its_day()
        if not run.policy_id.level_ids:
            raise UserError(
                self.env._(
                    "The policy %(policy)s has no level.", policy=run.policy_id.name
                )
            )
        run._delete_plan()
        insert_rows(self.env["estate.dunning.case"], run._planned_rows())
        run._link_items()
        run._take_step("planned", date=run._today())
        if not run.todo_count:
            run.message_post(body=self.env._("Nobody has reached a level today."))

    def _on_its_day(self):
        """The run as the community's day has it, whoever's clock is asked."""
        return self.with_context(tz=self.community_id._timezone())

    def _today(self):
        return self.community_id._today()

    def _planned_rows(self):
        units = self.env["estate.unit"].with_context(active_test=False)
        units = units.search([("community_id", "=", self.community_id.id)])
        debts = self.env["estate.dunning.debt"]._refresh(units)
        pauses = self.env["estate.dunning.pause"]._paused(units)
        # Cases of other runs are facts of the debt, whoever made them.
        cases = self.env["estate.dunning.case"].sudo()
        files = [debt for debt, *_figures in debts.values()]
        taken, passed = cases._taken(files), cases._passed(files)
        ladder, today = self.policy_id._ladder(), self._today()
        levels = {level.id: level for level in self.policy_id.level_ids}
        rows = []
        for (unit, payer), (debt, overdue, months, since) in debts.items():
            level = dunning.next_level(
                ladder,
                months,
                (today - since).days,
                taken.get(debt, {}),
                today,
                passed.get(debt, ()),
            )
            if not level or not self._wants(levels[level.key], overdue):
                continue
            reason = pauses.get((unit, payer))
            rows.append(
                {
                    "run_id": self.id,
                    "debt_id": debt,
                    "unit_id": unit,
                    "payer_id": payer,
                    "community_id": self.community_id.id,
                    "company_id": self.company_id.id,
                    "level_id": level.key,
                    "channel": levels[level.key].channel,
                    "months": months,
                    "amount": overdue,
                    "since": since,
                    "state": "skipped" if reason else "todo",
                    "reason_code": reason and "paused",
                    "reason": reason,
                }
            )
        return rows

    def _wants(self, level, overdue):
        """Tell whether a run is about this level, and the amount worth it."""
        chosen = not self.level_ids or level in self.level_ids
        return chosen and overdue >= self.policy_id.min_amount

    def _link_items(self):
        """Say on which open items the list rests, for all with one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO estate_dunning_case_item_rel (case_id, item_id)
                SELECT dun.id, item.id
                  FROM estate_dunning_case dun
                  JOIN account_move_line item ON item.estate_unit_id = dun.unit_id
                   AND item.partner_id = dun.payer_id
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE AND item.amount_residual <> 0
                  JOIN account_account account ON account.id = item.account_id
                   AND account.account_type = 'asset_receivable'
                 WHERE dun.run_id = %s
                   AND (item.amount_residual < 0
                        OR COALESCE(item.date_maturity, item.date) < %s)
                """,
                self.id,
                self._today(),
            )
        )
        self.env.invalidate_all(flush=False)

    def _delete_plan(self):
        # A list is written and thrown away as a whole; clerks hold no right on rows.
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM estate_dunning_case WHERE run_id = ANY(%s)", self.ids)
        )
        self.env.invalidate_all(flush=False)

    def _age(self, since):
        return (self._today() - since) // timedelta(days=1)
