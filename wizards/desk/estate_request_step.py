from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateRequestStep(models.TransientModel):
    """Asks what a step of a request needs: the answer, the reason, the consent."""

    _name = "estate.request.step"
    _description = "Step of a Request"

    request_id = fields.Many2one(
        "estate.request", "Service Request", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("answer", "Answer at Once"),
            ("feed_back", "Done"),
            ("reopen", "Not Content"),
            ("defer", "Defer"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="answer",
    )
    text = fields.Text("In Words", required=True)
    until = fields.Datetime(
        "Waits Until", compute="_compute_until", store=True, readonly=False
    )

    @api.depends("request_id", "step")
    def _compute_until(self):
        for wizard in self:
            if wizard.step == "defer" and not wizard.until:
                community = wizard.request_id.community_id
                wizard.until = community and community._office_time_after(
                    fields.Datetime.now(), 1
                )

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("request_id") for vals in vals_list} - {None, False}
        self.env["estate.request"].browse(asked).check_access("write")
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("request_id"):
            self.env["estate.request"].browse(vals["request_id"]).check_access("write")
        return super().write(vals)

    def action_confirm(self):
        self.ensure_one()
        text = (self.text or "").strip()
        if not text:
            raise UserError(self.env._("Say it in words: it stays on the request."))
        if self.step == "defer":
            if not self.until:
                raise UserError(self.env._("Say until when it waits."))
            self.request_id._defer(self.until, text)
        else:
            # An order that ends, or a mass close, tells what was done without a call.
            if self.step == "feed_back" and self.request_id.state == "new":
                self.request_id._check_repeated()
            getattr(self.request_id, f"_{self.step}")(text)
        return {"type": "ir.actions.act_window_close"}
