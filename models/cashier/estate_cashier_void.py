from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .estate_cashier import REVIEWER_GROUPS


class EstateCashier(models.AbstractModel):
    """Taking a voucher back (作废): the number stays, what it settled is open again."""

    _inherit = "estate.cashier"

    @api.model
    def _void(self, voucher, reason):
        """Void a receipt or a refund: cancel its payments, reopen what they settled.

        In an open period the entries are cancelled and keep their numbers; in a
        closed or sealed one they are reversed today, since what was reported stays.

        :raises UserError: without a reason, when it is void already, or when the money
            went on meanwhile (a used prepayment, a refund, the bank)
        """
        voucher.ensure_one()
        self._check_may_void(voucher)
        # Counter staff hold no accounting right: the role was checked just now.
        voided = voucher.sudo().with_company(voucher.company_id)
        service = voided.env["estate.cashier"]
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
        service._void_in_session(voided.payment_ids)
        service._after_void(voided)

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    @api.model
    def _check_may_void(self, voucher):
        """A clerk takes back what he wrote while it is fresh; else a reviewer does."""
        voucher.check_access("read")
        if self.env.su or self._has_any_group(REVIEWER_GROUPS):
            return
        if voucher._name == "estate.refund":
            self._check_may_refund(voucher.unit_id, voucher.card_id)
        else:
            self._check_may_collect(voucher.unit_id)
        age = fields.Date.context_today(self) - voucher.date
        if voucher.cashier_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(number)s was written by %(cashier)s: only he, a supervisor or "
                    "the accountant may void it.",
                    number=voucher.name,
                    cashier=voucher.cashier_id.name,
                )
            )
        if age.days > voucher.company_id.estate_void_days:
            raise AccessError(
                self.env._(
                    "%(number)s is of %(date)s: a supervisor or the accountant must "
                    "void it.",
                    number=voucher.name,
                    date=voucher.date,
                )
            )

    @api.model
    def _check_voidable(self, voucher, reason):
        if voucher.state == "void":
            raise UserError(
                self.env._("%(number)s is void already.", number=voucher.name)
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why %(number)s is void.", number=voucher.name)
            )
        if voucher._name == "estate.receipt":
            self._check_money_kept(voucher)
            self._check_prepayment_unused(voucher, self._prepaid_items(voucher))
        self._check_not_banked(voucher)
        self._check_sessions_voidable(voucher)

    @api.model
    def _check_money_kept(self, receipt):
        """Money that went again came and went: what took it must be undone first."""
        items = receipt.payment_ids.move_id.line_ids
        entries = items.matched_debit_ids.debit_move_id.move_id
        refunds = entries.origin_payment_id.estate_refund_id
        if refunds:
            raise UserError(
                self.env._(
                    "Money of receipt %(number)s was given back already (refund "
                    "%(refunds)s): void the refund first.",
                    number=receipt.name,
                    refunds=", ".join(refunds.mapped("name")),
                )
            )
        self._check_deposit_kept(receipt, items)

    @api.model
    def _check_deposit_kept(self, receipt, items):
        """A deposit may be gone without a voucher: the accountant booked it so."""
        account = receipt.company_id.estate_deposit_account_id
        deposits = items.filtered(lambda item: item.account_id == account)
        entries = deposits.matched_debit_ids.debit_move_id.move_id
        if entries:
            raise UserError(
                self.env._(
                    "The deposit of receipt %(number)s was used already (entry "
                    "%(entries)s): have the accountant undo that first.",
                    number=receipt.name,
                    entries=", ".join(entries.mapped("name")),
                )
            )

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
    def _check_not_banked(self, voucher):
        """Money seen on a bank statement moved: the match must be undone first."""
        banked = voucher.payment_ids.reconciled_statement_line_ids
        if banked:
            raise UserError(
                self.env._(
                    "The money of %(number)s is matched with the bank statement "
                    "(%(lines)s): undo the match first.",
                    number=voucher.name,
                    lines=", ".join(banked.mapped("display_name")),
                )
            )

    # ------------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------------

    @api.model
    def _undo_payments(self, payments, voucher, reason):
        """Cancel the payments; the items they settled are open again.

        An entry that was cancelled in the accounting app stays as it is.
        """
        moves = payments.move_id.filtered(lambda move: move.state == "posted")
        self._undo_entries(
            moves,
            self.env._(
                "%(number)s void: %(reason)s", number=voucher.name, reason=reason
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
    def _after_void(self, voucher):
        """The card of a void receipt stands without its deposit again.

        That of a void refund was given back all the same: its deposit is held.
        """
        if voucher._name != "estate.receipt":
            return
        cards = self.env["estate.access.card"].search(
            [("deposit_receipt_id", "=", voucher.id)]
        )
        cards.deposit_receipt_id = False
