from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Bills give back what was prepaid for them; entries of the till are kept."""

    _inherit = "account.move"

    def _estate_cancel_bills(self, reason):
        """Hold again what was prepaid for the bills, then cancel them."""
        self.env["estate.cashier"]._take_back_from_bills(self, reason)
        return super()._estate_cancel_bills(reason)

    def _check_draftable(self):
        """Core asks before it resets or cancels an entry, and so do we."""
        self._estate_check_not_of_till()
        return super()._check_draftable()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """What was counted is not turned round beside its session either."""
        self._estate_check_not_of_till()
        return super()._reverse_moves(default_values_list, cancel)

    def _estate_check_not_of_till(self):
        """Over/short and deposit slips are undone by their session and slip alone.

        The cashier service, which does that, works as the superuser.
        """
        if self.env.su:
            return
        entries = [("move_id", "in", self.ids)]
        # Their numbers are told to an accountant of other communities, nothing more.
        line = self.env["estate.cashier.session.line"].sudo().search(entries, limit=1)
        if line:
            raise UserError(
                self.env._(
                    "%(entry)s is what session %(session)s had over or short: open "
                    "the session again instead.",
                    entry=line.move_id.name,
                    session=line.session_id.name,
                )
            )
        booked = [*entries, ("state", "=", "booked")]
        # Likewise the number of a slip.
        slip = self.env["estate.cash.deposit"].sudo().search(booked, limit=1)
        if slip:
            raise UserError(
                self.env._(
                    "%(entry)s books deposit slip %(slip)s: void the slip instead.",
                    entry=slip.move_id.name,
                    slip=slip.slip_number,
                )
            )
