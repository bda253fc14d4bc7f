from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateDefectStep(models.TransientModel):
    """Asks in words what a step of a defect needs."""

    _name = "estate.defect.step"
    _description = "Step of a Defect"

    defect_id = fields.Many2one("estate.defect", required=True, ondelete="cascade")
    step = fields.Selection(
        [
            ("mended", "Rectified"),
            ("explained", "Explained"),
            ("raised", "Raised"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="mended",
    )
    text = fields.Text("In Words", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("defect_id") for vals in vals_list} - {None, False}
        self.env["estate.defect"].browse(asked).check_access("write")
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("defect_id"):
            self.env["estate.defect"].browse(vals["defect_id"]).check_access("write")
        return super().write(vals)

    def action_confirm(self):
        """Take the step."""
        self.ensure_one()
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Say it in words: it stays with the defect."))
        self.defect_id._take_step(self.step, text)
        return {"type": "ir.actions.act_window_close"}
