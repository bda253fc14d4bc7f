from odoo import models
from odoo.exceptions import UserError

from ...engine.money import decimal_of


class EstateWaiver(models.Model):
    """The steps of a waiver: asked for, approved, booked, undone, cancelled."""

    _inherit = "estate.waiver"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_fill_lines(self):
        """List anew what may be waived of the chosen bills and items."""
        self.check_access("write")
        for waiver in self:
            waiver._check_draft()
            waiver._onchange_choice()

    def action_book(self):
        """Ask on which day the credit note is booked."""
        return self._open_step("book", self.env._("Book %s", self.name))

    def action_cancel(self):
        """Ask why nothing comes of the waiver."""
        return self._open_step("cancel", self.env._("Cancel %s", self.name))

    def action_undo(self):
        """Ask why a booked waiver is undone."""
        return self._open_step("undo", self.env._("Undo %s", self.name))

    def action_view_credits(self):
        """Open the credit notes with which it was booked."""
        self.ensure_one()
        notes = self.credit_ids
        if len(notes) == 1:
            return notes._estate_action_form()
        return notes._get_records_action(name=self.env._("Credit Notes"))

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def _contended(self):
        return self.line_ids.move_line_id

    def _check_complete(self):
        """It waives something, no more than may be waived, with its evidence."""
        self.ensure_one()
        self.line_ids._check_of_waiver()
        self.line_ids.invalidate_recordset(["room"])
        self.env.add_to_compute(self.line_ids._fields["amount"], self.line_ids)
        self.line_ids._recompute_recordset(["amount"])
        if not self.line_ids:
            raise UserError(self.env._("Add the bill lines that are to be waived."))
        if not self.amount:
            raise UserError(self._nothing_to_waive())
        if self.reason_id.needs_proof and not self.attachment_ids:
            raise UserError(
                self.env._(
                    "Add the evidence that the reason “%s” needs.", self.reason_id.name
                )
            )
        self._check_room()
        # Others may have been asked for since this one was written.
        self.env.add_to_compute(self._fields["approval_level"], self)
        self._recompute_recordset(["approval_level"])

    def _nothing_to_waive(self):
        room = self.currency_id.format(sum(self.line_ids.mapped("room")))
        return self.env._(
            "Only %(room)s of these lines may be waived: look at the amount again.",
            room=room,
        )

    def _check_room(self):
        """What is waived of each line is still there to be waived.

        :raises UserError: naming each line of which less is left
        """
        rooms = self.env["estate.cashier"]._waiver_rooms(self.line_ids)
        asked = {}
        for line in self.line_ids:
            charged = line.move_line_id
            asked[charged] = asked.get(charged, 0) + decimal_of(line.amount)
        short = [
            self.env._(
                "%(line)s: %(room)s left",
                line=charged.name,
                room=self.currency_id.format(float(rooms.get(charged.id, 0))),
            )
            for charged, amount in asked.items()
            if amount > rooms.get(charged.id, 0)
        ]
        if short:
            raise UserError(
                self.env._(
                    "Less is left than %(waiver)s waives, perhaps it was paid "
                    "meanwhile: ask anew for what is left.\n%(lines)s",
                    waiver=self.name,
                    lines="\n".join(short),
                )
            )
