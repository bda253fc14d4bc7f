import re

from odoo import api, fields, models


class EstateContactPoint(models.Model):
    """A way to reach the people of a unit; three per owner are asked for (R-116)."""

    _name = "estate.contact.point"
    _description = "Contact Point"
    _order = "occupancy_id, sequence, id"

    occupancy_id = fields.Many2one(
        "estate.occupancy", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="occupancy_id.unit_id", store=True, index=True)
    community_id = fields.Many2one(
        related="occupancy_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="occupancy_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    relation = fields.Selection(
        [
            ("self", "The Person"),
            ("spouse", "Spouse"),
            ("family", "Family"),
            ("friend", "Friend"),
            ("colleague", "Colleague"),
            ("other", "Other"),
        ],
        default="self",
        required=True,
    )
    phone = fields.Char(required=True)
    phone_tail = fields.Char(
        compute="_compute_phone_tail", store=True, index="btree_not_null"
    )
    verified_on = fields.Date()
    may_discuss_debt = fields.Boolean(
        "May Hear of the Debt",
        help="The owner allowed talking about arrears with this contact (R-116).",
    )
    invalid = fields.Boolean("No Longer Valid")

    @api.depends("phone")
    def _compute_phone_tail(self):
        for point in self:
            digits = re.sub(r"\D", "", point.phone or "")
            point.phone_tail = digits[-4:] if len(digits) >= 4 else False
