from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateIncidentClose(models.TransientModel):
    """Asks what was done, which closes all requests of an incident (B-17)."""

    _name = "estate.incident.close"
    _description = "Close the Requests of an Incident"

    incident_id = fields.Many2one(
        "estate.incident.proposal", required=True, ondelete="cascade"
    )
    open_count = fields.Integer(related="incident_id.open_count", related_sudo=False)
    percent = fields.Integer(
        related="incident_id.company_id.estate_burst_visit_percent",
        related_sudo=False,
        string="Residents Asked (%)",
    )
    result = fields.Text("What Was Done", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.incident_id.check_access("write")
        return wizards

    def write(self, vals):
        """Another incident may be named as far as it may be closed."""
        result = super().write(vals)
        if "incident_id" in vals:
            self.incident_id.check_access("write")
        return result

    def action_confirm(self):
        self.ensure_one()
        result = (self.result or "").strip()
        if not result:
            raise UserError(self.env._("Say what was done: each resident is told so."))
        self.incident_id._solve(result)
        return {"type": "ir.actions.act_window_close"}
