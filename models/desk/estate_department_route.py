from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EstateDepartmentRoute(models.Model):
    """Who gets the cases of a department in a community (R-318, R-424)."""

    _name = "estate.department.route"
    _description = "Who Answers in a Department"
    _inherit = ["estate.scope.mixin"]
    _order = "community_id, department_id"
    _rec_name = "department_id"
    _scope_fields = ("community_id",)

    community_id = fields.Many2one(
        "estate.community", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(
        "hr.department", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Gets the Cases", required=True)

    _department_uniq = models.UniqueIndex(
        "(community_id, department_id)",
        "One person gets the cases of a department in a community.",
    )

    @api.constrains("community_id", "user_id")
    def _check_serves(self):
        """Nobody is named who could not open what he is given."""
        for route in self:
            # Which communities somebody serves is no secret to whoever names him.
            user = route.sudo().user_id
            if not route.community_id._is_served_by(user):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not serve %(community)s: nobody gets cases that "
                        "are not his to see.",
                        user=user.name,
                        community=route.community_id.name,
                    )
                )
