from dateutil.relativedelta import relativedelta

from odoo import fields, models

from .bill_plan_query import PlanScope, prepare_planner, select_plan
from .taxed_totals import TaxedTotals


class EstateFeeAssignment(models.Model):
    """What the coming months will cost: the plan's own arithmetic, nothing written."""

    _inherit = "estate.fee.assignment"

    def _forecast(self, months, date_from=None):
        """The next ``months`` calendar months of each assignment not billed yet.

        :param int months: how many months, counted per assignment from its first
            day without a bill
        :param date_from: look no earlier than this day; default: no limit
        :return: list of dicts with the keys assignment, item, unit, payer (records),
            date_from, date_to and amount (Decimal, what the bill will ask for,
            taxes included), oldest first
        """
        rows = []
        for community, assignments in self.grouped("community_id").items():
            rows += assignments._forecast_of_community(community, months, date_from)
        return rows

    def _forecast_of_community(self, community, months, date_from):
        # Prices, taxes and bills are read for a clerk who may see these assignments.
        self = self.sudo()
        self.env.flush_all()
        prepare_planner(self.env.cr)
        rows = self.env.execute_query_dict(
            select_plan(self._forecast_scope(community, months, date_from))
        )
        chosen = set(self._ids)
        seen = {}
        result = []
        totals = TaxedTotals(community.company_id)
        for row in rows:
            if row["assignment_id"] not in chosen:
                continue
            if date_from and row["date_to"] < date_from:
                continue
            billed = seen.setdefault(row["assignment_id"], set())
            month = row["date_from"].replace(day=1)
            if month not in billed and len(billed) == months:
                continue
            billed.add(month)
            result.append(self._forecast_row(row, totals))
        return result

    def _forecast_scope(self, community, months, date_from=None):
        today = fields.Date.context_today(self)
        [(billed,)] = self.env["account.move.line"]._read_group(
            [("estate_assignment_id", "in", self.ids), ("parent_state", "=", "posted")],
            aggregates=["estate_date_to:max"],
        )
        starts = [*self.mapped("date_from"), *self.mapped("billing_start")]
        latest = max(day for day in (today, billed, date_from, *starts) if day)
        return PlanScope(
            community=community,
            date_from=today,
            date_to=latest + relativedelta(months=months, day=31),
            tax_rows=self.item_id._tax_rows(),
            items=tuple(self.item_id.ids),
            units=tuple(self.unit_id.ids),
            monthly=True,
        )

    def _forecast_row(self, row, totals):
        item = self.env["estate.fee.item"].browse(row["item_id"])
        payer = self.env["res.partner"].browse(row["payer_id"])
        return {
            "assignment": self.browse(row["assignment_id"]),
            "item": item,
            "unit": self.env["estate.unit"].browse(row["unit_id"]),
            "payer": payer,
            "date_from": row["date_from"],
            "date_to": row["date_to"],
            "amount": totals.of(item, payer, row["amount"]),
        }
