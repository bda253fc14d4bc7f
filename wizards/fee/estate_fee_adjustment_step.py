from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context


class EstateFeeAdjustmentStep(models.TransientModel):
    """Asks for the reason of a step that needs one."""

    _name = "estate.fee.adjustment.step"
    _description = "Step of a Price Adjustment"

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment", required=True, readonly=True, ondelete="cascade"
    )
    step = fields.Selection(
        [
            ("reject", "Owners Did Not Agree"),
            ("withdraw", "Withdraw"),
            ("decide", "Decide"),
        ],
        required=True,
        readonly=True,
        default="withdraw",
    )
    doubts = fields.Text(compute="_compute_doubts")
    reason = fields.Char()

    @api.depends("adjustment_id", "step")
    def _compute_doubts(self):
        for wizard in self:
            doubts = wizard.step == "decide" and wizard.adjustment_id._decision_doubts()
            wizard.doubts = "\n".join(doubts or [])

    def action_confirm(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        # What the dialog was opened with is no default of what the step makes.
        clean = self.env(context=clean_context(self.env.context))
        adjustment = self.adjustment_id.with_env(clean)
        if self.step == "decide":
            adjustment._decide(reason)
        elif self.step == "reject":
            adjustment._give_up("rejected", reason)
        else:
            adjustment._give_up("withdrawn", reason)
        return {"type": "ir.actions.act_window_close"}
