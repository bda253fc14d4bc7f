from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .estate_collection_batch import ACCOUNTANT


class EstateCollectionReturn(models.Model):
    """Taking the booking of a return back, as long as nothing rests on it."""

    _inherit = "estate.collection.return"

    # ------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------

    def _undo(self, reason):
        """Take the booking back: the bills are open and with the bank again.

        :raises UserError: without a reason, when it is undone, when the money is
            matched with the bank or went on, or a bill went into another batch
        """
        self.ensure_one()
        batch = self.batch_id
        batch._check_role(ACCOUNTANT)
        self.env["estate.cashier"]._lock(batch)
        # Ledger and rows are written by the system; the role was checked just now.
        found = self.sudo().with_company(self.company_id)
        found._check_undoable(reason)
        service = found.env["estate.cashier"]
        service._take_back_applications(
            service._applications_of(found._prepaid_items()), reason
        )
        entries = found.move_ids.filtered(lambda move: move.state == "posted")
        service._undo_entries(entries, reason)
        found._reopen_lines()
        found.write({"state": "undone", "undo_reason": reason.strip()})
        found.batch_id._take_step("sent")
        found.batch_id._update_totals()
        found.batch_id.message_post(
            body=self.env._(
                "Return %(file)s was undone: %(reason)s", file=self.name, reason=reason
            )
        )

    def _check_undoable(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the return is undone."))
        if self.state != "booked":
            raise UserError(
                self.env._("Return %(file)s is undone already.", file=self.name)
            )
        items = self._bank_items()
        if items.matched_debit_ids or items.matched_credit_ids:
            raise UserError(
                self.env._(
                    "The money of return %(file)s is matched with the bank statement: "
                    "undo the match first.",
                    file=self.name,
                )
            )
        self._check_bills_free()
        self._check_prepayments_kept()

    def _check_bills_free(self):
        """A refused bill may be in a later batch: that one would ask for it twice."""
        bills = self.line_ids.bill_ids
        later = bills.search(
            [
                ("move_line_id", "in", bills.move_line_id.ids),
                ("id", "not in", bills.ids),
                ("is_live", "=", True),
            ]
        )
        retries = self.batch_id.retry_ids.filtered(
            lambda retry: retry.state != "cancelled"
        )
        batches = later.line_id.batch_id | retries
        if batches:
            raise UserError(
                self.env._(
                    "What this return refused is in %(batches)s: cancel that first.",
                    batches=", ".join(batches.mapped("name")),
                )
            )

    def _prepaid_items(self):
        account = self.company_id.estate_prepay_account_id
        return self.move_ids.line_ids.filtered(lambda item: item.account_id == account)

    def _check_prepayments_kept(self):
        """Money that was given back came and went: the refund is voided first."""
        entries = self._prepaid_items().matched_debit_ids.debit_move_id.move_id
        gone = entries - self.env["estate.cashier"]._applications_of(
            self._prepaid_items()
        )
        if gone:
            raise UserError(
                self.env._(
                    "A prepayment of return %(file)s was used already (%(entries)s): "
                    "undo that first.",
                    file=self.name,
                    entries=", ".join(gone.mapped("name")),
                )
            )

    def _reopen_lines(self):
        """Have the deductions wait for an answer again; mandates count again."""
        lines = self.line_ids
        stopped = lines.filtered(lambda line: line.state == "stop")
        mandates = stopped.mandate_id.filtered(
            lambda mandate: mandate.state == "suspended"
            and (mandate.stop_reason or "").startswith(self._stop_mark())
        )
        if mandates:
            mandates.action_activate()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_collection_bill bill
                   SET is_live = true, amount_settled = 0
                  FROM estate_collection_line line
                 WHERE line.id = bill.line_id AND line.return_id = %s
                """,
                self.id,
            )
        )
        blank = ("return_id", "code", "reason", "note")
        lines.write(
            {
                "state": "waiting",
                "amount_paid": 0,
                "amount_prepaid": 0,
                **dict.fromkeys(blank, False),
            }
        )
        self.env["estate.collection.bill"].invalidate_model()
