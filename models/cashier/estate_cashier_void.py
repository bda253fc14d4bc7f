from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


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
        if self.env.su or self._has_any_group(
            (
                "estate_service.group_estate_accountant",
                "estate_service.group_estate_supervisor",
            )
        ):
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
        self._check_prepayment_unused(
            receipt,
            items.filtered(lambda i: i.account_id == company.estate_prepay_account_id),
        )
        self._check_deposit_kept(
            receipt,
            items.filtered(lambda i: i.account_id == company.estate_deposit_account_id),
        )
        self._check_not_banked(receipt)

    @api.model
    def _check_prepayment_unused(self, receipt, items):
        """A prepayment that paid a bill cannot be taken back under the bill's feet."""
        entries = items.matched_debit_ids.debit_move_id.move_id
        if not entries:
            return
        settled = entries.line_ids.matched_debit_ids.debit_move_id.move_id
        raise UserError(
            self.env._(
                "The prepayment of receipt %(number)s paid %(bills)s already "
                "(entry %(entries)s). Have the accountant take that entry back first.",
                number=receipt.name,
                bills=", ".join(settled.mapped("name")),
                entries=", ".join(entries.mapped("name")),
            )
        )

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

        Resetting an entry to draft would leave it reconciled: the matches go first.
        """
        moves = payments.move_id
        moves.line_ids.remove_move_reconcile()
        sealed = moves.filtered(self._is_sealed)
        (moves - sealed).button_cancel()
        sealed._reverse_moves(
            [
                {
                    "date": fields.Date.context_today(self),
                    "ref": self.env._(
                        "Receipt %(number)s void: %(reason)s",
                        number=receipt.name,
                        reason=reason,
                    ),
                }
                for _move in sealed
            ],
            cancel=True,
        )
        # A cancelled payment counts as not received, also when its entry was reversed.
        payments.state = "canceled"

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
