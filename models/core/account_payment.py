from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_payment_method_line import CHANNELS

UNDONE_STATES = ("draft", "canceled", "rejected")
VOUCHER_FIELDS = {
    "estate_receipt_id",
    "estate_refund_id",
    "estate_key",
    "estate_channel",
    "estate_session_id",
    "estate_void_session_id",
    "estate_hand_over",
    "estate_handover_id",
}
"""Written by the cashier service alone: detached, a payment could be made twice."""
COUNTED_FIELDS = {
    "amount",
    "currency_id",
    "date",
    "journal_id",
    "payment_method_line_id",
    "payment_type",
}
"""What a closed session counted of its payments."""


class AccountPayment(models.Model):
    """A payment knows its unit, and so do its entry and its journal items."""

    _inherit = "account.payment"

    estate_unit_id = fields.Many2one(
        "estate.unit", "Housing Unit", index="btree_not_null", check_company=True
    )
    estate_receipt_id = fields.Many2one(
        "estate.receipt",
        "Receipt",
        index="btree_not_null",
        copy=False,
        check_company=True,
    )
    estate_refund_id = fields.Many2one(
        "estate.refund",
        "Refund Voucher",
        index="btree_not_null",
        copy=False,
        check_company=True,
    )
    estate_session_id = fields.Many2one(
        "estate.cashier.session",
        "Cashier Session",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        help="In whose till the money came in, or went out of.",
    )
    estate_void_session_id = fields.Many2one(
        "estate.cashier.session",
        "Undone in Session",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        help="In whose till the money went back when the voucher was voided.",
    )
    estate_hand_over = fields.Selection(
        [("taken", "Money Taken"), ("void", "Voiding Only")],
        "To Be Handed Over",
        copy=False,
        help="No cashier's session answers for it yet.",
    )
    estate_handover_id = fields.Many2one(
        "estate.cashier.handover", "Hand-over", index="btree_not_null", copy=False
    )
    estate_channel = fields.Selection(
        CHANNELS,
        "Channel",
        compute="_compute_estate_channel",
        store=True,
        help="As the method had it when it was used: sessions have counted by it.",
    )
    estate_key = fields.Char(
        "Idempotency Key",
        copy=False,
        help="The same collection sent twice carries the same key and is booked once.",
    )

    estate_change = fields.Monetary(
        "Change", copy=False, help="Given back of the cash that was tendered for it."
    )

    _estate_key_uniq = models.UniqueIndex(
        "(company_id, estate_key) WHERE estate_key IS NOT NULL",
        "This payment was booked already.",
    )
    _estate_hand_over_idx = models.Index(
        "(company_id) WHERE estate_hand_over IS NOT NULL"
    )

    @api.depends("payment_method_line_id")
    def _compute_estate_channel(self):
        for payment in self:
            payment.estate_channel = payment.payment_method_line_id.estate_channel

    # ----------------------------------------------------------------- VOUCHER

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name in VOUCHER_FIELDS
        return allowed and (self.env.su or not closed)

    def write(self, vals):
        """Ask about the voucher before a payment ceases to count, by any button."""
        if vals.get("state") in UNDONE_STATES:
            self._estate_check_without_voucher()
        if not self.env.su and not COUNTED_FIELDS.isdisjoint(vals):
            self._estate_check_not_counted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_session(self):
        """A session answers for what was taken in it and what was undone in it."""
        # An accountant may read any session; its number is all that is told.
        payments = self.sudo()
        sessions = payments.estate_session_id | payments.estate_void_session_id
        if sessions:
            raise UserError(
                self.env._(
                    "A payment of cashier session %(session)s is never deleted.",
                    session=sessions[0].name,
                )
            )

    def _estate_check_not_counted(self):
        """What a closed session counted is changed in no way."""
        # An accountant may read any session; its number is all that is told.
        payments = self.sudo()
        for session in payments.estate_session_id | payments.estate_void_session_id:
            if session.state in ("closed", "reviewed"):
                raise UserError(
                    self.env._(
                        "Cashier session %(session)s counted this payment: it stays.",
                        session=session.name,
                    )
                )

    def _estate_check_without_voucher(self):
        """There is a paper for this money: only voiding it undoes the payment.

        The cashier service, which voids receipts and refunds, works as the superuser.
        """
        if self.env.su:
            return
        # An accountant of other communities learns the number, nothing more.
        payments = self.sudo()
        for vouchers in (payments.estate_receipt_id, payments.estate_refund_id):
            issued = vouchers.filtered(lambda voucher: voucher.state == "issued")
            if issued:
                raise UserError(payments._estate_void_instead(issued[0]))

    def _estate_void_instead(self, voucher):
        if voucher._name == "estate.refund":
            return self.env._(
                "Refund %(number)s was written for this payment: void the refund "
                "instead.",
                number=voucher.name,
            )
        return self.env._(
            "Receipt %(number)s was given for this payment: void the receipt instead.",
            number=voucher.name,
        )

    # ---------------------------------------------------------------- SESSION

    def _estate_taker(self):
        """Return who answers for the money now: who took it, or who undid it."""
        voucher = self.estate_receipt_id or self.estate_refund_id
        if self.estate_hand_over == "void":
            return voucher.void_user_id
        return voucher.cashier_id

    def _estate_signed(self):
        """Return what a till holds more (or less) by what is to be handed over."""
        signed = self.amount if self.payment_type == "inbound" else -self.amount
        taken = signed if self.estate_hand_over == "taken" else 0.0
        return taken - (signed if self.state == "canceled" else 0.0)

    def _estate_brings_taking(self):
        """Tell whether no session had it yet; else only its voiding is new."""
        if self.estate_hand_over:
            return self.estate_hand_over == "taken"
        return self.state != "canceled"

    # ---------------------------------------------------------------- JOURNAL

    def _generate_move_vals(
        self, write_off_line_vals=None, force_balance=None, line_ids=None
    ):
        vals = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        return vals | {"estate_unit_id": self.estate_unit_id.id}

    def _prepare_move_line_default_vals(
        self, write_off_line_vals=None, force_balance=None
    ):
        """Payments that the accountant registers carry the unit on their items too."""
        vals_list = super()._prepare_move_line_default_vals(
            write_off_line_vals=write_off_line_vals, force_balance=force_balance
        )
        unit = {"estate_unit_id": self.estate_unit_id.id}
        return [unit | vals for vals in vals_list]
