from odoo import fields, models


class EstateLateFeePause(models.Model):
    """Days on which a unit's debts cost no late fee: a dispute, a promise to pay."""

    _name = "estate.late.fee.pause"
    _description = "Pause of Late Fees"
    _inherit = ["mail.thread", "estate.scope.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    unit_id = fields.Many2one("estate.unit", required=True, index=True, tracking=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        "To", tracking=True, help="Empty: until somebody ends the pause."
    )
    reason = fields.Char(
        required=True,
        tracking=True,
        help="The dispute, the promise to pay, the decision.",
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A pause ends no earlier than it begins.",
    )

    def _compute_display_name(self):
        for pause in self:
            pause.display_name = f"{pause.unit_id.display_name} {pause.date_from}"
