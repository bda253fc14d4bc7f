from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.money import decimal_of
from .estate_bank_booking import BankPart

ZERO = Decimal(0)


class EstateBankBooking(models.AbstractModel):
    """What the money of a bank line is for, in the words of the ledger."""

    _inherit = "estate.bank.booking"

    @api.model
    def _parts_of_shares(self, lines_shares):
        """Turn shares of bank lines into what they are booked as.

        The bills are locked and read anew: what was paid since a proposal was made is
        no longer paid by it.

        :param lines_shares: list of (bank line, list of dict(unit, line, amount));
            ``line`` is the id of a line of ``_open_lines``, or ``None`` for a
            prepayment of the unit
        :return: {bank line id: list of :class:`BankPart`, or the reason why not}
        """
        charged = self.env["account.move.line"].browse(
            {
                share["line"]
                for _line, shares in lines_shares
                for share in shares
                if share["line"]
            }
        )
        service = self.env["estate.cashier"]
        receivables = service._receivable_items(charged.exists())
        service._lock(receivables)
        units = self.env["estate.unit"].browse(
            {share["unit"] for _line, shares in lines_shares for share in shares}
        )
        books = _Books(service._open_lines(units | receivables.estate_unit_id))
        return {
            line.id: self._parts_of_line(line, shares, books, receivables)
            for line, shares in lines_shares
        }

    @api.model
    def _parts_of_items(self, line, items, charge=ZERO):
        """Return the parts that settle a movement of the books, or why they cannot.

        :param items: open items on accounts of money on its way
        :param charge: what the bank kept of them, which another part books
        """
        self.env["estate.cashier"]._lock(items)
        items = items.exists().filtered(
            lambda item: not item.reconciled and item.parent_state == "posted"
        )
        total = sum((decimal_of(item.amount_residual) for item in items), ZERO)
        if not items or total - charge != -decimal_of(line.amount_residual):
            return self._changed_meanwhile()
        return [
            self._item_part(item, decimal_of(item.amount_residual)) for item in items
        ]

    @api.model
    def _item_part(self, item, amount):
        return BankPart(
            account=item.account_id,
            amount=amount,
            name=item.name or item.move_id.name,
            partner=item.partner_id,
            items=item,
        )

    @api.model
    def _parts_of_ticked(self, line, amounts):
        """Return the parts that settle money on its way as a person chose it.

        :param amounts: {id of an item: what of it the bank credited, as typed}
        :raises UserError: when an item is not open money on its way of the company,
            or less of it is open
        """
        transit = self.env["estate.bank.transit"]
        self.env["estate.cashier"]._lock(
            self.env["account.move.line"].browse(amounts).exists()
        )
        items = transit._items(line.company_id, Domain("id", "in", list(amounts)))
        if len(items) < len(amounts):
            raise UserError(
                self.env._(
                    "Some of the money on its way has come meanwhile: choose it again."
                )
            )
        parts = []
        for item in items:
            amount = self._signed_amount(line.company_id, amounts[item.id])
            there = decimal_of(item.amount_residual)
            if (amount > 0) != (there > 0) or abs(amount) > abs(there):
                currency = line.company_id.currency_id
                raise UserError(
                    self.env._(
                        "Of %(name)s %(open)s is open, not %(amount)s.",
                        name=item.name or item.move_id.name,
                        open=currency.format(float(there)),
                        amount=currency.format(float(amount)),
                    )
                )
            parts.append(self._item_part(item, amount))
        return parts

    @api.model
    def _with_charge(self, line, parts, charge):
        """Add what the bank withheld to parts, or say why it cannot be booked."""
        if not charge or isinstance(parts, str):
            return parts
        account = line.company_id.estate_charge_account_id
        if not account:
            return self.env._("Choose the account of bank charges in the settings.")
        name = self.env._("Withheld by the bank: %(text)s", text=line.payment_ref or "")
        return [*parts, BankPart(account=account, amount=-charge, name=name)]

    @api.model
    def _changed_meanwhile(self):
        return self.env._(
            "What the books expected has changed meanwhile: propose again."
        )

    @api.model
    def _parts_of_line(self, line, shares, books, receivables):
        parts, by_bill = [], defaultdict(list)
        for share in shares:
            amount = decimal_of(share["amount"])
            if not share["line"]:
                parts.append(self._prepaid_part(line, share["unit"], amount))
            elif not books.has(share["line"], amount):
                return self._stale(share)
            else:
                by_bill[books.lines[share["line"]]["move_id"]].append(
                    (share["line"], amount)
                )
        for move_id, paid in by_bill.items():
            parts += self._bill_parts(books, move_id, paid, receivables)
        return parts

    @api.model
    def _stale(self, share):
        charged = self.env["account.move.line"].browse(share["line"]).exists()
        return self.env._(
            "%(name)s was paid or changed meanwhile: propose again.",
            name=charged.name or charged.move_id.name or self.env._("A bill"),
        )

    @api.model
    def _bill_parts(self, books, move_id, paid, receivables):
        """Return the parts that pay a bill.

        One when all that is open of it is paid; else one per fee, so that the ledger
        says which fee was meant (an item's name on the credit designates it).
        """
        whole = books.take(move_id, paid)
        of_bill = receivables.filtered(lambda item: item.move_id.id == move_id)
        groups = defaultdict(lambda: ZERO)
        for line_id, amount in paid:
            line = books.lines[line_id]
            items = of_bill
            if not line["is_invoice"]:
                items = of_bill.filtered(lambda item, one=line_id: item.id == one)
            fee = None if whole else line["item_id"]
            groups[items, line["unit_id"], fee] += amount
        return [
            BankPart(
                account=items.account_id[:1],
                amount=amount,
                name=items.move_id[:1].name,
                partner=items.partner_id[:1],
                unit=self.env["estate.unit"].browse(unit_id),
                item=self.env["estate.fee.item"].browse(fee) if fee else None,
                items=items,
            )
            for (items, unit_id, fee), amount in groups.items()
        ]

    @api.model
    def _prepaid_part(self, line, unit_id, amount):
        """Return the part that is held for the bills to come of a unit."""
        service = self.env["estate.cashier"]
        unit = self.env["estate.unit"].browse(unit_id)
        payer = unit.payer_id or unit.owner_id
        if not payer:
            raise UserError(
                self.env._(
                    "Nobody pays for %(unit)s: enter its owner first.", unit=unit.code
                )
            )
        return BankPart(
            account=service._account(line.company_id, "prepay"),
            amount=amount,
            name=self.env._("Prepayment %(unit)s", unit=unit.code),
            partner=payer.commercial_partner_id,
            unit=unit,
        )


class _Books:
    """What is open while the lines of one booking take from it."""

    def __init__(self, open_lines):
        self.lines = {line["move_line_id"]: line for line in open_lines}
        self.left = {key: line["open"] for key, line in self.lines.items()}
        self.of_move = defaultdict(list)
        for key, line in self.lines.items():
            self.of_move[line["move_id"]].append(key)

    def has(self, key, amount):
        """Tell whether so much of a line is open still."""
        return ZERO < amount <= self.left.get(key, ZERO)

    def take(self, move_id, paid):
        """Take payments from a bill; tell whether they pay all that was open of it."""
        for key, amount in paid:
            self.left[key] -= amount
        keys = self.of_move[move_id]
        paid_keys = {key for key, _amount in paid}
        return all(self.left[key] == 0 for key in keys) and paid_keys.issuperset(
            key for key in keys if self.lines[key]["open"] > 0
        )
