from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import chinese_capitals, decimal_of


class EstateReceipt(models.Model):
    """A numbered receipt (收据) for money taken at the counter (R-707, R-804).

    It records what the payer meant to pay; what is booked and open is read from the
    ledger. Receipts are written by the cashier service alone: the number is taken
    without a gap in the transaction that books the money.
    """

    _name = "estate.receipt"
    _description = "Receipt"
    _inherit = ["mail.thread", "estate.number.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _number_code = "estate.receipt"

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, check_company=True
    )
    partner_id = fields.Many2one("res.partner", "Payer", required=True, index=True)
    date = fields.Date(required=True)
    cashier_id = fields.Many2one("res.users", required=True, index=True)
    state = fields.Selection(
        [("issued", "Issued"), ("void", "Void")],
        required=True,
        default="issued",
        tracking=True,
        index=True,
    )
    amount = fields.Monetary(required=True)
    amount_capitals = fields.Char(
        "Amount in Words",
        compute="_compute_amount_capitals",
        help="大写金额, as Chinese receipts must carry it; in another currency the "
        "words of the reader's language.",
    )
    change = fields.Monetary(help="Given back of the cash that was tendered.")
    method_names = fields.Char("Ways to Pay", compute="_compute_method_names")
    payment_ids = fields.One2many("account.payment", "estate_receipt_id")
    line_ids = fields.One2many("estate.receipt.line", "receipt_id")
    prepayment_used = fields.Boolean(compute="_compute_prepayment_used")
    void_reason = fields.Char(readonly=True, copy=False, tracking=True)
    void_user_id = fields.Many2one("res.users", "Voided By", readonly=True, copy=False)
    void_date = fields.Datetime("Voided On", readonly=True, copy=False)
    print_count = fields.Integer("Copies Printed", readonly=True, copy=False)

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

    @api.depends("amount", "currency_id")
    @api.depends_context("lang")
    def _compute_amount_capitals(self):
        """The capitals say 元 and 角, which no other currency has."""
        for receipt in self:
            currency, amount = receipt.currency_id, receipt.amount
            receipt.amount_capitals = (
                chinese_capitals(decimal_of(amount))
                if currency.name == "CNY"
                else currency.amount_to_text(amount)
            )

    @api.depends("payment_ids.payment_method_line_id", "payment_ids.amount")
    def _compute_method_names(self):
        # Counter staff may not read payments, but know what they took.
        for receipt in self.sudo():
            receipt.method_names = ", ".join(
                f"{payment.payment_method_line_id.name} "
                f"{receipt.currency_id.format(payment.amount)}"
                for payment in receipt.payment_ids.sorted("id")
            )

    def _compute_prepayment_used(self):
        # Whether a bill was paid with it is seen in the ledger, closed to the counter.
        service = self.env["estate.cashier"].sudo()
        for receipt in self.sudo():
            items = service._prepaid_items(receipt)
            receipt.prepayment_used = bool(service._applications_of(items))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A receipt keeps its number: void it instead of deleting it.")
        )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_print(self):
        """Print the receipts; the paper counts its copies itself."""
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.action_report_receipt"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    def _count_copy(self):
        """Count one more printed copy of each receipt."""
        # The count is ours, not the clerk's: he may not write on receipts.
        for receipt in self.sudo():
            receipt.print_count += 1

    def action_void(self):
        """Ask for the reason, then void."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Void Receipt %(number)s", number=self.name),
            "res_model": "estate.receipt.void",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_id": self.id},
        }

    def action_take_back_prepayment(self):
        """Open the bills again that its prepayment paid; the money is held again."""
        self.env["estate.cashier"]._take_back_used(self)

    def action_view_payments(self):
        """Open the payments, for those who may see the ledger."""
        self.ensure_one()
        return self.payment_ids._get_records_action(name=self.env._("Payments"))
