from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.allocation import fill_in_order
from ...engine.money import decimal_of, round_half_up
from ..mixins.approval_mixin import KEEPER
from .estate_cashier_collect import BOOKING_CONTEXT

ZERO = decimal_of(0)


class EstateCashier(models.AbstractModel):
    """Booking what was waived: a credit note for each bill, settled with it."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # WHAT MAY BE WAIVED
    # ------------------------------------------------------------------

    @api.model
    def _waivable_lines(self, waiver):
        """Return {charged line id: what may be waived of it}, oldest first."""
        unit = waiver.unit_id._origin
        if not unit or not waiver.partner_id:
            return {}
        unit.check_access("read")
        bills, items = waiver.bill_ids._origin, waiver.item_ids._origin
        if waiver.reason_id.of_paid and bills:
            lines = bills.line_ids.filtered(
                lambda line: line.display_type == "product"
                and line.estate_unit_id == unit
                and line.partner_id == waiver.partner_id.commercial_partner_id._origin
            )
        else:
            lines = self._open_charged(unit, waiver.partner_id, bills)
        if items:
            lines = lines.filtered(lambda line: line.estate_item_id in items)
        else:
            # The money of others is theirs to waive; whoever names the item may.
            lines = lines.filtered(lambda line: line.estate_item_id.kind != "agency")
        rooms = self._rooms_of(lines, waiver.reason_id.of_paid)
        return {line.id: rooms[line.id] for line in lines if rooms.get(line.id)}

    @api.model
    def _open_charged(self, unit, partner, bills):
        """Return the lines of published bills on which something is open."""
        rows = self._open_lines(unit, partner=partner._origin)
        return self.env["account.move.line"].browse(
            row["move_line_id"]
            for row in rows
            if row["is_invoice"]
            and row["open"] > 0
            and (not bills or row["move_id"] in bills.ids)
        )

    @api.model
    def _waiver_rooms(self, lines):
        """Return what may be waived of the charged lines of ``estate.waiver.line``."""
        rooms = {}
        for of_paid, group in lines.grouped(
            lambda line: line.waiver_id.reason_id.of_paid
        ).items():
            rooms |= self._rooms_of(group.move_line_id._origin, of_paid)
        return rooms

    @api.model
    def _rooms_of(self, charged, of_paid):
        """Return what is open of each charged line; else all that was not waived."""
        if not charged:
            return {}
        # The ledger is closed to the counter; the units were checked, or their waiver.
        charged = charged.sudo()
        if not of_paid:
            rows = charged.env["estate.cashier"]._open_lines(charged.estate_unit_id)
            opens = {row["move_line_id"]: row["open"] for row in rows}
            return {line.id: max(opens.get(line.id, ZERO), ZERO) for line in charged}
        rooms = {}
        for bill in charged.move_id:
            rooms |= self._rooms_of_bill(bill)
        return {line.id: rooms.get(line.id, ZERO) for line in charged}

    @api.model
    def _rooms_of_bill(self, bill):
        """Return what was not credited of each charged line, paid or not.

        A credit note that is no waiver's names no line: it takes off the first ones.
        """
        lines = bill.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        waived = self._waived_by_line(lines.ids)
        left = [decimal_of(line.price_total) - waived.get(line.id, 0) for line in lines]
        credited = decimal_of(bill._estate_credited()) - sum(waived.values(), ZERO)
        taken = fill_in_order(max(credited, ZERO), left)
        return {
            line.id: max(amount - part, ZERO)
            for line, amount, part in zip(lines, left, taken, strict=True)
        }

    @api.model
    def _waived_by_line(self, line_ids):
        """Return what booked waivers took off, by charged line."""
        # What was waived is a fact of the bill, not of the reader's communities.
        rows = (
            self.env["estate.waiver.line"]
            .sudo()
            ._read_group(
                [("move_line_id", "in", line_ids), ("waiver_id.state", "=", "done")],
                ["move_line_id"],
                ["amount:sum"],
            )
        )
        return {line.id: decimal_of(amount) for line, amount in rows}

    @api.model
    def _designated_by_line(self, line_ids):
        """What was waived of a line settles that line, not the first of the bill."""
        result = super()._designated_by_line(line_ids)
        for line_id, amount in self._waived_by_line(line_ids).items():
            result[line_id] = result.get(line_id, ZERO) + amount
        return result

    # ------------------------------------------------------------------
    # BOOKING
    # ------------------------------------------------------------------

    @api.model
    def _check_may_waive(self, waiver):
        waiver.check_access("read")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant books waivers."))

    @api.model
    def _book_waiver(self, waiver, date=None):
        """Book an approved waiver once; a second click finds the first's notes.

        :return: the credit notes
        """
        waiver.ensure_one()
        self._check_may_waive(waiver)
        # Waivers are written by their steps alone: the role was checked just now.
        asked = waiver.sudo().with_company(waiver.company_id)
        service = asked.env["estate.cashier"].with_context(**BOOKING_CONTEXT)
        bills = asked.line_ids.move_id
        service._lock(asked)
        if asked.state == "done":
            return asked.credit_ids
        if asked.state != "approved":
            raise UserError(
                self.env._("%s is not approved, or booked already.", asked.name)
            )
        service._lock_bills(bills)
        date = service._check_date(date, asked.company_id, [])
        service._check_not_locked(date, asked.company_id, bills.journal_id[:1])
        asked._check_room()
        notes = service._make_credit_notes(asked, date)
        for bill, note in zip(bills, notes, strict=True):
            service._settle_with(bill, note)
        asked.write({"state": "done", "done_by_id": self.env.uid, "done_on": date})
        return notes

    @api.model
    def _make_credit_notes(self, waiver, date):
        """Return one posted credit note per bill, in the order of the bills."""
        by_bill = waiver.line_ids.grouped("move_id")
        bills = waiver.line_ids.move_id
        notes = self.env["account.move"].create(
            [self._credit_vals(waiver, bill, by_bill[bill], date) for bill in bills]
        )
        for bill, note in zip(bills, notes, strict=True):
            note.line_ids.estate_unit_id = waiver.unit_id
            self._heal_cents(note, sum(by_bill[bill].mapped("amount")))
            made = note.invoice_line_ids.sorted("id")
            for line, credit in zip(by_bill[bill], made, strict=True):
                line.credit_line_id = credit
        notes.action_post()
        return notes

    @api.model
    def _credit_vals(self, waiver, bill, lines, date):
        return {
            "move_type": "out_refund",
            "company_id": waiver.company_id.id,
            "journal_id": bill.journal_id.id,
            "partner_id": bill.partner_id.id,
            "fiscal_position_id": bill.fiscal_position_id.id,
            "currency_id": bill.currency_id.id,
            "invoice_date": date,
            "date": date,
            "invoice_date_due": date,
            "ref": f"{waiver.name}: {waiver.note}",
            "reversed_entry_id": bill.id,
            "estate_unit_id": waiver.unit_id.id,
            "estate_waiver_id": waiver.id,
            "invoice_line_ids": [
                Command.create(self._credit_line_vals(waiver, line)) for line in lines
            ],
        }

    @api.model
    def _credit_line_vals(self, waiver, line):
        """Turn round the waived part of a line, on its accounts, taxes, analytics.

        The days stay billed: a credit note names no assignment (design §2.2).
        """
        charged = line.move_line_id
        lang = waiver.partner_id.lang or waiver.env.lang
        net = decimal_of(charged.price_unit) * decimal_of(charged.quantity)
        price = decimal_of(line.amount) * net / decimal_of(charged.price_total)
        return {
            "name": waiver.with_context(lang=lang).env._(
                "Waived: %(line)s", line=charged.name
            ),
            "product_id": charged.product_id.id,
            "account_id": charged.account_id.id,
            "quantity": 1.0,
            "price_unit": float(
                round_half_up(price, waiver.currency_id.decimal_places)
            ),
            "tax_ids": [Command.set(charged.tax_ids.ids)],
            "analytic_distribution": charged.analytic_distribution,
            "estate_unit_id": charged.estate_unit_id.id,
            "estate_item_id": charged.estate_item_id.id,
            "estate_date_from": line.days_from or charged.estate_date_from,
            "estate_date_to": line.days_to or charged.estate_date_to,
            "estate_explanation": self._waiver_explanation(waiver, line),
        }

    @api.model
    def _waiver_explanation(self, waiver, line):
        """Freeze how the credit came about (B-08)."""
        return {
            "kind": "waiver",
            "waiver": waiver.name,
            "reason": waiver.reason_id.name,
            "note": waiver.note,
            "method": "days" if waiver.vacancy_id else waiver.method,
            "percent": str(decimal_of(line.days_percent or waiver.percent)),
            "of": str(decimal_of(line.room)),
            "line": str(decimal_of(line.move_line_id.price_total)),
            "amount": str(decimal_of(line.amount)),
            "bill": line.move_id.name,
            "days": line.days or 0,
            "of_days": line.of_days or 0,
            "date_from": fields.Date.to_string(line.days_from) or "",
            "date_to": fields.Date.to_string(line.days_to) or "",
            "approved_by": waiver.review_ids.done_by.mapped("name"),
            **self._waiver_shares(waiver, line),
        }

    @api.model
    def _waiver_shares(self, waiver, line):
        """Freeze what the amount of a line was worked out of.

        Nothing where lines were paid since the waiver was laid over them: then it is
        what was approved.
        """
        charged, lines = line.move_line_id, waiver.line_ids
        if waiver.vacancy_id:
            return {
                "line_from": fields.Date.to_string(charged.estate_date_from),
                "line_to": fields.Date.to_string(charged.estate_date_to),
            }
        if waiver._shared() != [decimal_of(one.amount) for one in lines]:
            return {}
        return {
            "asked": str(decimal_of(waiver.asked_amount)),
            "rooms": [str(decimal_of(one.room)) for one in lines],
            "place": lines.ids.index(line.id),
        }

    @api.model
    def _heal_cents(self, note, amount):
        """Let taxes on top take the cents that the net prices were rounded by.

        :param note: a draft credit note, or a draft bill
        """
        gap = note.currency_id.round(amount - note.amount_total)
        tax = note.line_ids.filtered("tax_line_id")[-1:]
        if gap and tax:
            tax.amount_currency += note.direction_sign * gap

    @api.model
    def _settle_with(self, bill, note):
        """Settle a bill with its credit note; what is more stays to the credit."""
        items = (bill.line_ids | note.line_ids).filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
            and not item.reconciled
        )
        if items.filtered(lambda item: item.move_id == bill):
            items.reconcile()

    # ------------------------------------------------------------------
    # UNDOING
    # ------------------------------------------------------------------

    @api.model
    def _undo_waiver(self, waiver, reason):
        """The bill is open again; the credit notes are cancelled, or reversed."""
        waiver.ensure_one()
        self._check_may_waive(waiver)
        # Waivers are written by their steps alone: the role was checked just now.
        asked = waiver.sudo().with_company(waiver.company_id)
        service = asked.env["estate.cashier"].with_context(**BOOKING_CONTEXT)
        service._lock(asked)
        if asked.state != "done":
            raise UserError(self.env._("%s is not booked.", asked.name))
        notes = asked.credit_ids.filtered(lambda note: note.state == "posted")
        service._check_credit_unused(asked, notes)
        asked.write({"state": "cancelled", "cancel_reason": reason})
        service._undo_entries(notes, reason)

    @api.model
    def _check_credit_unused(self, waiver, notes):
        return self._check_notes_unused(waiver.name, notes)

    @api.model
    def _check_notes_unused(self, name, notes):
        """A credit that paid another bill, or was paid out, is not taken back so."""
        used = defaultdict(set)
        for note in notes:
            items = note.line_ids.matched_debit_ids.debit_move_id.move_id
            for entry in items - note.reversed_entry_id:
                used[note.name].add(entry.name)
        if used:
            raise UserError(
                self.env._(
                    "The credit of %(name)s was used already (%(entries)s): undo "
                    "that first.",
                    name=name,
                    entries=", ".join(sorted(set().union(*used.values()))),
                )
            )
