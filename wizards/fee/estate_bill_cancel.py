from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_NAMED = 10
"""More bills than that are counted, not named."""


class EstateBillCancel(models.TransientModel):
    """Asks why bills are cancelled: their days can be billed again afterwards."""

    _name = "estate.bill.cancel"
    _description = "Cancel Bills"

    move_ids = fields.Many2many("account.move", string="Bills", required=True)
    bill_count = fields.Integer("Bills to Cancel", compute="_compute_totals")
    is_long = fields.Boolean(compute="_compute_totals")
    amount = fields.Monetary(compute="_compute_totals")
    currency_id = fields.Many2one("res.currency", compute="_compute_totals")
    reason = fields.Char(required=True)

    @api.depends("move_ids")
    def _compute_totals(self):
        for wizard in self:
            wizard.bill_count = len(wizard.move_ids)
            wizard.is_long = wizard.bill_count > MOST_NAMED
            wizard.amount = sum(wizard.move_ids.mapped("amount_total_signed"))
            wizard.currency_id = wizard.move_ids.company_id[:1].currency_id

    def action_confirm(self):
        self.ensure_one()
        self._check_one_request()
        self.move_ids.check_access("write")
        self.move_ids._estate_cancel_bills(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _check_one_request(self):
        """Refuse what one request should not do: other companies, too many bills."""
        companies = self.move_ids.company_id
        if len(companies) > 1:
            raise UserError(
                self.env._("These bills are of several companies: cancel them apart.")
            )
        limit = companies.estate_chunk_size
        if len(self.move_ids) > limit:
            raise UserError(
                self.env._(
                    "These are %(count)s bills; at most %(limit)s are cancelled at "
                    "once. Cancel their run instead, or choose fewer.",
                    count=len(self.move_ids),
                    limit=limit,
                )
            )
