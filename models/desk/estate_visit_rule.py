from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...engine.periods import period_of
from ..registry.estate_community import CYCLES
from .estate_visit import METHODS, VISITORS

AUDIENCES = [
    ("vip", "Key Customers"),
    ("lived", "Households That Moved In"),
    ("empty", "Homes Not Moved Into Yet"),
    ("served", "Whoever Had a Case in the Period Before"),
]
HOUSEHOLDS = ("home", "shop", "office")
NOT_MOVED_IN = ("undelivered", "renovating", "vacant")
PLANNERS = ("manager", "supervisor", "steward")


class EstateVisitRule(models.Model):
    """Who visits whom, how and how often (R-603, R-604).

    Each day the visits of the running periods are planned as far as they are missing,
    so that coverage counts from the first day on.
    """

    _name = "estate.visit.rule"
    _description = "Rule of Visits"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: of every company."
    )
    community_ids = fields.Many2many(
        "estate.community",
        "estate_visit_rule_community_rel",
        "rule_id",
        "community_id",
        "Communities",
        check_company=True,
        help="Empty: in every community.",
    )
    audience = fields.Selection(AUDIENCES, "Whom", required=True, default="lived")
    visitor = fields.Selection(
        [pair for pair in VISITORS if pair[0] in PLANNERS],
        "Who Visits",
        required=True,
        default="steward",
    )
    method = fields.Selection(METHODS, "By Which Means", required=True, default="home")
    cycle = fields.Selection(CYCLES, "Once in Each", required=True, default="quarter")
    percent = fields.Integer(
        "Sample (%)",
        default=100,
        aggregator=None,
        help="The share of them that is visited; at least one is.",
    )
    hint = fields.Text("To Talk About", translate=True)

    _percent_range = models.Constraint(
        "CHECK(percent BETWEEN 1 AND 100)", "A sample is between 1 and 100 per cent."
    )

    def _applies_to(self, community):
        self.ensure_one()
        if self.company_id and self.company_id != community.company_id:
            return False
        return not self.community_ids or community in self.community_ids

    def _is_about_people(self):
        """Tell whether people are visited, each of them, and not households."""
        return self.audience == "vip"

    def _audience_units(self, community, period):
        """Return pairs (unit, person or an empty record) of whom the rule is about.

        A home is there also where nobody knows yet whose it is.

        A key customer is visited once, in the first of his units, also where two of
        them live together; else each household is there once.
        """
        self.ensure_one()
        find = getattr(self, f"_find_{self.audience}")
        return find(community, period)

    def _find_lived(self, community, _period):
        nobody = self.env["res.partner"]
        return [
            (unit, nobody)
            for unit in self._households(community)
            if not self._is_empty(unit)
        ]

    def _find_empty(self, community, _period):
        nobody = self.env["res.partner"]
        return [
            (unit, nobody)
            for unit in self._households(community)
            if self._is_empty(unit)
        ]

    def _find_vip(self, community, _period):
        files = self.env["estate.vip.profile"].search(
            [("company_id", "=", community.company_id.id)]
        )
        living = self.env["estate.occupancy"].search(
            [
                ("community_id", "=", community.id),
                ("partner_id", "in", files.partner_id.ids),
                ("is_current", "=", True),
            ],
            order="unit_id",
        )
        return [
            (occupancies.unit_id[:1], person)
            for person, occupancies in living.grouped("partner_id").items()
        ]

    def _find_served(self, community, period):
        """Who had a case closed in the period before."""
        last_day = period.start - timedelta(days=1)
        before = period_of(last_day, self.cycle)
        begin, end = community._day_bounds(before.start, last_day)
        closed = self.env["estate.request"].search(
            [
                ("community_id", "=", community.id),
                ("state", "=", "closed"),
                ("unit_id", "!=", False),
                ("closed_at", ">=", begin),
                ("closed_at", "<", end),
            ],
            order="closed_at, id",
        )
        last = {request.unit_id: request.partner_id for request in closed}
        return list(last.items())

    def _households(self, community):
        units = self.env["estate.unit"].search(
            Domain("community_id", "=", community.id)
            & Domain("kind", "in", HOUSEHOLDS)
            & Domain("state", "!=", "unsold")
        )
        units.fetch(["state", "date_delivery", "date_movein", "owner_id", "steward_id"])
        return units

    def _is_empty(self, unit):
        """Tell whether nobody has moved in yet (未装修、未入住)."""
        if unit.state == "delivered":
            return bool(unit.date_delivery and not unit.date_movein)
        return unit.state in NOT_MOVED_IN
