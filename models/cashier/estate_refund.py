from odoo import api, fields, models


class EstateRefund(models.Model):
    """A numbered voucher (退款单) for held money that was given back.

    It is about the money of one person, paid out in one payment; the payee signs its
    paper.
    """

    _name = "estate.refund"
    _description = "Refund Voucher"
    _inherit = ["estate.voucher.mixin"]
    _number_code = "estate.refund"
    _number_of_company = True
    _print_action = "estate_service.action_report_refund"

    partner_id = fields.Many2one(string="Payee")
    cashier_id = fields.Many2one(string="Handled By")
    method_names = fields.Char("Paid Out")
    kind = fields.Selection(
        [("prepay", "Prepayment"), ("deposit", "Deposit")], required=True
    )
    item_id = fields.Many2one(
        "estate.fee.item", "Fee Item", ondelete="restrict", check_company=True
    )
    card_id = fields.Many2one(
        "estate.access.card",
        "Card",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The card that was given back for its deposit.",
    )
    reason = fields.Char(required=True)
    ref = fields.Char("Reference", help="Number of the slip or of the transfer.")
    receipt_ids = fields.Many2many(
        "estate.receipt",
        string="Taken With",
        help="The receipts with which the money was taken.",
    )
    payment_ids = fields.One2many(
        "account.payment", "estate_refund_id", "Money Paid Out"
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, name)", "This refund number exists already."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A refund is for money that was given back."
    )
    _void_has_reason = models.Constraint(
        "CHECK(state != 'void' OR void_reason IS NOT NULL)",
        "Say why the refund is void.",
    )

    @api.model
    def _card_reason(self, card):
        return self.env._("Card %(card)s was given back.", card=card.name)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_print(self):
        return self._print()

    def action_void(self):
        """Ask for the reason, then void."""
        name = self.env._("Void Refund %(number)s", number=self.name)
        return self._open_void("estate.refund.void", "refund_id", name)

    def action_view_payments(self):
        """Open the payment, for those who may see the ledger."""
        return self._open_payments()
