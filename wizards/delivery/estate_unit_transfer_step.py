from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateUnitTransferStep(models.TransientModel):
    """Takes a signature, closes a change, or asks why it is let through or undone."""

    _name = "estate.unit.transfer.step"
    _description = "Step of a Change"

    transfer_id = fields.Many2one(
        "estate.unit.transfer", "Change of Owner or Tenant", required=True
    )
    step = fields.Selection(
        [
            ("sign_from", "Leaving Party Signs"),
            ("sign_to", "New Party Signs"),
            ("let_through", "Let Through"),
            ("close", "Close the Change"),
            ("cancel", "Cancel"),
            ("undo", "Cancel Settlement"),
        ],
        required=True,
        default="close",
    )
    # Read with the user's own rights: he may name a change that he may not see.
    currency_id = fields.Many2one(related="transfer_id.currency_id", related_sudo=False)
    amount_moved = fields.Monetary(
        related="transfer_id.amount_moved", related_sudo=False
    )
    signed_name = fields.Char(
        "Signatory",
        compute="_compute_signed_name",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    signature = fields.Image(max_width=1024, max_height=1024)
    paper = fields.Binary("Signed Paper", attachment=False)
    paper_name = fields.Char()
    date = fields.Date("Booking Date", default=fields.Date.context_today)
    reason = fields.Char()

    @api.depends("transfer_id", "step")
    def _compute_signed_name(self):
        for wizard in self:
            transfer = wizard.transfer_id
            party = {
                "sign_from": transfer.from_partner_id,
                "sign_to": transfer.to_partner_id,
            }.get(wizard.step)
            wizard.signed_name = party.name if party else False

    @api.model_create_multi
    def create(self, vals_list):
        asked = {vals.get("transfer_id") for vals in vals_list} - {None, False}
        self.env["estate.unit.transfer"].browse(asked).check_access("read")
        return super().create(vals_list)

    def write(self, vals):
        asked = vals.get("transfer_id")
        if asked:
            self.env["estate.unit.transfer"].browse(asked).check_access("read")
        return super().write(vals)

    def action_confirm(self):
        self.ensure_one()
        if self.step in ("sign_from", "sign_to"):
            self._sign()
        elif self.step == "close":
            self.transfer_id._close(self.date)
        else:
            self._give_reason()
        return {"type": "ir.actions.act_window_close"}

    def _sign(self):
        paper = self.env["ir.attachment"]
        if self.paper:
            paper = paper.create(
                {"name": self.paper_name or self.transfer_id.name, "datas": self.paper}
            )
        side = self.step.removeprefix("sign_")
        self.transfer_id._sign(side, self.signed_name, self.signature, paper)

    def _give_reason(self):
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why."))
        if self.step == "let_through":
            self.transfer_id._let_through(reason)
        elif self.step == "undo":
            self.env["estate.cashier"]._undo_transfer(self.transfer_id, reason)
        else:
            self.transfer_id._cancel(reason)
