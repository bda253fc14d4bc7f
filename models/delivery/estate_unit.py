from odoo import fields, models

from .estate_unit_transfer import OPEN_STATES


class EstateUnit(models.Model):
    """The changes of owner or tenant of a unit."""

    _inherit = "estate.unit"

    transfer_count = fields.Integer(
        "Changes",
        compute="_compute_transfer_count",
        groups="estate_service.group_estate_fee_reader",
    )
    open_transfer_count = fields.Integer(
        "Changes Under Way",
        compute="_compute_transfer_count",
        groups="estate_service.group_estate_fee_reader",
    )

    def _compute_transfer_count(self):
        groups = self.env["estate.unit.transfer"]._read_group(
            [("unit_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["unit_id", "state"],
            ["__count"],
        )
        for unit in self:
            mine = [row for row in groups if row[0] == unit._origin]
            unit.transfer_count = sum(count for _unit, _state, count in mine)
            unit.open_transfer_count = sum(
                count for _unit, state, count in mine if state in OPEN_STATES
            )

    def action_change_owner(self):
        """Begin a change of owner, tenant or payer of the unit."""
        self.ensure_one()
        self.check_access("read")
        return self._action_new_transfer("sale" if self.owner_id else "tenant_in")

    def action_new_owner(self):
        """Who owns the unit after another is settled with him; the first one is not."""
        action = super().action_new_owner()
        transfers = self.env["estate.unit.transfer"]
        if not (self.owner_id and transfers.has_access("create")):
            return action
        settled = self._action_new_transfer("sale")
        settled["context"]["default_date"] = action["context"]["default_date_start"]
        return settled

    def _action_new_transfer(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of Owner or Tenant"),
            "res_model": "estate.unit.transfer",
            "view_mode": "form",
            "context": {"default_unit_id": self.id, "default_kind": kind},
        }

    def action_view_transfers(self):
        """Open the changes of the unit."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_unit_transfer_action"
        )
        return action | {"domain": [("unit_id", "=", self.id)], "context": {}}
