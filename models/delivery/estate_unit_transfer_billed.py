from odoo import fields, models

from ..fee.bill_plan_days import RECURRING_ITEM_KINDS


class EstateUnitTransfer(models.Model):
    """Which billed lines a settlement is about, and what is known of them."""

    _inherit = "estate.unit.transfer"

    def _lines_to_split(self):
        """Return the leaving party's bill lines that may be the new party's in part.

        Bills that were cancelled, and fees that do not pass (a late fee, what is
        assigned to a certain person, what a tenant pays in his own right), are left.
        """
        beyond = self._lines_beyond(self.from_partner_id)
        return self._lines_read_with(beyond) | beyond

    def _lines_read_with(self, beyond):
        """Return lines of days before the change that bill the same reading.

        Where the price changed before the change, the reading is billed in lines of
        their own for the days before it. They may hold usage from after the handover,
        since a bill lays it evenly over the days (B-11).
        """
        read = {self._reading_of(line) for line in beyond} - {None}
        if not read:
            return beyond.browse()
        first = min(start for start, _serial in read)
        lines = self._lines_of(
            self.from_partner_id,
            [
                ("estate_date_from", ">=", first),
                ("estate_date_to", "<", self.date),
                ("estate_item_id", "in", beyond.estate_item_id.ids),
            ],
        )
        return lines.filtered(lambda line: self._reading_of(line) in read)

    def _reading_of(self, line):
        """Return the day on which a line's reading begins, and its meter's serial."""
        measured = self._measured(line)
        if measured.get("kind") != "meter" or not measured.get("date_from"):
            return None
        return fields.Date.to_date(measured["date_from"]), measured.get("serial")

    def _lines_beyond(self, people):
        """Return the bill lines of these people with days of the new party."""
        return self._lines_of(people, [("estate_date_to", ">=", self.date)])

    def _lines_of(self, people, domain):
        lines = self.env["account.move.line"].search(
            [
                ("estate_unit_id", "=", self.unit_id.id),
                ("partner_id", "in", people.commercial_partner_id.ids),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("move_id.move_type", "=", "out_invoice"),
                ("estate_item_id.kind", "in", RECURRING_ITEM_KINDS),
                ("estate_date_from", "!=", False),
                *domain,
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

    def _measured(self, line):
        explained = line.estate_explanation
        measured = explained.get("measured") if isinstance(explained, dict) else None
        return measured if isinstance(measured, dict) else {}
