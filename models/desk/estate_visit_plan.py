from datetime import timedelta

from odoo import api, models

from ...engine.periods import period_of
from ...engine.sampling import sample, spread
from ..mixins.sweep import one_by_one

CHUNK = 500


class EstateVisitRule(models.Model):
    """Plans what is missing of the running periods; the second run plans nothing."""

    _inherit = "estate.visit.rule"

    @api.model
    def _cron_plan(self):
        """Rule by rule and community by community, each for itself.

        What cannot be planned keeps nothing else waiting, and is planned by the next
        run, as is what a kill leaves.
        """
        rules = self.search([("active", "=", True)])
        communities = self.env["estate.community"].search([("active", "=", True)])
        pairs = [
            (community, rule.with_company(community.company_id))
            for community in communities
            for rule in rules
            if rule._applies_to(community)
        ]
        one_by_one(self.env["ir.cron"], pairs, self._plan_pair)

    @api.model
    def _plan_pair(self, pair):
        community, rule = pair
        vals_list = rule._missing_visits(community)
        for begin in range(0, len(vals_list), CHUNK):
            rule._plan(vals_list[begin : begin + CHUNK])

    def _plan(self, vals_list):
        """Make planned visits; the questions of calls in the company's language."""
        visits = self.env["estate.visit"].with_context(
            lang=self.env.company.partner_id.lang,
            tracking_disable=True,
            mail_create_nolog=True,
        )
        return visits.create(vals_list)

    def _missing_visits(self, community):
        """Return the values of the visits that are missing of today's period."""
        self.ensure_one()
        today = community._today()
        period = period_of(today, self.cycle)
        return [
            self._visit_vals(community, period, unit, person, day)
            for unit, person, day in self._spread(
                self._missing(community, period), today, period
            )
        ]

    def _missing(self, community, period):
        """Return pairs (unit, person) of whom is to be visited and is not planned."""
        about = "partner_id" if self._is_about_people() else "unit_id"
        chosen = {
            (person if self._is_about_people() else unit).id: (unit, person)
            for unit, person in self._audience_units(community, period)
        }
        ids = sample(chosen, self.percent, f"{self.id}/{period.start}")
        planned = self.env["estate.visit"]._read_group(
            [
                ("rule_id", "=", self.id),
                ("community_id", "=", community.id),
                ("period_start", "=", period.start),
            ],
            [about],
        )
        ids -= {one.id for (one,) in planned}
        return [pair for key, pair in chosen.items() if key in ids]

    def _spread(self, missing, today, period):
        """Yield (unit, person, day): each visitor's over what is left of the period."""
        by_visitor = {}
        for unit, person in missing:
            by_visitor.setdefault(self._visitor_of(unit), []).append((unit, person))
        for rows in by_visitor.values():
            days = spread(len(rows), max(today, period.start), period.end)
            for (unit, person), day in zip(rows, days, strict=True):
                yield unit, person, day

    def _visitor_of(self, unit):
        community = unit.community_id
        users = {
            "manager": community.manager_id,
            "supervisor": community.supervisor_id,
            "steward": unit.steward_id or community.supervisor_id,
        }
        return users[self.visitor]

    def _visit_vals(self, community, period, unit, person, day):
        person = person or unit.tenant_id or unit.owner_id
        return {
            "rule_id": self.id,
            "period_start": period.start,
            "community_id": community.id,
            "unit_id": unit.id,
            "partner_id": person.id,
            "kind": "sampled" if self.audience == "served" else "daily",
            "method": self.method,
            "visitor": self.visitor,
            "user_id": self._visitor_of(unit).id,
            "deadline": community._day_bounds(day)[1] - timedelta(seconds=1),
        }
