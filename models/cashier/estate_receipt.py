from odoo import fields, models


class EstateReceipt(models.Model):
    """A numbered receipt (收据) for money taken at the counter (R-707, R-804).

    It records what the payer meant to pay; what is booked and open is read from the
    ledger.
    """

    _name = "estate.receipt"
    _description = "Receipt"
    _inherit = ["estate.voucher.mixin"]
    _number_code = "estate.receipt"
    _number_of_company = True
    _print_action = "estate_service.action_report_receipt"

    partner_id = fields.Many2one(string="Payer")
    change = fields.Monetary(help="Given back of the cash that was tendered.")
    payment_ids = fields.One2many("account.payment", "estate_receipt_id")
    line_ids = fields.One2many("estate.receipt.line", "receipt_id")
    prepayment_used = fields.Boolean(compute="_compute_prepayment_used")

    _number_uniq = models.UniqueIndex(
        "(company_id, name)", "This receipt number exists already."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A receipt is for money that was taken."
    )
    _void_has_reason = models.Constraint(
        "CHECK(state != 'void' OR void_reason IS NOT NULL)",
        "Say why the receipt is void.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    def _compute_prepayment_used(self):
        # Whether a bill was paid with it is seen in the ledger, closed to the counter.
        receipts = self.sudo()
        service = receipts.env["estate.cashier"]
        for receipt in receipts:
            items = service._prepaid_items(receipt)
            receipt.prepayment_used = bool(service._applications_of(items))

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_print(self):
        return self._print()

    def action_void(self):
        """Ask for the reason, then void."""
        name = self.env._("Void Receipt %(number)s", number=self.name)
        return self._open_void("estate.receipt.void", "receipt_id", name)

    def action_take_back_prepayment(self):
        """Open the bills again that its prepayment paid; the money is held again."""
        self.env["estate.cashier"]._take_back_used(self)

    def action_view_payments(self):
        """Open the payments, for those who may see the ledger."""
        return self._open_payments()
