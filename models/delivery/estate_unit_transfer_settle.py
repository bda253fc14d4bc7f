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

ZERO = decimal_of(0)


class EstateUnitTransfer(models.Model):
    """The settlement: what of which bill is whose, read from the ledger."""

    _inherit = "estate.unit.transfer"

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
            days = Period(row._passed_from(), row.date_to)
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
