from odoo import fields, models

from ...models.fee.estate_fee_rule import Charge


class EstateFeeRuleApplyLine(models.TransientModel):
    """One charge that a rule would begin or end."""

    _name = "estate.fee.rule.apply.line"
    _description = "Proposed Assignment"
    _order = "rule_id, unit_id, id"

    wizard_id = fields.Many2one(
        "estate.fee.rule.apply", required=True, index=True, ondelete="cascade"
    )
    rule_id = fields.Many2one("estate.fee.rule", required=True, ondelete="cascade")
    item_id = fields.Many2one(related="rule_id.item_id")
    kind = fields.Selection(
        [
            ("create", "To Charge"),
            ("again", "To Charge Again"),
            ("end", "To End"),
        ],
        required=True,
    )
    selected = fields.Boolean("Apply")
    unit_id = fields.Many2one("estate.unit", "Unit", required=True, ondelete="cascade")
    vehicle_id = fields.Many2one("estate.vehicle", "Vehicle", ondelete="cascade")
    date = fields.Date("Day", required=True)
    assignment_id = fields.Many2one("estate.fee.assignment", ondelete="cascade")
    date_ended = fields.Date(related="assignment_id.date_to", string="Ended On")
    billed_until = fields.Date(related="assignment_id.billed_until")

    def _charge(self):
        self.ensure_one()
        return Charge(
            self.kind, self.unit_id, self.vehicle_id, self.date, self.assignment_id
        )
