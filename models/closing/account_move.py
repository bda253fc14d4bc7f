from odoo import models

CHANGES = {
    ("draft", "posted"): "posted",
    ("cancel", "posted"): "posted",
    ("posted", "draft"): "reset",
    ("posted", "cancel"): "cancelled",
}


class AccountMove(models.Model):
    """Entries of closed months tell when they change (B-07)."""

    _inherit = "account.move"

    def write(self, vals):
        """Note what happens to entries of months that are closed."""
        if {"state", "date"}.isdisjoint(vals):
            return super().write(vals)
        before = {move.id: (move.state, move.date) for move in self}
        result = super().write(vals)
        rows = [
            row
            for move in self
            for row in move._estate_changes_of_closed(*before[move.id])
        ]
        if rows:
            self.env["estate.close.change"]._note(rows)
        return result

    def _estate_changes_of_closed(self, state, date):
        """Return (move, date, what) of what became of an entry of a closed month."""
        # A date of the company, whoever books.
        until = self.sudo().company_id.estate_closed_until
        if not until:
            return []
        what = CHANGES.get((state, self.state))
        if not what:
            moved = "posted" in (state, self.state) and date != self.date
            days = [day for day in (date, self.date) if moved and day and day <= until]
            return [(self, day, "moved") for day in days]
        if self.date <= until:
            return [(self, self.date, what)]
        origin = self.reversed_entry_id
        if what == "posted" and origin and origin.date <= until:
            return [(origin, origin.date, "reversed")]
        return []
