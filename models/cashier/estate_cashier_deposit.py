from decimal import Decimal

from odoo import api, models

from ...engine.money import decimal_of
from .estate_cashier_refund import HeldMoney

ZERO = Decimal(0)


class EstateCashier(models.AbstractModel):
    """Deposits of cards: taken with the card, given back with it."""

    _inherit = "estate.cashier"

    @api.model
    def _refund_card(self, card, method, key=None):
        """Give a card's deposit back to who left it.

        :return: the ``estate.refund``
        """
        held = self._held_for_card(card)
        reason = self.env["estate.refund"]._card_reason(card)
        amount = self._card_deposit(card)
        return self._refund(held, amount, method, reason, key=key)

    @api.model
    def _held_for_card(self, card):
        items = self._deposit_items(card)
        return HeldMoney(card.unit_id, items.partner_id[:1], "deposit", card=card)

    @api.model
    def _card_deposit(self, card):
        """Return what of a card's deposit is held still."""
        if not card.deposit_receipt_id:
            return ZERO
        card.unit_id.check_access("read")
        # The balance of an account, which counter staff cannot read by themselves.
        card = card.sudo()
        service = card.env["estate.cashier"]
        taken = card.deposit_receipt_id.line_ids.filtered(
            lambda line: line.card_id == card
        )
        _items, free = service._refundable(service._held_for_card(card))
        return min(sum((decimal_of(line.amount) for line in taken), ZERO), free)

    @api.model
    def _deposit_items(self, card):
        """Return the open deposit items of cards on the card's receipt."""
        # The balance of an account, which counter staff cannot read by themselves.
        card = card.sudo()
        receipt = card.deposit_receipt_id
        return card.env["account.move.line"].search(
            [
                *self._held_domain(card.unit_id, "deposit"),
                ("move_id", "in", receipt.payment_ids.move_id.ids),
                ("estate_item_id", "=", False),
                ("amount_residual", "<", 0),
            ],
            order="date, id",
        )

    @api.model
    def _cards_in_use(self, items):
        """Return the issued cards whose deposits these items are."""
        deposits = items.filtered(
            lambda item: item.account_id == item.company_id.estate_deposit_account_id
            and not item.estate_item_id
        )
        receipts = deposits.move_id.origin_payment_id.estate_receipt_id
        return self.env["estate.access.card"].search(
            [("deposit_receipt_id", "in", receipts.ids), ("state", "=", "issued")]
        )
