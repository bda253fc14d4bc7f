from odoo import fields, models


class EstateVacancyRule(models.Model):
    """What a community takes off for units that stand empty (空置折扣)."""

    _name = "estate.vacancy.rule"
    _description = "Vacancy Discount"
    _inherit = ["mail.thread", "estate.scope.mixin"]
    _order = "community_id, item_id"
    _check_company_auto = True
    _scope_fields = ("community_id",)

    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    item_id = fields.Many2one(
        "estate.fee.item",
        "Fee Item",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    percent = fields.Float(
        "Discount (%)",
        digits=(5, 2),
        required=True,
        default=30.0,
        tracking=True,
        help="Taken off what the item charges for vacant days.",
    )
    min_days = fields.Integer(
        "Least Vacant Days",
        default=90,
        tracking=True,
        help="A unit that stands empty for fewer days on end has no discount.",
    )
    active = fields.Boolean(default=True)

    _item_once = models.UniqueIndex(
        "(community_id, item_id) WHERE active",
        "This fee item has a vacancy discount in this community already.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)",
        "The discount lies above 0 and up to 100 per cent.",
    )
    _days_not_negative = models.Constraint(
        "CHECK(min_days >= 0)", "The least number of days is not below zero."
    )

    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.community_id.name} · {rule.item_id.name}"
