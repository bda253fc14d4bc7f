from odoo import fields, models

from ..registry.estate_unit import UNIT_KINDS


class EstateFeeRule(models.Model):
    """Which units an item is charged to: assignments are made from it in one go."""

    _name = "estate.fee.rule"
    _description = "Fee Assignment Rule"
    _order = "community_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    item_id = fields.Many2one(
        "estate.fee.item", required=True, check_company=True, index=True
    )
    building_ids = fields.Many2many(
        "estate.building", domain="[('community_id', '=', community_id)]"
    )
    unit_kind = fields.Selection(UNIT_KINDS)
    unit_domain = fields.Char(
        "More Conditions", default="[]", help="A filter on units, e.g. by state."
    )
    per_vehicle = fields.Boolean(
        "One per Vehicle", help="One assignment for each vehicle of the unit."
    )
    date_from = fields.Date("Charged From", required=True)
    assignment_ids = fields.One2many("estate.fee.assignment", "rule_id")
