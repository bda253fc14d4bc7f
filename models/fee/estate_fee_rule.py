import datetime
from ast import literal_eval
from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..registry.estate_unit import UNIT_KINDS
from .bill_plan_days import RECURRING_ITEM_KINDS
from .estate_fee_assignment import PAYER_RULES


class Charge(NamedTuple):
    """Something a rule would charge or stop charging."""

    kind: str  # create, again or end
    unit: object
    vehicle: object
    date: object
    """First day of a new charge, last day of one that ends."""
    assignment: object
    """The one that ends, or the ended one that would begin again."""


class EstateFeeRule(models.Model):
    """Which units an item is charged to: assignments are made from it in one go."""

    _name = "estate.fee.rule"
    _description = "Fee Assignment Rule"
    _inherit = ["estate.scope.mixin"]
    _order = "community_id, sequence, id"
    _scope_fields = ("community_id",)
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["estate.community"]._only_one(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    item_id = fields.Many2one(
        "estate.fee.item", required=True, check_company=True, index=True
    )
    building_ids = fields.Many2many(
        "estate.building",
        string="Buildings",
        domain="[('community_id', '=', community_id)]",
        help="Empty: every building.",
    )
    unit_kind = fields.Selection(UNIT_KINDS, "Kind of Unit")
    unit_domain = fields.Char(
        "More Conditions",
        default="[]",
        help="A filter on units, e.g. by state or by their parking spaces.",
    )
    per_vehicle = fields.Boolean(
        "One per Vehicle", help="One assignment for each vehicle of the unit."
    )
    payer_rule = fields.Selection(
        [choice for choice in PAYER_RULES if choice[0] != "partner"],
        "Who Pays",
        required=True,
        default="payer",
    )
    date_from = fields.Date(
        "Charged From",
        required=True,
        help="Units delivered later are charged from their delivery, vehicles from "
        "their first day.",
    )
    assignment_ids = fields.One2many(
        "estate.fee.assignment",
        "rule_id",
        groups="estate_service.group_estate_fee_reader",
    )
    assignment_count = fields.Integer(
        compute="_compute_assignment_count",
        groups="estate_service.group_estate_fee_reader",
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("assignment_ids")
    def _compute_assignment_count(self):
        counts = dict(
            self.env["estate.fee.assignment"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.assignment_count = counts.get(rule._origin, 0)

    # ------------------------------------------------------------- CONSTRAINTS

    @api.constrains("unit_domain")
    def _check_unit_domain(self):
        for rule in self:
            rule._more_conditions()

    @api.constrains("community_id", "building_ids")
    def _check_buildings(self):
        for rule in self:
            if rule.building_ids.community_id - rule.community_id:
                raise ValidationError(
                    self.env._(
                        "The buildings of rule %(rule)s lie in another community.",
                        rule=rule.name,
                    )
                )

    # ------------------------------------------------------------------ MATCH

    def _more_conditions(self):
        """The rule's own filter on units: a literal, no expression is evaluated."""
        self.ensure_one()
        try:
            domain = Domain(literal_eval(self.unit_domain or "[]"))
            domain.validate(self.env["estate.unit"])
        except (SyntaxError, TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "The conditions of rule %(rule)s cannot be read: write a plain "
                    "filter on units. (%(reason)s)",
                    rule=self.name,
                    reason=error,
                )
            ) from error
        return domain

    def _units(self):
        """The units this rule is about, with the rights of the user."""
        domain = self._more_conditions() & Domain(
            "community_id", "=", self.community_id.id
        )
        if self.building_ids:
            domain &= Domain("building_id", "in", self.building_ids.ids)
        if self.unit_kind:
            domain &= Domain("kind", "=", self.unit_kind)
        return self.env["estate.unit"].search_fetch(domain, ["code", "date_delivery"])

    def _targets(self):
        """What should be charged: ``{(unit, vehicle or none): first day}``."""
        units = self._units()
        vehicle = self.env["estate.vehicle"]
        if not self.per_vehicle:
            return {(unit, vehicle): self._start(unit.date_delivery) for unit in units}
        today = fields.Date.context_today(self)
        vehicles = vehicle.search_fetch(
            Domain("unit_id", "in", units.ids)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", today)),
            ["unit_id", "date_start"],
        )
        return {
            (vehicle.unit_id, vehicle): self._start(
                vehicle.unit_id.date_delivery, vehicle.date_start
            )
            for vehicle in vehicles
        }

    def _start(self, *days):
        return max(day for day in (self.date_from, *days) if day)

    def _charges(self):
        """What there is to do for this rule: missing, ended before, no longer meant.

        What somebody assigned by hand is left to the hand: its unit (or vehicle) is
        not charged a second time, and it is never ended here.
        """
        self.ensure_one()
        targets = self._targets()
        taken, ended = self._existing(targets)
        charges = []
        for (unit, vehicle), start in targets.items():
            if self._covers(taken, unit, vehicle):
                continue
            before = ended.get((unit, vehicle))
            if before and self._last_charged(before) >= start:
                again = self._again_from(before, start)
                charges.append(Charge("again", unit, vehicle, again, before[-1]))
            else:
                charges.append(Charge("create", unit, vehicle, start, None))
        return charges + self._no_longer_meant(targets)

    def _last_charged(self, ended):
        """The last day of those that ended; archived ones have no end of their own."""
        return max(before.date_to or datetime.date.max for before in ended)

    def _again_from(self, ended, start):
        """First day of a charge that begins again: not one that is billed already."""
        days = [fields.Date.context_today(self)]
        days += [day for one in ended for day in (one.date_to, one.billed_until) if day]
        return max(start, fields.Date.add(max(days), days=1))

    def _covers(self, taken, unit, vehicle):
        """Tell whether a running assignment charges this already."""
        if not self.per_vehicle:
            return unit in taken
        return bool(taken.get(unit, set()) & {vehicle, vehicle.browse()})

    def _existing(self, targets):
        """What is charged already: running ones, and those that ended or were archived.

        :return: ``{unit: {vehicle or none}}`` and, by unit and vehicle or
            none, the ended ones
        """
        today = fields.Date.context_today(self)
        every = self.env["estate.fee.assignment"].with_context(active_test=False)
        assignments = every.search_fetch(
            [
                ("item_id", "=", self.item_id.id),
                ("unit_id", "in", list({unit.id for unit, _vehicle in targets})),
            ],
            ["unit_id", "vehicle_id", "date_to", "active"],
            order="date_to, id",
        )
        taken, ended = {}, {}
        for assignment in assignments:
            unit, vehicle = assignment.unit_id, assignment.vehicle_id
            past = assignment.date_to and assignment.date_to < today
            if past or not assignment.active:
                ended.setdefault((unit, vehicle), []).append(assignment)
            else:
                taken.setdefault(unit, set()).add(vehicle)
        return taken, ended

    def _no_longer_meant(self, targets):
        """Running assignments of this rule whose unit or vehicle it no longer means."""
        today = fields.Date.context_today(self)
        running = self.env["estate.fee.assignment"].search_fetch(
            Domain("rule_id", "=", self.id)
            & (Domain("date_to", "=", False) | Domain("date_to", ">", today)),
            ["unit_id", "vehicle_id", "date_from", "date_to"],
        )
        charges = []
        for assignment in running:
            unit, vehicle = assignment.unit_id, assignment.vehicle_id
            last_day = self._last_day(assignment, today)
            ends = assignment.date_to and assignment.date_to <= last_day
            if (unit, vehicle) not in targets and not ends:
                charges.append(Charge("end", unit, vehicle, last_day, assignment))
        return charges

    def _last_day(self, assignment, today):
        """Not before what is billed already: a credit is somebody's own decision."""
        gone = assignment.vehicle_id.date_end
        days = (assignment.billed_until, assignment.date_from, gone or today)
        return max(day for day in days if day)

    # ------------------------------------------------------------------ APPLY

    def action_preview(self):
        """Show what these rules would charge and stop charging, then decide."""
        wizard = self.env["estate.fee.rule.apply"].create(
            {"rule_ids": [Command.set(self.ids)]}
        )
        return wizard._open()

    def action_apply(self):
        """Assign the item wherever it is missing; a second time changes nothing."""
        made = self.env["estate.fee.assignment"]
        for rule in self:
            made |= rule._assign(
                charge for charge in rule._charges() if charge.kind == "create"
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": self.env._("%(count)s assignments made.", count=len(made)),
            },
        }

    def _assign(self, charges):
        """Make the assignments of the charges, all at once."""
        self.ensure_one()
        if self.item_id.kind not in RECURRING_ITEM_KINDS:
            raise UserError(
                self.env._(
                    "%(item)s is not charged by bill runs: it cannot be assigned.",
                    item=self.item_id.name,
                )
            )
        # The rule says who and when; a message on each of thousands says no more.
        assignment = self.env["estate.fee.assignment"].with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        return assignment.create([self._assignment_vals(charge) for charge in charges])

    def _assignment_vals(self, charge):
        return {
            "unit_id": charge.unit.id,
            "item_id": self.item_id.id,
            "vehicle_id": charge.vehicle.id,
            "payer_rule": self.payer_rule,
            "date_from": charge.date,
            "rule_id": self.id,
        }

    def action_view_assignments(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_fee_assignment_action"
        )
        return action | {"domain": [("rule_id", "in", self.ids)], "context": {}}
