from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .estate_unit_transfer import OPEN_STATES
from .estate_unit_transfer_counter import ASKED

CHOSEN = {
    "asked_by",
    "credit_choice",
    "date",
    "end_vehicles",
    "from_partner_id",
    "kind",
    "leaving_ids",
    "lease_ref",
    "payer_role",
    "reason",
    "tenant_pays",
    "to_partner_id",
    "unit_id",
}
PARTS = {"held_ids", "meter_ids", "paper_ids"}
NUMBER = "name"
"""Given at the creation, by the sequence alone."""
DIARY = ("message_", "activity_")
MOVING_RULES = {
    "sale": ("payer", "owner", "tenant"),
    "gift": ("payer", "owner", "tenant"),
    "tenant_in": ("tenant",),
    "tenant_out": ("payer", "tenant"),
    "payer": ("payer",),
}
"""By whose rule a fee passes from the one to the other, as the bill run asks it."""


class EstateUnitTransfer(models.Model):
    """What is chosen for a change, and until when it can be."""

    _inherit = "estate.unit.transfer"

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.depends("unit_id", "kind")
    def _compute_parties(self):
        """Propose who leaves; a unit that a tenant leaves goes back to its owner."""
        for transfer in self:
            unit = transfer.unit_id
            owner = unit.owner_id or unit.payer_id
            if transfer.kind in ("sale", "gift"):
                leaves = owner
            elif transfer.kind == "tenant_in":
                leaves = unit.tenant_id or unit.payer_id or owner
            elif transfer.kind == "tenant_out":
                leaves = unit.tenant_id
            else:
                leaves = unit.payer_id or owner
            transfer.from_partner_id = leaves or transfer.from_partner_id
            comes = transfer.to_partner_id
            if transfer.kind == "tenant_out":
                comes = comes or unit.owner_id
            transfer.to_partner_id = comes if comes != leaves else False

    @api.depends("unit_id", "kind", "from_partner_id", "date")
    def _compute_leaving_ids(self):
        """Propose whose occupancies end; a lease outlives the sale of the home."""
        for transfer in self:
            transfer.leaving_ids = transfer._proposed_leaving()

    def _proposed_leaving(self):
        people = self.unit_id.occupancy_ids.filtered(self._is_here)
        if self.kind in ("sale", "gift"):
            return people.filtered(lambda one: one.role != "tenant")
        own = people.filtered(
            lambda one: one.partner_id == self.from_partner_id and one.role == "tenant"
        )
        return own if self.kind in ("tenant_in", "tenant_out") else people.browse()

    def _is_here(self, occupancy):
        """Whether somebody is at the unit on the day of the change."""
        if not self.date or not occupancy.date_start:
            return False
        ended = occupancy.date_end and occupancy.date_end < self.date
        return occupancy.date_start <= self.date and not ended

    def _leaving_people(self):
        """Return the persons who leave; who stays with another role does not."""
        if self.kind == "payer":
            return self.env["res.partner"]
        staying = self.unit_id.occupancy_ids.filtered(self._is_here) - self.leaving_ids
        return self.leaving_ids.partner_id - staying.partner_id

    # ------------------------------------------------------------
    # WHAT PASSES
    # ------------------------------------------------------------

    def _moving_rules(self):
        """Return the payer rules of the fees that pass to the new party."""
        rules = MOVING_RULES[self.kind]
        if self.kind == "tenant_in" and self.tenant_pays:
            rules += ("payer",)
        return rules

    def _payer_changes(self):
        """Whether somebody else pays for the unit from the day of the change on."""
        return "payer" in self._moving_rules()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        self._check_number_untouched(vals)
        if not self.env.su:
            if not vals.keys().isdisjoint(CHOSEN):
                self._check_state(("draft", "papers"))
            if not vals.keys().isdisjoint(PARTS | ASKED):
                self._check_state(OPEN_STATES)
        return super().write(vals)

    def _has_field_access(self, field, operation):
        """What the steps decide is typed by nobody."""
        allowed = super()._has_field_access(field, operation)
        name = field.name
        own = name in CHOSEN | PARTS | ASKED | {NUMBER} or name.startswith(DIARY)
        return allowed and (own or operation != "write" or self.env.su)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_number_untouched(vals)
        return super().create(vals_list)

    @api.model
    def _check_number_untouched(self, vals):
        if not self.env.su and NUMBER in vals:
            raise AccessError(self.env._("The number of a change is given by itself."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda transfer: transfer.state != "draft"):
            raise UserError(
                self.env._("A change that was begun is cancelled, not deleted.")
            )

    def _check_state(self, states):
        """Name the change that is past this step.

        :raises UserError: unless all are in one of the states
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for transfer in self:
            if transfer.state not in states:
                raise UserError(
                    self.env._(
                        "%(transfer)s has the state “%(state)s”: this step is none of "
                        "it.",
                        transfer=transfer.display_name,
                        state=labels[transfer.state],
                    )
                )

    # ------------------------------------------------------------
    # WHAT IS ASKED FOR
    # ------------------------------------------------------------

    def _ask_for_papers(self):
        """List the papers that this kind of change needs, once."""
        papers = self.env["estate.transfer.paper"].search(
            [(f"for_{self.kind}", "=", True)]
        )
        listed = self.paper_ids.paper_id
        self.paper_ids = [
            Command.create({"paper_id": paper.id}) for paper in papers - listed
        ]

    def _ask_for_readings(self):
        """List the unit's meters, to be read on the day of the change."""
        meters = self.env["estate.meter"].search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("date_install", "<", self.date),
                "|",
                ("date_removed", "=", False),
                ("date_removed", ">=", self.date),
            ]
        )
        self.meter_ids = [
            Command.create({"meter_id": meter.id})
            for meter in meters - self.meter_ids.meter_id
        ]

    def _paper_gaps(self):
        """Return what is missing: a paper, or all of an either/or group."""
        gaps = []
        required = self.paper_ids.filtered("is_required")
        groups = required.grouped(lambda row: row.either_group or row)
        for group, rows in groups.items():
            if any(row.verified_by_id for row in rows):
                continue
            names = rows.paper_id.mapped("name")
            gaps.append(
                self.env._("one of: %s", " / ".join(names))
                if isinstance(group, str) and len(rows) > 1
                else names[0]
            )
        return gaps

    def _check_papers(self):
        gaps = self._paper_gaps()
        if gaps:
            raise UserError(
                self.env._(
                    "These papers are not verified yet:\n%s",
                    "\n".join(f"- {gap}" for gap in gaps),
                )
            )

    def _check_choice(self):
        """Refuse a change that lacks a party, or names somebody who is not there."""
        if not self.to_partner_id:
            raise UserError(self.env._("Say who comes: the new owner, tenant, payer."))
        if self.leaving_ids.unit_id - self.unit_id:
            # Who lives elsewhere is not named: the user may not serve there.
            raise UserError(self.env._("Somebody of another unit is to leave here."))
        late = self.leaving_ids.filtered(lambda one: one.date_start >= self.date)
        if late:
            raise UserError(
                self.env._(
                    "%(person)s is at %(unit)s from %(start)s on only: the change "
                    "comes later than that.",
                    person=late[0].partner_id.name,
                    unit=self.unit_id.code,
                    start=format_date(self.env, late[0].date_start),
                )
            )
