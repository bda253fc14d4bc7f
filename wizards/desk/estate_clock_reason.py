from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateClockReason(models.TransientModel):
    """Asks why a promised time was not kept, in the words of who held it (R-317)."""

    _name = "estate.clock.reason"
    _description = "Why a Promised Time Was Not Kept"

    clock_id = fields.Many2one(
        "estate.service.clock", "Promised Time", required=True, ondelete="cascade"
    )
    deadline = fields.Datetime(related="clock_id.deadline", related_sudo=False)
    reason = fields.Char("Why Late", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.clock_id._check_document("read")
        return questions

    def write(self, vals):
        """Another clock may be named as far as its case may be read."""
        result = super().write(vals)
        if "clock_id" in vals:
            self.clock_id._check_document("read")
        return result

    def action_confirm(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say it in words: it stays on the case."))
        self.clock_id._explain(reason)
        return {"type": "ir.actions.act_window_close"}
