from odoo import fields, models


class EstateUnit(models.Model):
    """What was received for the unit, and what is held for it."""

    _inherit = "estate.unit"

    receipt_count = fields.Integer(
        "Receipts",
        compute="_compute_receipt_count",
        groups="estate_service.group_estate_fee_reader",
    )
    prepaid_amount = fields.Monetary(
        "Prepaid",
        compute="_compute_held_amounts",
        groups="estate_service.group_estate_fee_reader",
    )
    deposit_amount = fields.Monetary(
        "Deposits",
        compute="_compute_held_amounts",
        groups="estate_service.group_estate_fee_reader",
    )

    def _compute_receipt_count(self):
        groups = self.env["estate.receipt"]._read_group(
            [("unit_id", "in", self.ids), ("state", "=", "issued")],
            ["unit_id"],
            ["__count"],
        )
        counts = {unit.id: count for unit, count in groups}
        for unit in self:
            unit.receipt_count = counts.get(unit.id, 0)

    def _compute_held_amounts(self):
        service = self.env["estate.cashier"]
        units = self.browse(self.ids)
        prepaid = service._prepaid_balance(units)
        deposits = service._deposit_balance(units)
        for unit in self:
            unit.prepaid_amount = float(prepaid.get(unit._origin.id, 0))
            unit.deposit_amount = float(deposits.get(unit._origin.id, 0))

    def action_view_receipts(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_receipt_action"
        )
        return action | {
            "domain": [("unit_id", "=", self.id)],
            "context": {"search_default_issued": 1},
        }

    def action_view_held_money(self):
        """Open what is prepaid and deposited for the unit, by person and item."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_held_money_action"
        )
        return action | {"domain": [("unit_id", "=", self.id)]}

    def action_statement(self):
        """Open the account of these units, to be read or printed."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_statement_action"
        )
        shown = {"default_unit_ids": self.ids, "dialog_size": "extra-large"}
        return action | {"context": shown}

    def action_apply_prepayments(self):
        """Pay the open bills with what is held for the unit."""
        self.env["estate.cashier"]._apply_unit_prepayments(self)
