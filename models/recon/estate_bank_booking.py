from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of
from ..core.account_move_line_replace import GIVEN

ZERO = Decimal(0)

# The line's own entry is rewritten, not edited by a person: core need neither carry
# the change back to the line nor look for taxes and terms in it.
REWRITE_CONTEXT = {
    "skip_account_move_synchronization": True,
    "skip_invoice_sync": True,
    "skip_readonly_check": True,
    "force_delete": True,
    "tracking_disable": True,
}


class BankPart(NamedTuple):
    """What a part of a bank line is booked as.

    ``amount`` has the sign of the line: positive for money that came in. ``items``
    are the journal items it settles (none for money that is held or plain income).
    """

    account: object
    amount: Decimal
    name: str
    partner: object = None
    unit: object = None
    item: object = None
    items: object = None
    rule: object = None


class EstateBankBooking(models.AbstractModel):
    """Books bank lines on their own entries, many at once (B-02).

    The suspense item of a line's entry is replaced by what the money was for; what it
    settles is reconciled in one plan for all lines. Undoing brings the suspense item
    back and deletes nothing else: core's own undo deletes payments (design, odoo19).
    """

    _name = "estate.bank.booking"
    _description = "Booking of Bank Lines"

    # ------------------------------------------------------------
    # BOOK
    # ------------------------------------------------------------

    @api.model
    def _book(self, bookings):
        """Replace the suspense items of bank lines by what their money was for.

        :param bookings: list of (bank statement line, list of :class:`BankPart`); the
            parts of a line add up to its open amount or less: the rest stays open
        :return: the lines booked
        :raises UserError: when parts exceed what is open, or a line is booked already
        """
        bookings = [(line, parts) for line, parts in bookings if parts]
        lines = self.env["account.bank.statement.line"].union(
            *(line for line, _parts in bookings)
        )
        if not lines:
            return lines
        self._check_open(lines)
        waiting = self._suspense_items(lines).grouped("move_id")
        rows_of = {
            line: self._rows(line, waiting[line.move_id], parts)
            for line, parts in bookings
        }
        plain = self._plain_lines(rows_of, waiting)
        pairs = []
        for of_these, replace in (
            (plain, self._replace_at_once),
            (lines - plain, self._replace_by_core),
        ):
            if of_these:
                rows = [rows_of[line] for line in of_these]
                items = replace([waiting[line.move_id] for line in of_these], rows)
                parts = [part for of_line in rows for _vals, part in of_line]
                pairs += zip(items, parts, strict=True)
        self._settle(pairs)
        return lines

    @api.model
    def _plain_lines(self, rows_of, waiting):
        """Return the lines of whose booking core need not be asked.

        One item is open of each, and every part has its sign.
        """
        lines = self.env["account.bank.statement.line"]
        plain = lines.concat(
            *(
                line
                for line, rows in rows_of.items()
                if len(waiting[line.move_id]) == 1
                and len({vals["balance"] > 0 for vals, _part in rows}) == 1
            )
        )
        accounts = self.env["account.account"].browse(
            {vals["account_id"] for rows in rows_of.values() for vals, _part in rows}
        )
        items = self.env["account.move.line"]
        open_items = items.concat(*(waiting[line.move_id] for line in plain))
        return plain if items._estate_can_replace(open_items, accounts) else lines

    @api.model
    def _replace_at_once(self, waiting, rows):
        """Put the parts in the place of what is open; return the ids of their items."""
        return self.env["account.move.line"]._estate_replace(
            {
                item: [{name: vals[name] for name in GIVEN} for vals, _part in of_line]
                for item, of_line in zip(waiting, rows, strict=True)
            }
        )

    @api.model
    def _replace_by_core(self, waiting, rows):
        """Do the same by core's ``unlink`` and ``create``."""
        waiting = self.env["account.move.line"].concat(*waiting)
        moves = waiting.move_id.with_context(**REWRITE_CONTEXT)
        with moves._check_balanced({"records": moves}):
            waiting.with_context(**REWRITE_CONTEXT).unlink()
            items = moves.line_ids.browse().create(
                [vals for of_line in rows for vals, _part in of_line]
            )
        return items.ids

    @api.model
    def _check_open(self, lines):
        """Keep others from booking the lines, and see that none is booked."""
        self.env["estate.cashier"]._lock(lines)
        lines.invalidate_recordset(["is_reconciled", "amount_residual"])
        self._check_bookable(lines)
        self._check_currency(lines)
        booked = lines.filtered("is_reconciled")
        if booked:
            raise UserError(
                self.env._(
                    "%(line)s of %(date)s is booked already: undo it first.",
                    line=booked[0].payment_ref or booked[0].partner_name,
                    date=booked[0].date,
                )
            )

    @api.model
    def _check_bookable(self, lines):
        """Refuse lines whose entry is no longer, or not as it was imported."""
        waiting = self._suspense_items(lines).move_id
        for line in lines:
            if line.state != "posted" or (
                line.move_id not in waiting and not line.is_reconciled
            ):
                raise UserError(
                    self.env._(
                        "%(entry)s is not a posted entry with money that waits on "
                        "%(account)s: was the account changed?",
                        entry=line.move_id.display_name,
                        account=line.journal_id.suspense_account_id.display_name,
                    )
                )

    @api.model
    def _check_currency(self, lines):
        """Fees are in the company's currency; others are left to core's own screens."""
        for line in lines:
            own = line.company_id.currency_id
            if line.currency_id != own or line.foreign_currency_id:
                raise UserError(
                    self.env._(
                        "“%(line)s” is not in %(currency)s: it cannot be matched with "
                        "fees.",
                        line=line.payment_ref or line.partner_name,
                        currency=own.name,
                    )
                )

    @api.model
    def _total(self, parts):
        return sum((part.amount for part in parts), ZERO)

    @api.model
    def _open_amount(self, line):
        """Return what of a bank line is not booked, with the line's sign."""
        return -sum(
            (decimal_of(item.balance) for item in self._suspense_items(line)), ZERO
        )

    @api.model
    def _signed_amount(self, company, amount):
        """Return an amount of the company's currency that may be below zero.

        :raises UserError: when it is zero, no amount, or has parts of a cent
        """
        value = decimal_of(amount)
        self.env["estate.cashier"]._money(company, abs(value))
        return value

    @api.model
    def _suspense_items(self, lines):
        """Return what of the lines is not booked yet."""
        return lines.move_id.line_ids.filtered(
            lambda item: item.account_id == item.journal_id.suspense_account_id
        )

    @api.model
    def _rows(self, line, waiting, parts):
        """Return (values, part) of the items that replace the suspense item.

        What the parts leave over waits on the suspense account, without a part.
        """
        left = -sum((decimal_of(item.balance) for item in waiting), ZERO)
        rest = left - self._total(parts)
        self._check_within(line, left, left - rest)
        rows = [(self._item_vals(line, part), part) for part in parts]
        if rest:
            unbooked = BankPart(
                line.journal_id.suspense_account_id,
                rest,
                line.payment_ref,
                line.partner_id,
            )
            rows.append((self._item_vals(line, unbooked), unbooked))
        return rows

    @api.model
    def _check_within(self, line, left, total):
        """Refuse parts that come to more than is open, or to the opposite of it."""
        if total == left or 0 < total < left or left < total < 0:
            return
        currency = line.company_id.currency_id
        total_told, open_told = map(currency.format, (float(total), float(left)))
        if total * left > 0:
            raise UserError(
                self.env._(
                    "%(parts)s is more than the %(open)s that is open of the bank "
                    "line.",
                    parts=total_told,
                    open=open_told,
                )
            )
        raise UserError(
            self.env._(
                "The parts come to %(total)s, the bank line to %(open)s.",
                total=total_told,
                open=open_told,
            )
        )

    @api.model
    def _item_vals(self, line, part):
        return {
            "move_id": line.move_id.id,
            "name": part.name,
            "account_id": part.account.id,
            "partner_id": part.partner.id if part.partner else False,
            "estate_unit_id": part.unit.id if part.unit else False,
            "estate_item_id": part.item.id if part.item else False,
            "reconcile_model_id": part.rule.id if part.rule else False,
            "currency_id": line.company_id.currency_id.id,
            "balance": -float(part.amount),
            "amount_currency": -float(part.amount),
        }

    @api.model
    def _settle(self, pairs):
        """Reconcile items with what their parts settle, all together.

        Parts that settle the same item are reconciled together.

        :param pairs: (id of an item, its :class:`BankPart`, or ``None``)
        """
        settled, paying = {}, defaultdict(list)
        for item_id, part in pairs:
            if part.items:
                key = part.items.ids[0]
                settled[key] = settled.get(key, part.items) | part.items
                paying[key].append(item_id)
        self.env["account.move.line"]._estate_settle(
            [[*items.ids, *paying[key]] for key, items in settled.items()]
        )

    # ------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------

    @api.model
    def _unbook(self, lines):
        """Bring the suspense items of bank lines back; what they paid is open again.

        :raises UserError: when nothing is booked, when a prepayment of theirs went
            on, or (by core) when their period is closed
        """
        self.env["estate.cashier"]._lock(lines)
        booked = self._booked_items(lines)
        self._check_unbookable(lines, booked)
        self._take_back_uses(booked)
        booked.remove_move_reconcile()
        moves = lines.move_id.with_context(**REWRITE_CONTEXT)
        with moves._check_balanced({"records": moves}):
            old = booked | self._suspense_items(lines)
            old.with_context(**REWRITE_CONTEXT).unlink()
            booked.browse().with_context(**REWRITE_CONTEXT).create(
                [line._prepare_move_line_default_vals()[1] for line in lines]
            )
        return lines

    @api.model
    def _booked_items(self, lines):
        """Return what bank lines were booked as."""
        return lines.move_id.line_ids.filtered(
            lambda item: item.account_id
            not in (
                item.journal_id.suspense_account_id,
                item.journal_id.default_account_id,
            )
        )

    @api.model
    def _check_unbookable(self, lines, booked):
        idle = lines.filtered(lambda line: line.move_id not in booked.move_id)
        if idle:
            raise UserError(
                self.env._(
                    "“%(line)s” of %(date)s is not matched: load the page again.",
                    line=idle[0].payment_ref or idle[0].partner_name,
                    date=idle[0].date,
                )
            )
        held = self._held_items(booked)
        entries = held.matched_debit_ids.debit_move_id.move_id
        gone = entries - self.env["estate.cashier"]._applications_of(held)
        if gone:
            raise UserError(
                self.env._(
                    "The prepayment of this bank line was given back or moved on "
                    "(%(entries)s): undo that first.",
                    entries=", ".join(gone.mapped("name")),
                )
            )

    @api.model
    def _held_items(self, booked):
        """Return the prepayments among what bank lines were booked as."""
        return booked.filtered(
            lambda item: item.account_id == item.company_id.estate_prepay_account_id
        )

    @api.model
    def _take_back_uses(self, booked):
        """Open the bills again that were paid with prepayments of these lines."""
        service = self.env["estate.cashier"]
        service._take_back_applications(
            service._applications_of(self._held_items(booked)),
            self.env._("The match of the bank line was undone."),
        )
