from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import chinese_capitals, decimal_of


class EstateVoucherMixin(models.AbstractModel):
    """A numbered paper about money that changed hands at the counter.

    Vouchers are written by the cashier service alone: the number is taken without a
    gap in the transaction that books the money. It is kept for good: a voucher is
    made void, with a reason, never changed or deleted.
    """

    _name = "estate.voucher.mixin"
    _description = "Numbered Paper of the Counter"
    _inherit = ["mail.thread", "estate.number.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _print_action = None
    """XML id of the report."""

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, check_company=True
    )
    partner_id = fields.Many2one("res.partner", required=True, index=True)
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
    method_names = fields.Char("Ways to Pay", compute="_compute_method_names")
    void_reason = fields.Char(readonly=True, copy=False, tracking=True)
    void_user_id = fields.Many2one("res.users", "Voided By", readonly=True, copy=False)
    void_date = fields.Datetime("Voided On", readonly=True, copy=False)
    print_count = fields.Integer("Copies Printed", readonly=True, copy=False)

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("amount", "currency_id")
    @api.depends_context("lang")
    def _compute_amount_capitals(self):
        """The capitals say 元 and 角, which no other currency has."""
        for voucher in self:
            currency, amount = voucher.currency_id, voucher.amount
            voucher.amount_capitals = (
                chinese_capitals(decimal_of(amount))
                if currency.name == "CNY"
                else currency.amount_to_text(amount)
            )

    @api.depends("payment_ids.payment_method_line_id", "payment_ids.amount")
    def _compute_method_names(self):
        # Counter staff may not read payments, but know what they took and gave.
        for voucher in self.sudo():
            voucher.method_names = ", ".join(
                f"{payment.payment_method_line_id.name} "
                f"{voucher.currency_id.format(payment.amount)}"
                for payment in voucher.payment_ids.sorted("id")
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "%(number)s keeps its number: void it instead of deleting it.",
                number=self[:1].name,
            )
        )

    # ------------------------------------------------------------------
    # TOOLS OF THE BUTTONS
    # ------------------------------------------------------------------

    def _print(self):
        """Return the action that prints; the paper counts its copies itself."""
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(self._print_action) | {
            "context": {"active_ids": self.ids, "active_model": self._name}
        }

    def _count_copy(self):
        """Count one more printed copy of each voucher."""
        # The count is ours, not the clerk's: he may not write on vouchers.
        for voucher in self.sudo():
            voucher.print_count += 1

    def _open_void(self, model, field, name):
        """Return the action that asks for the reason to make it void."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{field}": self.id},
        }

    def _open_payments(self):
        self.ensure_one()
        return self.payment_ids._get_records_action(name=self.env._("Payments"))
