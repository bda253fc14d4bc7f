from odoo import api, fields, models


class AccountMove(models.Model):
    """A fee bill as the people without accounting rights see it."""

    _inherit = "account.move"

    estate_community_id = fields.Many2one(
        related="estate_unit_id.community_id", string="Estate Community"
    )
    estate_building_id = fields.Many2one(
        related="estate_unit_id.building_id", string="Building"
    )
    estate_amount_paid = fields.Monetary("Paid", compute="_compute_estate_amount_paid")

    @api.depends("amount_total", "amount_residual")
    def _compute_estate_amount_paid(self):
        for move in self:
            move.estate_amount_paid = move.amount_total - move.amount_residual

    # ----------------------------------------------------------------- ACTIONS

    def action_estate_view_unit(self):
        self.ensure_one()
        return self.estate_unit_id._get_records_action(context={})

    def action_estate_open_invoice(self):
        """The same entry as accountants know it."""
        self.ensure_one()
        form = self.env.ref("account.view_move_form")
        return self._get_records_action(views=[(form.id, "form")], context={})

    def _estate_action_form(self):
        """Open the bill in the form that needs no accounting right."""
        self.ensure_one()
        form = self.env.ref("estate_service.account_move_view_form_bill")
        return self._get_records_action(views=[(form.id, "form")], context={})
