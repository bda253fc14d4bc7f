from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateVisitStep(models.TransientModel):
    """Asks why a visit did not take place: nobody reached, or not needed."""

    _name = "estate.visit.step"
    _description = "Step of a Visit"

    visit_id = fields.Many2one(
        "estate.visit", "Resident Visit", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [("missed", "Nobody Reached"), ("cancel", "Not Needed")],
        required=True,
        default="missed",
    )
    attempts = fields.Integer(related="visit_id.attempts", related_sudo=False)
    again = fields.Datetime("Next Attempt", help="A day later unless given.")
    text = fields.Text("In Words", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.visit_id.check_access("write")
        return steps

    def write(self, vals):
        """Another visit may be named as far as it may be made."""
        result = super().write(vals)
        if "visit_id" in vals:
            self.visit_id.check_access("write")
        return result

    def action_confirm(self):
        self.ensure_one()
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Say it in words: it stays on the visit."))
        if self.step == "missed":
            if self.again and self.again <= fields.Datetime.now():
                raise UserError(self.env._("The next attempt is in time to come."))
            self.visit_id._missed(text, self.again)
        else:
            self.visit_id._cancel(text)
        return {"type": "ir.actions.act_window_close"}
