from collections import defaultdict

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.frozen import plain
from ...engine.money import decimal_of
from ...engine.periods import Period
from ...engine.settlement import (
    Component,
    counted_parts,
    split_line,
    split_reading,
)
from ..fee.bill_plan_days import RECURRING_ITEM_KINDS

ZERO = decimal_of(0)


class EstateUnitTransfer(models.Model):
    """The settlement: what of which bill is whose, read from the ledger."""

    _inherit = "estate.unit.transfer"

    # ------------------------------------------------------------
    # BILLED LINES
    # ------------------------------------------------------------

    def _lines_to_split(self):
        """Return the leaving party's bill lines with days of the new party.

        Bills that were cancelled, and fees that do not pass (a late fee, what is
        assigned to a certain person, what a tenant pays in his own right), are left.
        """
        return self._lines_beyond(self.from_partner_id)

    def _lines_beyond(self, people):
        """Return the bill lines of these people with days of the new party."""
        lines = self.env["account.move.line"].search(
            [
                ("estate_unit_id", "=", self.unit_id.id),
                ("partner_id", "in", people.commercial_partner_id.ids),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("move_id.move_type", "=", "out_invoice"),
                ("estate_item_id.kind", "in", RECURRING_ITEM_KINDS),
                ("estate_date_from", "!=", False),
                ("estate_date_to", ">=", self.date),
            ],
            order="estate_date_from, estate_item_id, id",
        )
        rules = self._moving_rules()
        cancelled = lines.move_id.filtered(self._is_cancelled)
        return lines.filtered(
            lambda line: line.move_id not in cancelled and self._rule_of(line) in rules
        )

    def _is_cancelled(self, bill):
        """Whether a bill was credited in full as itself, not waived or settled."""
        if bill.payment_state != "reversed":
            return False
        notes = bill.reversal_move_ids.filtered(lambda note: note.state == "posted")
        return bool(
            notes.filtered(
                lambda note: not note.estate_waiver_id and not note.estate_transfer_id
            )
        )

    def _rule_of(self, line):
        """Return by which rule the line's payer was chosen."""
        return self._assignment_of(line).payer_rule or "payer"

    def _assignment_of(self, line):
        """Return what the line charges, of lines that keep no days of it too."""
        assignment = line.estate_assignment_id
        explained = line.estate_explanation
        if assignment or not isinstance(explained, dict):
            return assignment
        if explained.get("kind") == "rebill":
            rows = self.env["estate.fee.rebill"].search(
                [
                    ("new_move_id", "=", line.move_id.id),
                    ("item_id", "=", line.estate_item_id.id),
                ],
                limit=1,
            )
            return rows.move_line_id.estate_assignment_id
        return assignment.browse(explained.get("assignment")).exists()

    def _split_rows(self):
        """Return the values of the settlement's split lines, as the ledger is now."""
        lines = self._lines_to_split()
        taken_off = self._taken_off(lines)
        rows = []
        for line in lines:
            charge = Component(
                decimal_of(line.price_total),
                Period(line.estate_date_from, line.estate_date_to),
            )
            split, how = self._split_of(line, charge, taken_off[line.id])
            if split.new:
                rows.append(self._split_vals(line, split, how))
        return rows

    def _split_of(self, line, charge, taken_off):
        """Return the split of a line and how it was made.

        :return: ``(Split, dict of facts for the explanation)``
        """
        digits = self.currency_id.decimal_places
        dials, shown = self._dials_of(line)
        counted = self._counted_days(line, charge)
        if dials and counted.start < self.date <= counted.end:
            base = charge.amount - sum((part.amount for part in taken_off), ZERO)
            split = split_reading(base, charge.days, self.date, dials, digits, counted)
            used = [plain(part) for part in counted_parts(charge.days, dials, counted)]
            return split, {"how": "reading", "dials": shown, "used": used}
        measured = self._measured(line)
        measure = "day" if measured else self.company_id.estate_transfer_measure
        split = split_line(charge, taken_off, self.date, measure, digits)
        how = "meter_days" if measured.get("kind") == "meter" else measure
        return split, {
            "how": how,
            "charge": plain(charge.amount),
            "taken_off": [
                {
                    "amount": plain(part.amount),
                    "date_from": fields.Date.to_string(part.days.start),
                    "date_to": fields.Date.to_string(part.days.end),
                }
                for part in taken_off
            ],
        }

    def _measured(self, line):
        explained = line.estate_explanation
        measured = explained.get("measured") if isinstance(explained, dict) else None
        return measured if isinstance(measured, dict) else {}

    def _counted_days(self, line, charge):
        """Return the days between the two readings of which the line bills some."""
        measured = self._measured(line)
        return Period(
            fields.Date.to_date(measured.get("date_from")) or charge.days.start,
            fields.Date.to_date(measured.get("date_to")) or charge.days.end,
        )

    def _dials_of(self, line):
        """Return where the line's meter stood before, at the handover and after.

        :return: to count with and as the dial showed it; empty without a reading of
            the day within what the line charges
        """
        measured = self._measured(line)
        if measured.get("kind") != "meter":
            return (), []
        read = self.meter_ids.filtered(
            lambda row: row.is_read and row.meter_id.serial == measured.get("serial")
        )
        dials = read[:1]._dials(measured) if read else ()
        full = read[:1]._full_turn()
        return dials, [f"{(dial % full).normalize():f}" for dial in dials]

    def _taken_off(self, lines):
        """Return what was waived of the lines, or passed on before, with its days."""
        taken = defaultdict(list)
        waived = self.env["estate.waiver.line"].search(
            [("move_line_id", "in", lines.ids), ("waiver_id.state", "=", "done")]
        )
        for row in waived:
            line = row.move_line_id
            days = Period(
                row.days_from or line.estate_date_from,
                row.days_to or line.estate_date_to,
            )
            taken[line.id].append(Component(decimal_of(row.amount), days))
        passed = self.env["estate.unit.transfer.line"].search(
            [("move_line_id", "in", lines.ids), ("transfer_id.state", "=", "closed")]
        )
        for row in passed.filtered("credit_line_id"):
            start = max(row.date_from, row.transfer_id.date)
            days = Period(start, row.date_to)
            taken[row.move_line_id.id].append(
                Component(decimal_of(row.new_amount), days)
            )
        for line, part in self._credited_otherwise(lines):
            taken[line.id].append(part)
        return taken

    def _split_vals(self, line, split, how):
        return {
            "kind": "split",
            "move_line_id": line.id,
            "label": line.name,
            "bill_name": line.move_id.name,
            "item_id": line.estate_item_id.id,
            "date_from": line.estate_date_from,
            "date_to": line.estate_date_to,
            "date_due": line.move_id.invoice_date_due,
            "base": float(split.old + split.new),
            "old_days": split.old_days,
            "new_days": split.new_days,
            "old_amount": float(split.old),
            "new_amount": float(split.new),
            "note": self._split_note(how, split),
            "explanation": {**how, "assignment": self._assignment_of(line).id or None},
        }

    def _split_note(self, how, split):
        if how["how"] == "reading":
            first, handed, last = how["dials"]
            return self.env._(
                "By the meter: %(first)s → %(handed)s → %(last)s",
                first=first,
                handed=handed,
                last=last,
            )
        if not split.old_days:
            return self.env._("Wholly after the change")
        if how["how"] == "meter_days":
            return self.env._("By days: the meter was not read on the day")
        return ""

    # ------------------------------------------------------------
    # FREEZING
    # ------------------------------------------------------------

    def _settle(self):
        """Write down how the unit is settled; what was signed before is void."""
        self._check_named_payer()
        self._check_others_billed()
        self._list_held_money()
        split_rows = self._split_rows()
        own_rows = self._own_rows(split_rows)
        moved = sum(decimal_of(row["new_amount"]) for row in split_rows)
        opened = sum((row["open"] for row in self._open_of_leaving()), ZERO)
        self.write(
            {
                "line_ids": [
                    Command.clear(),
                    *(Command.create(row) for row in split_rows + own_rows),
                ],
                "amount_moved": float(moved),
                "amount_arrears": float(max(opened - moved, ZERO)),
                "amount_back": float(max(moved - opened, ZERO)),
                "settled_by_id": self.env.user.id,
                "settled_on": fields.Datetime.now(),
                "state": "settled",
                **self._unsigned(),
            }
        )

    def _check_named_payer(self):
        """Who is charged by name would be charged for ever after he has left."""
        if self.kind not in ("sale", "gift", "tenant_out"):
            return
        named = self.env["estate.fee.assignment"].search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("payer_rule", "=", "partner"),
                ("payer_id", "=", self.from_partner_id.id),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date),
            ]
        )
        if named:
            raise UserError(
                self.env._(
                    "%(fees)s is charged to %(person)s by name: choose on the fee "
                    "assignment who pays, or end it, before you settle.",
                    fees=", ".join(named.mapped("display_name")),
                    person=self.from_partner_id.name,
                )
            )

    def _check_fresh(self):
        """What both have signed is what the ledger says still.

        :raises UserError: when bills, waivers or held money changed since
        """
        signed = {line.move_line_id.id: line._key() for line in self.split_ids}
        money = self.currency_id.round
        now = {
            row["move_line_id"]: (money(row["base"]), money(row["new_amount"]))
            for row in self._split_rows()
        }
        self._check_carried_free()
        self._check_no_run()
        held = {row.move_line_id.id: row.amount for row in self.held_ids}
        held_now = {item.id: -item.amount_residual for item in self._held_items()}
        if signed != now or held != held_now:
            raise UserError(
                self.env._(
                    "Bills, waivers or held money of %(unit)s changed since "
                    "%(settled)s: settle again, and have it signed again.",
                    unit=self.unit_id.code,
                    settled=format_date(self.env, self.settled_on),
                )
            )

    def _unsigned(self):
        """Return the values of a change that nobody has signed."""
        return {
            f"{side}_{what}": False
            for side in ("from", "to")
            for what in ("signature", "signed_name", "signed_on", "witness_id")
            + ("paper_id",)
        } | {"exception_reason": False, "exception_by_id": False}
