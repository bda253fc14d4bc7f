from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EstateFeeAdjustmentQuestion(models.Model):
    """What an owner asked about a change of prices, and what he was told (R-808)."""

    _name = "estate.fee.adjustment.question"
    _description = "Question About a Price Adjustment"
    _inherit = ["estate.scope.mixin"]
    _order = "adjustment_id, id"
    _rec_name = "question"
    _scope_fields = ("adjustment_id", "unit_id")

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment", required=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="adjustment_id.community_id", store=True, index=True
    )
    unit_id = fields.Many2one(
        "estate.unit",
        index="btree_not_null",
        domain="[('community_id', '=', community_id)]",
    )
    question = fields.Char(required=True)
    answer = fields.Text()
    answered_on = fields.Date(compute="_compute_answered_on", store=True, readonly=True)

    @api.constrains("unit_id", "adjustment_id")
    def _check_unit_of_community(self):
        for question in self:
            unit = question.unit_id
            if unit and unit.community_id != question.adjustment_id.community_id:
                raise ValidationError(
                    self.env._("%(unit)s is no unit of the community.", unit=unit.code)
                )

    @api.depends("answer")
    def _compute_answered_on(self):
        today = fields.Date.context_today(self)
        for question in self:
            answered = question.answer and (question.answered_on or today)
            question.answered_on = answered or False
