from odoo import fields, models
from odoo.exceptions import UserError

UNDONE_STATES = ("draft", "canceled", "rejected")
VOUCHER_FIELDS = {"estate_receipt_id", "estate_refund_id", "estate_key"}
"""Written by the cashier service alone: detached, a payment could be made twice."""


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
    estate_channel = fields.Selection(
        related="payment_method_line_id.estate_channel", string="Channel", store=True
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

    # ----------------------------------------------------------------- VOUCHER

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name in VOUCHER_FIELDS
        return allowed and (self.env.su or not closed)

    def write(self, vals):
        """Ask about the voucher before a payment ceases to count, by any button."""
        if vals.get("state") in UNDONE_STATES:
            self._estate_check_without_voucher()
        return super().write(vals)

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
