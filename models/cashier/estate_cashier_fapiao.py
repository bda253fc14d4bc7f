from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .estate_cashier import COLLECTOR_GROUPS, REVIEWER_GROUPS


class EstateCashier(models.AbstractModel):
    """From the receipt to the tax invoice: asked for, made, delivered (R-804).

    The receipt keeps its number beside that of the tax invoice (发票), which is made
    in the tax authority's own program.
    """

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    @api.model
    def _queue_fapiao(self, receipt, wanted):
        """Put a receipt in the queue: when asked for, and when finance was away."""
        away = receipt.company_id.estate_fapiao_after_front_desk
        finance = self._has_any_group(COLLECTOR_GROUPS[:1])
        if (wanted or (away and not finance)) and receipt._has_fapiao_lines():
            receipt.fapiao_state = "to_make"

    @api.model
    def _ask_fapiao(self, receipts):
        """Note that the payer wants a tax invoice."""
        self._check_may_collect(receipts.unit_id)
        for receipt in receipts:
            if receipt.state == "void" or not receipt._has_fapiao_lines():
                raise UserError(
                    self.env._(
                        "%(number)s is void, or for deposits only: no tax invoice is "
                        "made for it.",
                        number=receipt.name,
                    )
                )
        # Receipts are closed to writing: the role was checked just now.
        waiting = receipts.sudo().filtered(lambda receipt: not receipt.fapiao_state)
        waiting.fapiao_state = "to_make"

    @api.model
    def _make_fapiao(self, receipt, number, date):
        """Record the tax invoice that was made for a receipt.

        :raises UserError: when one is recorded already, or the number or day is wrong
        """
        receipt.ensure_one()
        self._check_finance(receipt)
        # Receipts are closed to writing: the role was checked just now.
        service, made = self.sudo(), receipt.sudo()
        service._lock(made)
        number = (number or "").strip()
        service._check_fapiao(made, number, date)
        if service._book_with(made.company_id, number, "fapiao"):
            service._use_paper(made, number, "fapiao")
        made.write(
            {
                "fapiao_number": number,
                "fapiao_date": date,
                "fapiao_user_id": self.env.uid,
                "fapiao_state": "to_deliver",
            }
        )

    @api.model
    def _deliver_fapiao(self, receipts, receiver, date):
        """Record who got the tax invoices, and from whom."""
        self._check_may_collect(receipts.unit_id)
        receiver = (receiver or "").strip()
        if not receiver:
            raise UserError(self.env._("Say who signed for the tax invoice."))
        # Receipts are closed to writing: the role was checked just now.
        service, made = self.sudo(), receipts.sudo()
        service._lock(made)
        for receipt in made:
            service._check_deliverable(receipt, date)
        made.write(
            {
                "fapiao_state": "delivered",
                "fapiao_delivered_on": date,
                "fapiao_delivered_by_id": self.env.uid,
                "fapiao_receiver": receiver,
            }
        )

    @api.model
    def _undo_fapiao(self, receipt, reason):
        """Take back a tax invoice that was red-flushed or recorded wrongly."""
        receipt.ensure_one()
        self._check_finance(receipt)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the tax invoice is undone."))
        # Receipts are closed to writing: the role was checked just now.
        service, made = self.sudo(), receipt.sudo()
        service._lock(made)
        if not made.fapiao_number:
            raise UserError(self.env._("No tax invoice is recorded here."))
        service._check_undeliverable(made)
        service._spoil_papers(made, "fapiao", reason)
        made.message_post(
            body=self.env._(
                "Tax invoice %(number)s of %(date)s undone: %(reason)s",
                number=made.fapiao_number,
                date=made.fapiao_date,
                reason=reason,
            )
        )
        made.write(dict.fromkeys(made._fapiao_fields(), False))
        made.fapiao_state = "to_make"

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    @api.model
    def _check_finance(self, receipt):
        receipt.check_access("read")
        if not (self.env.su or self._has_any_group(COLLECTOR_GROUPS[:1])):
            raise AccessError(self.env._("Finance makes and undoes tax invoices."))

    @api.model
    def _check_fapiao(self, receipt, number, date):
        if receipt.state == "void" or receipt.fapiao_number:
            raise UserError(
                self.env._(
                    "%(number)s is void, or has a tax invoice already.",
                    number=receipt.name,
                )
            )
        if not number:
            raise UserError(self.env._("Type the number of the tax invoice."))
        self._check_fapiao_day(receipt, date, receipt.date)
        other = receipt.search(
            [
                ("company_id", "=", receipt.company_id.id),
                ("fapiao_number", "=", number),
            ]
        )
        if other:
            raise UserError(
                self.env._(
                    "Tax invoice %(number)s is recorded for receipt %(receipt)s.",
                    number=number,
                    receipt=other.name,
                )
            )

    @api.model
    def _check_fapiao_day(self, receipt, date, earliest):
        if not date or not earliest <= date <= fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "The day for %(number)s lies between %(date)s and today.",
                    number=receipt.name,
                    date=earliest,
                )
            )

    @api.model
    def _check_deliverable(self, receipt, date):
        if receipt.fapiao_state != "to_deliver":
            raise UserError(
                self.env._(
                    "%(number)s has no tax invoice to deliver.", number=receipt.name
                )
            )
        self._check_fapiao_day(receipt, date, receipt.fapiao_date)

    @api.model
    def _check_undeliverable(self, receipt):
        delivered = receipt.fapiao_state == "delivered"
        if delivered and not self._has_any_group(REVIEWER_GROUPS):
            raise AccessError(
                self.env._("What was delivered is undone by the accountant only.")
            )

    # ------------------------------------------------------------------
    # VOIDING
    # ------------------------------------------------------------------

    @api.model
    def _check_voidable(self, voucher, reason):
        """A tax invoice outlives no receipt: it is undone first."""
        result = super()._check_voidable(voucher, reason)
        if voucher._name == "estate.receipt" and voucher.fapiao_number:
            raise UserError(
                self.env._(
                    "Tax invoice %(fapiao)s was made for receipt %(number)s: undo it "
                    "first.",
                    fapiao=voucher.fapiao_number,
                    number=voucher.name,
                )
            )
        return result

    @api.model
    def _after_void(self, voucher):
        result = super()._after_void(voucher)
        if voucher._name == "estate.receipt":
            voucher.fapiao_state = False
        return result
