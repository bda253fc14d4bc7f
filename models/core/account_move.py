from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountMove(models.Model):
    _inherit = "account.move"

    estate_unit_id = fields.Many2one(
        "estate.unit", "Housing Unit", index="btree_not_null"
    )
    estate_run_id = fields.Many2one(
        "estate.bill.run", "Bill Run", index="btree_not_null", copy=False
    )
    estate_period = fields.Date(
        "Fee Period", copy=False, help="First day of the billed month."
    )
    estate_cancel_reason = fields.Char("Cancelled Because", copy=False, readonly=True)

    # ------------------------------------------------------------ CANCEL BILL

    def _estate_cancel_bills(self, reason):
        """Reverse posted bills in full and free their days for billing.

        The reason is kept on each bill and on its log. Only this frees the days: the
        credit note of a waiver or a settlement leaves them billed (design §2.2).

        :return: the credit notes
        :raises UserError: when a bill is (partly) paid or no fee bill
        """
        self._estate_check_cancellable()
        # Superuser: nobody else may clear it, and the caller's right was checked.
        # The link is ours and carries no amount: core need not watch it change.
        lines = self.line_ids.filtered("estate_assignment_id").sudo()
        lines.with_context(tracking_disable=True, skip_invoice_sync=True).write(
            {"estate_assignment_id": False}
        )
        refunds = self._reverse_moves(
            [{"ref": move.name, "invoice_date": False} for move in self], cancel=True
        )
        # Superuser: readonly for everybody, and the caller's right was checked.
        self.sudo().estate_cancel_reason = reason
        self._message_log_batch(bodies={move.id: reason for move in self})
        return refunds

    def _estate_check_cancellable(self):
        for move in self:
            if move.state != "posted" or not move.estate_unit_id:
                raise UserError(
                    self.env._("%(bill)s is not a published bill.", bill=move.name)
                )
            if move.payment_state == "reversed":
                raise UserError(
                    self.env._(
                        "%(bill)s is credited in full already; its days stay billed.",
                        bill=move.name,
                    )
                )
            if move.currency_id.compare_amounts(
                move.amount_residual, move.amount_total
            ):
                raise UserError(
                    self.env._(
                        "%(bill)s is paid in part or in full: void its receipt first.",
                        bill=move.name,
                    )
                )

    # ----------------------------------------------------------------- RECEIPT

    def _check_draftable(self):
        """Core asks before it resets or cancels an entry, its payment's as well."""
        self.origin_payment_id._estate_check_without_voucher()
        return super()._check_draftable()

    # ---------------------------------------------------------------- BILLING

    def _estate_raise_customer_rank(self):
        """Count these bills in the rank of their customers, with one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner
                   SET customer_rank = COALESCE(customer_rank, 0) + bills.n
                  FROM (SELECT p.id, count(*) AS n
                          FROM account_move m
                          JOIN res_partner p
                            ON p.id IN (m.partner_id, m.commercial_partner_id)
                         WHERE m.id IN %s GROUP BY p.id) AS bills
                 WHERE partner.id = bills.id
                """,
                tuple(self.ids),
            )
        )
        self.partner_id.invalidate_recordset(["customer_rank"])
