from decimal import Decimal
from typing import NamedTuple

from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

from ...engine.allocation import fill_in_order
from ...engine.money import decimal_of
from .estate_cashier import COLLECTOR_GROUPS
from .estate_cashier_collect import BOOKING_CONTEXT

ZERO = Decimal(0)


class HeldMoney(NamedTuple):
    """Money of one person that is held for a unit: what a refund is paid from.

    ``kind`` is ``prepay`` or ``deposit``; ``item`` the fee it is bound to (empty: any,
    for a prepayment); ``card`` the card whose deposit it is; ``source`` the one journal
    item that it is taken from (empty: the oldest first).
    """

    unit: object
    partner: object
    kind: str
    item: object = None
    card: object = None
    source: object = None


class EstateCashier(models.AbstractModel):
    """Giving held money back (退款): what is held is the balance of its account."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # REFUND
    # ------------------------------------------------------------------

    @api.model
    def _refund(self, held, amount, method, reason, date=None, key=None):
        """Pay held money back to whose it is, oldest first, and write the voucher.

        :param held: the :class:`HeldMoney` it is taken from
        :param amount: what is paid out, at most what is held
        :param method: dict(payment_method_line_id, ref, payee) of an outbound method;
            without a payee the money goes to whose it is
        :param key: sent twice, the money goes out once: the same voucher comes back
        :return: the ``estate.refund``
        :raises UserError: without a reason, or when less is held meanwhile
        """
        self._check_may_refund(held.unit, held.card)
        company = held.unit.company_id
        # Counter staff hold no accounting right: the role was checked just now.
        service = self.sudo().with_company(company).with_context(**BOOKING_CONTEXT)
        if refund := service._find_refund(company, key):
            return refund.with_env(self.env)
        self._check_session_open(company)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the money is given back."))
        value = service._money(company, amount)
        pairs = service._take_of_held(held, value)
        date = service._check_date(date, company, [method])
        service._check_taken_before(date, pairs)
        # As with receipts: its lock makes the second of two clerks wait.
        number = service.env["estate.refund"]._next_number(company.id)
        payment = service._book_refund(
            held, pairs, {**method, "amount": value}, {"date": date, "memo": number}
        )
        payment.estate_key = key or False
        refund = service._write_refund(held, pairs, payment, method, reason)
        service._enter_session(payment)
        return refund.with_env(self.env)

    @api.model
    def _check_may_refund(self, unit, card=None):
        """Finance gives money back; the front desk does for a card that it takes.

        What is paid out is decided apart from who takes money in (R-804 lets the
        front desk do the latter alone).
        """
        unit = unit.with_env(self.env)
        if card:
            return self._check_may_collect(unit)
        unit.check_access("read")
        if not (self.env.su or self._has_any_group(COLLECTOR_GROUPS[:1])):
            raise AccessError(
                self.env._("Only cashiers and finance give held money back.")
            )

    @api.model
    def _find_refund(self, company, key):
        payments = self.env["account.payment"]
        if key:
            payments = payments.search(
                [("company_id", "=", company.id), ("estate_key", "=", key)]
            )
        return payments.estate_refund_id

    @api.model
    def _check_taken_before(self, date, pairs):
        taken = max(item.date for item, _part in pairs)
        if date < taken:
            raise UserError(
                self.env._(
                    "The money was taken on %(date)s: it cannot be given back before.",
                    date=taken,
                )
            )

    # ------------------------------------------------------------------
    # WHAT IS HELD
    # ------------------------------------------------------------------

    @api.model
    def _refundable_amount(self, held):
        """Return what can be given back of the money now."""
        self._check_may_refund(held.unit, held.card)
        # The balance of an account, which counter staff cannot read by themselves.
        _items, free = self.sudo()._refundable(held)
        return free

    @api.model
    def _refundable(self, held):
        """Return the open credits of the money, and how much of them can be paid out.

        What was booked out of it counts, reconciled or not: no more goes back than the
        list of held money shows. The deposit of a card in use goes back with the card,
        not before.
        """
        of_key = self._items_of(held)
        credits = of_key.filtered(lambda item: item.amount_residual < 0)
        if held.card:
            items = self._deposit_items(held.card) & credits
            kept = ZERO
        else:
            in_use = self._cards_in_use(credits).deposit_receipt_id.payment_ids.move_id
            items = credits.filtered(lambda item: item.move_id not in in_use)
            kept = self._held_of(credits - items)
            if held.source:
                items &= held.source
        free = min(self._held_of(items), self._held_of(of_key) - kept)
        return items, max(free, ZERO)

    @api.model
    def _held_of(self, items):
        return sum((-decimal_of(item.amount_residual) for item in items), ZERO)

    @api.model
    def _items_of(self, held):
        """Return the open items of the money, oldest first, debits among them."""
        return self.env["account.move.line"].search(
            [
                *self._held_domain(held.unit, held.kind),
                ("partner_id", "=", held.partner.id),
                ("estate_item_id", "=", held.item.id if held.item else False),
            ],
            order="date, id",
        )

    @api.model
    def _cards_in_use_of(self, held):
        """Return the cards in the residents' hands whose deposits are held."""
        # Which item is of which receipt is seen in the ledger, closed to the counter.
        return self.sudo()._cards_in_use(self.sudo()._items_of(held))

    @api.model
    def _take_of_held(self, held, value):
        """Return (item, part) pairs that make up ``value``, their items locked."""
        self._lock(self._items_of(held))
        items, free = self._refundable(held)
        if free < value:
            raise UserError(
                self.env._(
                    "Only %(held)s is held for %(partner)s: look at the list again.",
                    held=self._shown(held.unit.company_id, free),
                    # The payer may live where this clerk does not serve.
                    partner=held.partner.sudo().name,
                )
            )
        parts = fill_in_order(value, [self._held_of(item) for item in items])
        return [pair for pair in zip(items, parts, strict=True) if pair[1]]

    # ------------------------------------------------------------------
    # BOOKING
    # ------------------------------------------------------------------

    @api.model
    def _book_refund(self, held, pairs, method, common):
        """Post the payment that hands the money out and settles what was held."""
        line = self._method_line(held.unit.company_id, method)
        name = self._refund_name(held)
        payee = method.get("payee") or held.partner
        vals = self._payment_vals(held.unit, method, "outbound") | {
            **common,
            "partner_id": payee.id,
            "line_ids": [
                Command.create(
                    {
                        "name": method.get("ref") or name,
                        "account_id": self._liquidity_account(line).id,
                        "partner_id": payee.id,
                        "estate_unit_id": held.unit.id,
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
    def _refund_name(self, held):
        if held.kind == "deposit":
            return self.env._("Deposit returned: %(unit)s", unit=held.unit.code)
        return self.env._("Prepayment returned: %(unit)s", unit=held.unit.code)

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

    @api.model
    def _write_refund(self, held, pairs, payment, method, reason):
        items = self.env["account.move.line"].union(*(item for item, _ in pairs))
        receipts = items.move_id.origin_payment_id.estate_receipt_id
        refund = self.env["estate.refund"].create(
            {
                "name": payment.memo,
                "company_id": held.unit.company_id.id,
                "community_id": held.unit.community_id.id,
                "unit_id": held.unit.id,
                "partner_id": payment.partner_id.id,
                "date": payment.date,
                "cashier_id": self.env.uid,
                "kind": held.kind,
                "item_id": held.item.id if held.item else items.estate_item_id[:1].id,
                "card_id": held.card.id if held.card else False,
                "amount": payment.amount,
                "reason": reason.strip(),
                "ref": method.get("ref") or False,
                "receipt_ids": [Command.set(receipts.ids)],
            }
        )
        payment.estate_refund_id = refund
        return refund
