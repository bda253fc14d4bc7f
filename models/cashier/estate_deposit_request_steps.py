from odoo import models
from odoo.exceptions import UserError


class EstateDepositRequest(models.Model):
    """The steps of a request: asked for, approved, carried out, cancelled."""

    _inherit = "estate.deposit.request"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_carry_out(self):
        """Ask how a refund is paid, or when a deduction is booked."""
        step = "pay" if self.purpose == "refund" else "book"
        return self._open_step(step, self.env._("Carry Out %s", self.name))

    def action_cancel(self):
        """Ask why nothing comes of the request."""
        return self._open_step("cancel", self.env._("Cancel %s", self.name))

    def action_undo(self):
        """Ask why a deduction is undone."""
        return self._open_step("undo", self.env._("Undo %s", self.name))

    def action_print(self):
        """Print the voucher with its approvals."""
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.action_report_deposit_request"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    def action_view_refunds(self):
        """Open the vouchers with which it was paid."""
        self.ensure_one()
        return self.refund_ids._get_records_action(name=self.env._("Refunds"))

    def action_view_entry(self):
        """Open the entry, for those who may see the ledger."""
        self.ensure_one()
        self.move_id.check_access("read")
        return self.move_id._get_records_action()

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def _contended(self):
        return self.move_line_id

    def _check_complete(self):
        self.ensure_one()
        self.invalidate_recordset(["held"])
        if self.currency_id.compare_amounts(self.amount, self.held) > 0:
            raise UserError(
                self.env._(
                    "Only %(held)s of this deposit is free: look at it again.",
                    held=self.currency_id.format(self.held),
                )
            )
        if self.purpose == "refund" and not (self.payee_id and self.channel):
            raise UserError(self.env._("Say who gets the money, and how."))
        if self.purpose == "deduct":
            self._check_deduction_complete()

    def _check_deduction_complete(self):
        if not self.attachment_ids:
            raise UserError(self.env._("Add the evidence for the deduction."))
        if self.target == "bill":
            self.env["estate.cashier"]._check_deposit_bill(self)
        elif not self.income_item_id or self.income_item_id.kind == "deposit":
            raise UserError(self.env._("Choose the fee that the deposit is kept for."))
