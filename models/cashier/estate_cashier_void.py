from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .estate_cashier import REVIEWER_GROUPS


class EstateCashier(models.AbstractModel):
    """Taking a receipt back (作废): the number stays, the bills are open again."""

    _inherit = "estate.cashier"

    @api.model
    def _void(self, receipt, reason):
        """Void a receipt: cancel its payments and reopen what they settled.

        In an open period the entries are cancelled and keep their numbers; in a
        closed or sealed one they are reversed today, since what was reported stays.

        :raises UserError: without a reason, when it is void already, or when the money
            went on meanwhile (a used prepayment, a returned deposit, the bank)
        """
        receipt.ensure_one()
        self._check_may_void(receipt)
        # Counter staff hold no accounting right: the role was checked just now.
        voided = receipt.sudo().with_company(receipt.company_id)
        service = self.sudo().with_company(receipt.company_id)
        service._lock(voided)
        service._check_voidable(voided, reason)
        service._undo_payments(voided.payment_ids, voided, reason)
        voided.write(
            {
                "state": "void",
                "void_reason": reason.strip(),
                "void_user_id": self.env.uid,
                "void_date": fields.Datetime.now(),
            }
        )
        service._after_void(voided)

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    @api.model
    def _check_may_void(self, receipt):
        """A clerk takes back his own receipt while it is fresh; others a reviewer."""
        receipt.check_access("read")
        if self.env.su or self._has_any_group(REVIEWER_GROUPS):
            return
        self._check_may_collect(receipt.unit_id)
        age = fields.Date.context_today(self) - receipt.date
        if receipt.cashier_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Receipt %(number)s was written by %(cashier)s: only he, a "
                    "supervisor or the accountant may void it.",
                    number=receipt.name,
                    cashier=receipt.cashier_id.name,
                )
            )
        if age.days > receipt.company_id.estate_void_days:
            raise AccessError(
                self.env._(
                    "Receipt %(number)s is of %(date)s: a supervisor or the accountant "
                    "must void it.",
                    number=receipt.name,
                    date=receipt.date,
                )
            )

    @api.model
    def _check_voidable(self, receipt, reason):
        if receipt.state == "void":
            raise UserError(
                self.env._("Receipt %(number)s is void already.", number=receipt.name)
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the receipt is void."))
        items = receipt.payment_ids.move_id.line_ids
        company = receipt.company_id
        self._check_prepayment_unused(receipt, self._prepaid_items(receipt))
        self._check_deposit_kept(
            receipt,
            items.filtered(lambda i: i.account_id == company.estate_deposit_account_id),
        )
        self._check_not_banked(receipt)

    @api.model
    def _check_prepayment_unused(self, receipt, items):
        """A prepayment that paid a bill cannot be taken back under the bill's feet."""
        used = items.matched_debit_ids.debit_move_id
        if not used:
            return
        entries = used.move_id
        settled = self._bills_of_applications(entries, receipt)
        raise UserError(
            self.env._(
                "The prepayment of receipt %(number)s paid %(bills)s already "
                "(entry %(entries)s). Have a supervisor or the accountant take the "
                "used prepayment back first.",
                number=receipt.name,
                bills=", ".join(settled.mapped("name")),
                entries=", ".join(entries.mapped("name")),
            )
        )

    @api.model
    def _bills_of_applications(self, entries, receipt):
        """Return what the entries paid of the units and payers of the receipt."""
        own = {
            (item.estate_unit_id, item.partner_id)
            for item in self._prepaid_items(receipt)
        }
        paid = entries.line_ids.filtered(
            lambda item: (item.estate_unit_id, item.partner_id) in own
        )
        return paid.matched_debit_ids.debit_move_id.move_id

    @api.model
    def _check_deposit_kept(self, receipt, items):
        returned = items.matched_debit_ids.debit_move_id.move_id
        if returned:
            raise UserError(
                self.env._(
                    "The deposit of receipt %(number)s was given back already "
                    "(%(payments)s).",
                    number=receipt.name,
                    payments=", ".join(returned.mapped("name")),
                )
            )

    @api.model
    def _check_not_banked(self, receipt):
        """Money seen on a bank statement came: the match must be undone first."""
        banked = receipt.payment_ids.reconciled_statement_line_ids
        if banked:
            raise UserError(
                self.env._(
                    "The money of receipt %(number)s is matched with the bank "
                    "statement (%(lines)s): undo the match first.",
                    number=receipt.name,
                    lines=", ".join(banked.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------------

    @api.model
    def _undo_payments(self, payments, receipt, reason):
        """Cancel the payments; the items they settled are open again.

        An entry that was cancelled in the accounting app stays as it is.
        """
        moves = payments.move_id.filtered(lambda move: move.state == "posted")
        self._undo_entries(
            moves,
            self.env._(
                "Receipt %(number)s void: %(reason)s",
                number=receipt.name,
                reason=reason,
            ),
        )
        # A cancelled payment counts as not received, also when its entry was reversed.
        payments.state = "canceled"

    @api.model
    def _undo_entries(self, moves, reason):
        """Cancel entries of open periods, reverse today those that are sealed.

        Resetting an entry to draft would leave it reconciled: the matches go first.
        """
        moves.line_ids.remove_move_reconcile()
        sealed = moves.filtered(self._is_sealed)
        (moves - sealed).button_cancel()
        today = fields.Date.context_today(self)
        sealed._reverse_moves(
            [{"date": today, "ref": reason} for _move in sealed], cancel=True
        )

    @api.model
    def _is_sealed(self, move):
        """Whether the entry lies in a closed period or in a hashed chain."""
        return bool(
            move.inalterable_hash
            or move.company_id._get_violated_lock_dates(
                move.date, False, move.journal_id
            )
        )

    @api.model
    def _after_void(self, receipt):
        """The card stands without its deposit again."""
        cards = self.env["estate.access.card"].search(
            [("deposit_receipt_id", "=", receipt.id)]
        )
        cards.deposit_receipt_id = False
