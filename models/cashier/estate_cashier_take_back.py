from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .estate_cashier import REVIEWER_GROUPS


class EstateCashier(models.AbstractModel):
    """Taking back what a prepayment paid: the money is held again."""

    _inherit = "estate.cashier"

    @api.model
    def _applications_of(self, items):
        """Return the entries that used the prepayment items, or paid the bill items."""
        partials = items.matched_debit_ids | items.matched_credit_ids
        moves = (partials.debit_move_id | partials.credit_move_id).move_id
        return moves.filtered(self._is_application)

    @api.model
    def _is_application(self, move):
        """Whether the entry does nothing but move a prepayment to bills."""
        purposes = {
            "prepay"
            if item.account_id == move.company_id.estate_prepay_account_id
            else item.account_id.account_type
            for item in move.line_ids
        }
        return move.move_type == "entry" and purposes == {"prepay", "asset_receivable"}

    @api.model
    def _take_back_applications(self, moves, reason):
        """Undo applications: the bills are open again, the money is held again."""
        moves = moves.filtered(lambda move: move.state == "posted")
        self._lock(moves)
        self._undo_entries(moves, reason)

    @api.model
    def _take_back_from_bills(self, bills, reason):
        """Hold the prepayments again that paid bills which are being cancelled."""
        # The caller's right to cancel the bills was checked.
        service = self.sudo()
        # Their items are the ledger's, closed to a clerk who may cancel bills.
        items = bills.sudo().line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        service._take_back_applications(service._applications_of(items), reason)

    @api.model
    def _take_back_used(self, receipt):
        """Take back what the receipt's prepayments paid, on a reviewer's word.

        :raises UserError: when no bill was paid with them
        """
        receipt.ensure_one()
        receipt.check_access("read")
        if not (self.env.su or self._has_any_group(REVIEWER_GROUPS)):
            raise AccessError(
                self.env._(
                    "Only a supervisor or the accountant takes back a used prepayment."
                )
            )
        # A supervisor holds no accounting right: the role was checked just now.
        receipt = receipt.sudo().with_company(receipt.company_id)
        service = receipt.env["estate.cashier"]
        entries = service._applications_of(service._prepaid_items(receipt))
        if not entries:
            raise UserError(self.env._("No bill was paid with this prepayment."))
        reason = self.env._(
            "What the prepayment of receipt %(number)s paid was taken back.",
            number=receipt.name,
        )
        service._take_back_applications(entries, reason)
        receipt.message_post(body=reason)

    @api.model
    def _prepaid_items(self, receipt):
        return receipt.payment_ids.move_id.line_ids.filtered(
            lambda item: item.account_id == receipt.company_id.estate_prepay_account_id
        )
