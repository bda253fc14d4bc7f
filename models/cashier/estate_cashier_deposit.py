from decimal import Decimal

from odoo import Command, api, models
from odoo.exceptions import UserError

from ...engine.allocation import fill_in_order
from ...engine.money import decimal_of

ZERO = Decimal(0)


class EstateCashier(models.AbstractModel):
    """Giving deposits back; what is held is the balance of the deposit account."""

    _inherit = "estate.cashier"

    @api.model
    def _refund_deposit(self, source, amount, method, key=None, partner=None):
        """Pay a deposit back to who left it, oldest first.

        :param source: the card whose deposit it is, or the unit for any other deposit
        :param amount: what is paid out, at most what is held
        :param method: dict(payment_method_line_id, ref) of an outbound method
        :param key: sent twice, the money goes out once
        :param partner: whose deposit it is, where several people left one for a unit
        :return: the posted ``account.payment``
        """
        source.ensure_one()
        unit = source if source._name == "estate.unit" else source.unit_id
        self._check_may_collect(unit)
        # Counter staff hold no accounting right: the role was checked just now.
        service = self.sudo().with_company(unit.company_id)
        if done := service._find_refund(unit.company_id, key):
            return done
        value = service._money(unit.company_id, amount)
        items = service._deposit_items_of_one(source, partner)
        service._lock(items)
        parts = fill_in_order(value, [-decimal_of(i.amount_residual) for i in items])
        if sum(parts) < value:
            raise UserError(
                self.env._(
                    "Only %(held)s is held as a deposit of %(holder)s.",
                    held=self._shown(unit.company_id, sum(parts)),
                    holder=source.display_name,
                )
            )
        pairs = [pair for pair in zip(items, parts, strict=True) if pair[1]]
        return service._book_refund(unit, pairs, {**method, "amount": value}, key)

    @api.model
    def _find_refund(self, company, key):
        if not key:
            return self.env["account.payment"]
        return self.env["account.payment"].search(
            [("company_id", "=", company.id), ("estate_key", "=", key)]
        )

    @api.model
    def _card_deposit(self, card):
        """Return what of a card's deposit is held still."""
        if not card.deposit_receipt_id:
            return ZERO
        card.unit_id.check_access("read")
        # The balance of an account, which counter staff cannot read by themselves.
        service = self.sudo()
        taken = card.deposit_receipt_id.sudo().line_ids.filtered(
            lambda line: line.card_id == card
        )
        held = service._deposit_items(card)
        return min(
            sum((decimal_of(line.amount) for line in taken), ZERO),
            sum((-decimal_of(item.amount_residual) for item in held), ZERO),
        )

    @api.model
    def _deposit_items(self, source):
        """Return the open deposit items of a card's receipt, or of the whole unit."""
        is_unit = source._name == "estate.unit"
        unit = source.sudo() if is_unit else source.sudo().unit_id
        domain = self._held_domain(unit, "deposit")
        if not is_unit:
            receipt = source.sudo().deposit_receipt_id
            domain.append(("move_id", "in", receipt.payment_ids.move_id.ids))
        return self.env["account.move.line"].search(
            [*domain, ("amount_residual", "<", 0)], order="date, id"
        )

    @api.model
    def _deposit_items_of_one(self, source, partner):
        """Return the open deposit items of one person: his money goes to nobody else.

        :raises UserError: when several people left deposits and none is named
        """
        items = self._deposit_items(source)
        if partner:
            owner = partner.commercial_partner_id
            return items.filtered(lambda item: item.partner_id == owner)
        if len(items.partner_id) > 1:
            raise UserError(
                self.env._(
                    "Several people left deposits for %(holder)s: say whose is given "
                    "back.",
                    holder=source.display_name,
                )
            )
        return items

    @api.model
    def _book_refund(self, unit, pairs, method, key):
        """Post the payment that hands the money out and settles the deposits."""
        line = self._method_line(unit.company_id, method)
        partner = pairs[0][0].partner_id
        name = self.env._("Deposit returned: %(unit)s", unit=unit.code)
        vals = self._payment_vals(unit, method, "outbound") | {
            "partner_id": partner.id,
            "date": self._check_date(None),
            "memo": name,
            "estate_key": key or False,
            "line_ids": [
                Command.create(
                    {
                        "name": name,
                        "account_id": self._liquidity_account(line).id,
                        "partner_id": partner.id,
                        "estate_unit_id": unit.id,
                        "balance": -float(method["amount"]),
                    }
                ),
                *(
                    Command.create(self._returned_item(item, part, name))
                    for item, part in pairs
                ),
            ],
        }
        payment = self.env["account.payment"].create(vals)
        payment.action_post()
        returned = payment.move_id.line_ids.sorted("id")[1:]
        self.env["account.move.line"]._reconcile_plan(
            [item | debit for (item, _), debit in zip(pairs, returned, strict=True)]
        )
        return payment

    @api.model
    def _returned_item(self, item, part, name):
        return {
            "name": name,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "estate_unit_id": item.estate_unit_id.id,
            "estate_item_id": item.estate_item_id.id,
            "balance": float(part),
        }
