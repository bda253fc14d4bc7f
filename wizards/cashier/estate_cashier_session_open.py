from odoo import api, fields, models


class EstateCashierSessionOpen(models.TransientModel):
    """Opens a cashier's session with the float he finds in the till (B-04)."""

    _name = "estate.cashier.session.open"
    _description = "Open a Cashier Session"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    last_left = fields.Monetary("Left Last Time", compute="_compute_last_left")
    opening_float = fields.Monetary(
        "Float", compute="_compute_opening_float", store=True, readonly=False
    )
    float_reason = fields.Char("Reason", help="Why the float is another than was left.")

    @api.depends("company_id")
    def _compute_last_left(self):
        sessions = self.env["estate.cashier.session"]
        for wizard in self:
            wizard.last_left = sessions._last_left(wizard.company_id, self.env.user)

    @api.depends("last_left")
    def _compute_opening_float(self):
        for wizard in self:
            wizard.opening_float = wizard.last_left

    @api.model
    def action_begin(self):
        """Show the session that the user has open, else ask for the float."""
        service = self.env["estate.cashier"]
        service._check_may_open(self.env.company)
        session = service._present_session(self.env.company)
        if session:
            return session.with_env(self.env)._get_records_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open a Session"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        """Open the session; a second click finds the first one's."""
        self.ensure_one()
        service = self.env["estate.cashier"]
        service._check_may_open(self.company_id)
        session = service._present_session(self.company_id).with_env(self.env)
        if not session:
            session = session._open(
                self.company_id, self.opening_float, self.float_reason
            )
        return session._get_records_action()
