from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MOST_REASONS = 20
"""Bills that cannot be cancelled are named up to so many."""


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

    def _compute_payment_state(self):
        """A fee bill is reversed when credit notes of its own credit all of it.

        Core says so of whatever credit notes and entries settled: of a bill that was
        waived in part and paid by a prepayment, or by the credit of another bill.
        """
        result = super()._compute_payment_state()
        for bill in self:
            if (
                bill.payment_state == "reversed"
                and bill.estate_unit_id
                and bill.move_type == "out_invoice"
                and bill.currency_id.compare_amounts(
                    bill._estate_credited(), bill.amount_total
                )
                < 0
            ):
                bill.payment_state = "paid"
        return result

    def _estate_credited(self):
        """Return what posted credit notes of the bill itself add up to."""
        # What was credited is a fact of the bill, whoever asks.
        notes = self.sudo().reversal_move_ids
        notes = notes.filtered(lambda note: note.state == "posted")
        return sum(notes.mapped("amount_total"))

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
        # A word about the entry, which changes nothing in it.
        told = self.with_context(skip_invoice_sync=True, skip_is_manually_modified=True)
        told.estate_cancel_reason = reason
        self._message_log_batch(bodies={move.id: reason for move in self})
        return refunds

    def _estate_check_cancellable(self):
        """Refuse what cannot be cancelled, every bill with its reason at once."""
        reasons = [move._estate_hindrance() for move in self]
        reasons = list(dict.fromkeys(filter(None, reasons)))
        if reasons:
            more = len(reasons) - MOST_REASONS
            if more > 0:
                reasons[MOST_REASONS:] = [self.env._("… and %s more.", more)]
            raise UserError("\n".join(reasons))

    def _estate_hindrance(self):
        """Say why a bill cannot be cancelled, if anything stands in the way."""
        if (
            self.state != "posted"
            or not self.estate_unit_id
            or self.move_type != "out_invoice"
        ):
            return self.env._("%(bill)s is not a published bill.", bill=self.name)
        if self.payment_state == "reversed":
            return self.env._(
                "%(bill)s is credited in full already; its days stay billed.",
                bill=self.name,
            )
        if self.currency_id.compare_amounts(self.amount_residual, self.amount_total):
            return self.env._(
                "%(bill)s is paid in part or in full: void its receipt first.",
                bill=self.name,
            )
        return ""

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
