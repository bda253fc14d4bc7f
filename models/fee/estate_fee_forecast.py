from dateutil.relativedelta import relativedelta

from odoo import fields, models

from .bill_plan_query import PlanScope, prepare_planner, select_plan
from .taxed_totals import TaxedTotals


class EstateFeeAssignment(models.Model):
    """What the coming months will cost: the plan's own arithmetic, nothing written."""

    _inherit = "estate.fee.assignment"

    def _forecast(self, months, prepaid=None):
        """The next ``months`` calendar months of each assignment not billed yet.

        :param int months: how many months, counted per assignment from its first
            day without a bill
        :param prepaid: ``{(unit id, item id, payer id): [(first day, last day), …]}``
            for which money is held: months within are passed over
        :return: list of dicts with the keys assignment, item, unit, payer (records),
            date_from, date_to and amount (Decimal, what the bill will ask for,
            taxes included), oldest first
        """
        rows = []
        for community, assignments in self.grouped("community_id").items():
            rows += assignments._forecast_of_community(community, months, prepaid or {})
        return rows

    def _forecast_of_community(self, community, months, prepaid):
        # Prices, taxes and bills are read for a clerk who may see these assignments.
        self = self.sudo()
        self.env.flush_all()
        prepare_planner(self.env.cr)
        rows = self.env.execute_query_dict(
            select_plan(self._forecast_scope(community, months, prepaid))
        )
        chosen = set(self._ids)
        seen = {}
        result = []
        totals = TaxedTotals(community.company_id)
        for row in rows:
            if row["assignment_id"] not in chosen:
                continue
            if prepaid and self._is_prepaid(row, prepaid):
                continue
            billed = seen.setdefault(row["assignment_id"], set())
            month = row["date_from"].replace(day=1)
            if month not in billed and len(billed) == months:
                continue
            billed.add(month)
            result.append(self._forecast_row(row, totals))
        return result

    def _is_prepaid(self, row, prepaid):
        """Whether money of who is to pay the row is held for its days."""
        payer = self.env["res.partner"].browse(row["payer_id"])
        use = (row["unit_id"], row["item_id"], payer.commercial_partner_id.id)
        return any(
            first <= row["date_from"] and row["date_to"] <= last
            for first, last in prepaid.get(use, ())
        )

    def _forecast_scope(self, community, months, prepaid):
        today = fields.Date.context_today(self)
        [(billed,)] = self.env["account.move.line"]._read_group(
            [("estate_assignment_id", "in", self.ids), ("parent_state", "=", "posted")],
            aggregates=["estate_date_to:max"],
        )
        starts = [*self.mapped("date_from"), *self.mapped("billing_start")]
        paid = [last for days in prepaid.values() for _first, last in days]
        latest = max(day for day in (today, billed, *paid, *starts) if day)
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
