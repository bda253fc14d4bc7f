from odoo import api, fields, models
from odoo.tools import SQL

from ..mixins.date_words import month


class AccountMove(models.Model):
    """A fee bill as the people without accounting rights see it."""

    _inherit = "account.move"

    estate_community_id = fields.Many2one(
        related="estate_unit_id.community_id", string="Estate Community"
    )
    estate_building_id = fields.Many2one(
        related="estate_unit_id.building_id", string="Building"
    )
    estate_period_name = fields.Char("Fee Month", compute="_compute_estate_period_name")
    estate_credit_note_id = fields.Many2one(
        "account.move", "Credit Note", compute="_compute_estate_credit_note_id"
    )
    estate_amount_paid = fields.Monetary("Paid", compute="_compute_estate_amount_paid")

    @api.depends("amount_total", "amount_residual", "payment_state")
    def _compute_estate_amount_paid(self):
        """What its own credit notes settled of a bill, nobody paid."""
        credited = self._estate_settled_by_credit()
        for move in self:
            settled = move.amount_total - move.amount_residual
            move.estate_amount_paid = settled - credited.get(move._origin.id, 0.0)

    def _estate_settled_by_credit(self):
        """Return {bill id: what its own credit notes settled of it}, in one query."""
        if not self.ids:
            return {}
        self.env["account.partial.reconcile"].flush_model()
        self.flush_model(["reversed_entry_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT note.reversed_entry_id, SUM(part.amount)
                      FROM account_move note
                      JOIN account_move_line credit ON credit.move_id = note.id
                      JOIN account_partial_reconcile part
                        ON part.credit_move_id = credit.id
                      JOIN account_move_line charge ON charge.id = part.debit_move_id
                       AND charge.move_id = note.reversed_entry_id
                     WHERE note.reversed_entry_id = ANY(%s)
                     GROUP BY note.reversed_entry_id
                    """,
                    self.ids,
                )
            )
        )

    @api.depends("estate_period")
    @api.depends_context("lang")
    def _compute_estate_period_name(self):
        for move in self:
            period = move.estate_period
            move.estate_period_name = month(self.env, period) if period else ""

    @api.depends("reversal_move_ids.state", "payment_state")
    def _compute_estate_credit_note_id(self):
        """The credit note that took a bill back in full: who cancelled it, and when."""
        for move in self:
            notes = move.payment_state == "reversed" and move.reversal_move_ids
            posted = notes and notes.filtered(lambda note: note.state == "posted")
            move.estate_credit_note_id = posted and posted.sorted("id")[-1]

    # ------------------------------------------------------------------ CANCEL

    def action_estate_cancel_bill(self):
        """Ask why the bills are cancelled."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_bill_cancel_action"
        )
        return action | {"context": {"default_move_ids": self.ids}}

    def _estate_cancel_bills(self, reason):
        refunds = super()._estate_cancel_bills(reason)
        self._estate_mark_plan_cancelled()
        return refunds

    def _estate_mark_plan_cancelled(self):
        """Say on the planned lines of these bills that they are taken back."""
        # Rows of a plan are written by SQL only: nobody has a right on single ones.
        self.env.cr.execute(
            SQL(
                """UPDATE estate_bill_plan SET state = 'cancelled', reason = NULL
                    WHERE move_id = ANY(%s) AND state = 'written'""",
                self.ids,
            )
        )
        self.env["estate.bill.plan"].invalidate_model(["state", "reason"])

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
