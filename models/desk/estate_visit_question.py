from odoo import fields, models


class EstateVisitQuestion(models.Model):
    """What is asked at a return visit: the four topics of the standard (R-511)."""

    _name = "estate.visit.question"
    _description = "Question of a Return Visit"
    _order = "sequence, id"

    name = fields.Char("Question", required=True, translate=True)
    portal_name = fields.Char(
        "Asked in the Portal",
        translate=True,
        help="The same, put to the resident himself. Empty: as it stands.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_required = fields.Boolean("Always Answered", default=True)


class EstateVisitAnswer(models.Model):
    """What the resident said to one question."""

    _name = "estate.visit.answer"
    _description = "Answer at a Return Visit"
    _inherit = ["estate.scope.mixin"]
    _order = "visit_id, sequence, id"
    _rec_name = "question"
    _scope_fields = ("visit_id",)
    _closed_fields = ("visit_id", "question", "is_required", "sequence")

    visit_id = fields.Many2one(
        "estate.visit",
        "Resident Visit",
        required=True,
        index=True,
        ondelete="cascade",
    )
    community_id = fields.Many2one(
        related="visit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    question_id = fields.Many2one(
        "estate.visit.question", "Asked From", ondelete="set null"
    )
    question = fields.Char(
        required=True,
        readonly=True,
        help="As it was worded when it was asked.",
    )
    is_required = fields.Boolean(readonly=True)
    sequence = fields.Integer(readonly=True)
    answer = fields.Text()

    def _in_portal(self):
        """Return the question as it is put to the resident, in his language."""
        self.ensure_one()
        return self.question_id.portal_name or self.question

    def write(self, vals):
        """What was answered stays as it was said."""
        if not self.env.su:
            self.visit_id._check_due()
        return super().write(vals)
