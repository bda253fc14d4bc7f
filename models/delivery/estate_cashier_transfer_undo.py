from odoo import api, models
from odoo.exceptions import UserError

from ..cashier.estate_cashier_collect import BOOKING_CONTEXT


class EstateCashier(models.AbstractModel):
    """Taking a closed change back, as long as nothing stands on it."""

    _inherit = "estate.cashier"

    @api.model
    def _undo_transfer(self, transfer, reason):
        """Cancel what a change booked; people and mandates are as before.

        :raises UserError: when its period is locked, its entries were used, or the
            new party was billed meanwhile
        """
        transfer.ensure_one()
        self._check_may_settle(transfer)
        # Changes are written by their steps alone: the role was checked just now.
        asked = transfer.sudo().with_company(transfer.company_id)
        service = asked.env["estate.cashier"].with_context(**BOOKING_CONTEXT)
        service._lock(asked)
        service._lock(asked.unit_id)
        asked._check_state(("closed",))
        asked._check_last_change()
        moves = asked.move_ids.filtered(lambda move: move.state == "posted")
        service._check_transfer_unsealed(moves)
        service._check_transfer_unused(asked, moves)
        service._check_not_billed_since(asked)
        asked.write({"state": "cancelled", "cancel_reason": reason})
        service._undo_entries(moves, reason)
        asked._bring_people_back()
        asked._bring_mandates_back()

    @api.model
    def _check_transfer_unsealed(self, moves):
        sealed = moves.filtered(self._is_sealed)
        if sealed:
            raise UserError(
                self.env._(
                    "%(entries)s lie in a locked period: have it opened, or make the "
                    "change back as one of its own.",
                    entries=", ".join(sealed.mapped("name")),
                )
            )

    @api.model
    def _check_transfer_unused(self, transfer, moves):
        """Payments of the new bill, refunds of what was carried: they come first."""
        partials = self._partials_of(moves)
        known = set((transfer.undo or {}).get("partials", ()))
        later = partials.filtered(lambda part: part.id not in known)
        if later:
            items = later.debit_move_id | later.credit_move_id
            raise UserError(
                self.env._(
                    "What %(transfer)s booked was used since: undo %(entries)s first.",
                    transfer=transfer.name,
                    entries=", ".join(sorted((items.move_id - moves).mapped("name"))),
                )
            )

    @api.model
    def _check_not_billed_since(self, transfer):
        """The people may change back only if no bill was made by what they were."""
        billed = self.env["account.move.line"].search(
            [
                ("estate_unit_id", "=", transfer.unit_id.id),
                ("partner_id", "=", transfer.to_partner_id.commercial_partner_id.id),
                ("parent_state", "=", "posted"),
                ("estate_assignment_id", "!=", False),
                ("estate_date_to", ">=", transfer.date),
                ("create_date", ">", transfer.settled_on),
            ]
        )
        if billed:
            raise UserError(
                self.env._(
                    "%(bills)s were made for %(person)s since: cancel them first.",
                    bills=", ".join(sorted(set(billed.move_id.mapped("name")))),
                    person=transfer.to_partner_id.name,
                )
            )
