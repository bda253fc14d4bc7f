from odoo import models
from odoo.exceptions import UserError

from ...engine.money import decimal_of
from ...engine.periods import Period
from ...engine.settlement import Component


class EstateUnitTransfer(models.Model):
    """What stands in the way of a split, or of taking it back."""

    _inherit = "estate.unit.transfer"

    def _credited_otherwise(self, lines):
        """Yield what credit notes took off that are no waiver's and no settlement's.

        That of a price difference names the days that it is for. One made by hand
        says of no day whose it is: splitting the bill as if it were whole would give
        money back that nobody has paid.

        :return: pairs of (charged line, ``Component``)
        :raises UserError: with the credit note that cannot be split
        """
        for bill, charged in lines.grouped("move_id").items():
            for note in bill.reversal_move_ids.filtered(self._counts_otherwise):
                for credit in note.invoice_line_ids.filtered(
                    lambda one: one.display_type == "product"
                ):
                    item = credit.estate_item_id
                    of_item = charged.filtered(
                        lambda one, item=item: one.estate_item_id == item
                    )
                    if item and not of_item:
                        continue
                    yield self._credited_line(note, credit, of_item)

    def _counts_otherwise(self, note):
        undone = note.reversal_move_ids.filtered(lambda one: one.state == "posted")
        own = note.estate_waiver_id or note.estate_transfer_id
        return note.state == "posted" and not own and not undone

    def _credited_line(self, note, credit, charged):
        start, end = credit.estate_date_from, credit.estate_date_to
        within = charged.filtered(
            lambda one: (
                start
                and end
                and one.estate_date_from <= start
                and one.estate_date_to >= end
            )
        )
        if len(within) != 1:
            raise UserError(
                self.env._(
                    "Credit note %(note)s of bill %(bill)s was made by hand and does "
                    "not say for which days it is. Cancel it and make a waiver "
                    "instead, or cancel the bill and bill anew, before you settle.",
                    note=note.name,
                    bill=note.reversed_entry_id.name,
                )
            )
        return within, Component(decimal_of(credit.price_total), Period(start, end))

    def _check_others_billed(self):
        """Whoever else leaves is not left with bills for days of the new party.

        :raises UserError: with who was billed beyond the day of the change, or with
            price differences that would be booked on days that have passed on
        """
        lines = self._lines_to_split()
        # Differences wait in the adjustment's list until its job books them.
        waiting = self.env["estate.fee.rebill"].search(
            [
                ("move_line_id", "in", lines.ids),
                ("state", "in", ("todo", "failed")),
                ("choice", "=", "rebill"),
            ]
        )
        if waiting:
            raise UserError(
                self.env._(
                    "Price differences of %(adjustments)s wait to be booked on the "
                    "bills of %(unit)s: have them booked or kept before you settle.",
                    adjustments=", ".join(waiting.adjustment_id.mapped("name")),
                    unit=self.unit_id.code,
                )
            )
        others = self._leaving_people().commercial_partner_id
        others -= self.from_partner_id.commercial_partner_id
        others -= self.to_partner_id.commercial_partner_id
        beyond = self._lines_beyond(others) if others else lines.browse()
        if beyond:
            raise UserError(
                self.env._(
                    "%(person)s leaves too and is billed for days from %(date)s on "
                    "(%(bills)s): choose this person as the leaving party, or settle "
                    "that in a change of its own first.",
                    person=beyond.partner_id[0].name,
                    date=self.date,
                    bills=", ".join(sorted(set(beyond.move_id.mapped("name")))),
                )
            )

    def _check_no_run(self):
        """A run that is publishing would bill the leaving party a moment later.

        One that is only planned is planned anew, since its payers have changed.
        """
        rows = self.env["estate.bill.plan"].search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("run_id.state", "=", "publishing"),
                ("state", "=", "todo"),
            ]
        )
        if rows:
            raise UserError(
                self.env._(
                    "%(runs)s is publishing bills of %(unit)s: try again when it is "
                    "done.",
                    runs=", ".join(rows.run_id.mapped("display_name")),
                    unit=self.unit_id.code,
                )
            )

    def _check_carried_free(self):
        """What was asked back since it was chosen is not carried any more."""
        carried = self.held_ids.filtered(lambda row: row.choice == "carry")
        bound = self._bound_items(carried.move_line_id)
        if bound:
            raise UserError(
                self.env._(
                    "%(what)s goes back with its card, or is asked back already: it "
                    "stays with the leaving party.",
                    what=bound[0].name or bound[0].move_id.name,
                )
            )

    def _check_last_change(self):
        """People are brought back in the order in which they changed.

        :raises UserError: when the unit changed hands once more since
        """
        later = self.search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("state", "=", "closed"),
                "|",
                ("date", ">", self.date),
                "&",
                ("date", "=", self.date),
                ("id", ">", self.id),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(other)s came after %(this)s: cancel that first.",
                    other=later.display_name,
                    this=self.display_name,
                )
            )
