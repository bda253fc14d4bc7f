from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import decimal_of
from ..cashier.estate_cashier_collect import BOOKING_CONTEXT
from ..mixins.approval_mixin import KEEPER

ZERO = decimal_of(0)


class EstateCashier(models.AbstractModel):
    """Closing a change of owner or tenant: all of it in one transaction, once."""

    _inherit = "estate.cashier"

    @api.model
    def _check_may_settle(self, transfer):
        transfer.check_access("read")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant settles and closes a change."))

    @api.model
    def _close_transfer(self, transfer, date=None):
        """Book a signed settlement and let people and mandates change, once.

        A second click finds what the first has done.

        :param date: of the entries, today unless given
        :return: the entries made
        :raises UserError: when it is not signed, the ledger changed since, the period
            is locked, or somebody else is booking on the same bills
        """
        transfer.ensure_one()
        self._check_may_settle(transfer)
        # Changes are written by their steps alone: the role was checked just now.
        asked = transfer.sudo().with_company(transfer.company_id)
        service = asked.env["estate.cashier"].with_context(**BOOKING_CONTEXT)
        service._lock(asked)
        service._lock(asked.unit_id)
        if asked.state == "closed":
            return asked.move_ids
        asked._check_state(("signed",))
        bills = asked.split_ids.move_line_id.move_id
        service._lock_bills(bills)
        service._lock(asked.held_ids.move_line_id)
        date = service._check_date(date, asked.company_id, [])
        for journal in service._journals_of_transfer(asked, bills):
            service._check_not_locked(date, asked.company_id, journal)
        asked._check_papers()
        asked._check_fresh()
        asked._check_arrears()
        service._book_transfer(asked, date)
        people = asked._change_people()
        mandates = asked._end_mandates()
        asked._enter_readings()
        asked.write(
            {
                "state": "closed",
                "closed_by_id": self.env.uid,
                "closed_on": date,
                "undo": {
                    **people,
                    "mandates": mandates,
                    "partials": service._partials_of(asked.move_ids).ids,
                },
            }
        )
        asked._tell_closed()
        return asked.move_ids

    @api.model
    def _journals_of_transfer(self, transfer, bills):
        journals = bills.journal_id | transfer.company_id.estate_bill_journal_id
        if not journals:
            raise UserError(
                self.env._(
                    "The accounts of %(company)s are not set up yet: ask the "
                    "accountant to run the accounting set-up.",
                    company=transfer.company_id.name,
                )
            )
        return journals | self._misc_journal(transfer.company_id)

    @api.model
    def _book_transfer(self, transfer, date):
        """Credit the one, charge the other, and pass on what is held.

        The days stay billed where they were: neither the credit notes nor the new
        bill name an assignment (design §2.2), so a later run bills them to nobody,
        and the day after them to whoever is there.
        """
        notes = self._credit_leaving(transfer, date)
        bill = self._charge_new_party(transfer, date)
        self._net_credits(transfer.unit_id, self._open_receivable_of(notes))
        self._hold_credit(transfer, self._open_receivable_of(notes), date)
        self._carry_held(transfer, date)
        if transfer.company_id.estate_auto_apply_prepayment:
            self._apply_to_settlement(transfer, bill)

    @api.model
    def _open_receivable_of(self, moves):
        return moves.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
            and not item.reconciled
        )

    @api.model
    def _partials_of(self, moves):
        """Return all that is reconciled with these entries."""
        items = moves.line_ids
        return items.matched_debit_ids | items.matched_credit_ids

    @api.model
    def _waived_by_line(self, line_ids):
        """What passed to another party cannot be waived, and is settled on its line."""
        result = super()._waived_by_line(line_ids)
        # What was settled is a fact of the bill, not of the reader's communities.
        rows = (
            self.env["estate.unit.transfer.line"]
            .sudo()
            ._read_group(
                [
                    ("move_line_id", "in", line_ids),
                    ("credit_line_id", "!=", False),
                    ("transfer_id.state", "=", "closed"),
                ],
                ["move_line_id"],
                ["new_amount:sum"],
            )
        )
        for line, amount in rows:
            result[line.id] = result.get(line.id, ZERO) + decimal_of(amount)
        return result

    @api.model
    def _meant_on_days(self, line_ids):
        """What passed to another party is owed no more from the day it was booked."""
        result = super()._meant_on_days(line_ids)
        # What was settled is a fact of the bill, not of the reader's communities.
        rows = (
            self.env["estate.unit.transfer.line"]
            .sudo()
            .search(
                [
                    ("move_line_id", "in", line_ids),
                    ("credit_line_id", "!=", False),
                    ("transfer_id.state", "=", "closed"),
                ]
            )
        )
        for row in rows:
            part = (row.transfer_id.closed_on, decimal_of(row.new_amount))
            result[row.move_line_id.id].append(part)
        return result

    @api.model
    def _check_credit_unused(self, waiver, notes):
        result = super()._check_credit_unused(waiver, notes)
        self._check_not_settled_since(waiver.line_ids.move_line_id, notes)
        return result

    @api.model
    def _undo_rebill(self, rows):
        # The ledger is closed to direct writes; the caller was checked.
        booked = rows.sudo()
        notes = booked.new_move_id.filtered(lambda one: one.move_type == "out_refund")
        self._check_not_settled_since(booked.move_line_id, notes)
        return super()._undo_rebill(rows)

    @api.model
    def _check_not_settled_since(self, charged, notes):
        """What was taken off before a split is part of it: who left would owe it all.

        :raises UserError: with the settlements that come first
        """
        rows = self._passed_rows("move_line_id", charged.ids)
        first = min(notes.ids, default=0)
        since = rows.filtered(
            lambda row: first and row.credit_line_id.move_id.id > first
        )
        if since:
            raise UserError(
                self.env._(
                    "The bill was settled since (%(changes)s): cancel that first.",
                    changes=", ".join(since.transfer_id.mapped("name")),
                )
            )

    @api.model
    def _settlement_due(self, transfer, date):
        days = transfer.company_id.estate_transfer_due_days
        return fields.Date.add(date, days=days)
