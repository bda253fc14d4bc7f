from odoo import api, models
from odoo.exceptions import UserError

from .estate_bank_booking import BankPart


class EstateBankDecision(models.AbstractModel):
    """A person says what a bank line is: bills, money on its way, other accounts."""

    _inherit = "estate.bank.decision"

    @api.model
    def _book_by_hand(self, line, shares, accounts=(), items=None):
        """Book a bank line as a person split it.

        :param shares: list of dict(unit, line, amount): ``line`` an open line of
            ``_open_lines`` or ``None`` for a prepayment of the unit
        :param accounts: list of dict(account, amount, name, partner): ids and texts,
            for what is no fee: a bank charge, interest, money of somebody else
        :param items: {id of an open item of money on its way: amount of it that came};
            what the line brought beside it stays open, to be matched next
        :return: the line
        :raises UserError: when a bill is no longer open, the parts do not add up to
            what is open of the line (with ``items``: come to more), or an account is
            not of the company
        """
        self._check_accountant(line)
        service = self._service(line)
        line = line.with_env(service.env)
        self.env["estate.cashier"]._lock(line)
        parts = []
        if shares:
            shares = service._checked_shares(line, shares)
            found = service.env["estate.bank.booking"]._parts_of_shares(
                [(line, shares)]
            )[line.id]
            if isinstance(found, str):
                raise UserError(found)
            parts += found
        if items:
            parts += service.env["estate.bank.booking"]._parts_of_ticked(line, items)
        others = [service._account_part(line, one) for one in accounts]
        service._check_accounts([(line, part.account) for part in others])
        parts += others
        if not items:
            service._check_whole(line, parts)
        booked = service.env["estate.bank.booking"]._book([(line, parts)])
        # What the books held already teaches nothing of its payer.
        units = service._units(parts)
        service._remember({line: units}, {line: -1}, "other", bool(units or not items))
        return booked

    @api.model
    def _checked_shares(self, line, shares):
        """Return shares with whole cents, of units and bills of the line's company."""
        units = self.env["estate.unit"].browse({share["unit"] for share in shares})
        charged = self.env["account.move.line"].browse(
            {share["line"] for share in shares if share["line"]}
        )
        if (
            units.exists() != units
            or charged.exists() != charged
            or (units.company_id | charged.company_id) - line.company_id
            or charged.estate_unit_id - units
        ):
            raise UserError(
                self.env._("A unit or a bill is not of the bank line's company.")
            )
        money = self.env["estate.cashier"]._money
        return [
            share | {"amount": money(line.company_id, share["amount"])}
            for share in shares
        ]

    @api.model
    def _account_part(self, line, values):
        account = self.env["account.account"].browse(values["account"]).exists()
        if not account or line.company_id not in account.company_ids:
            raise UserError(self.env._("Choose an account of the company."))
        amount = self.env["estate.bank.booking"]._signed_amount(
            line.company_id, values["amount"]
        )
        partner = self.env["res.partner"].browse(values.get("partner") or [])
        return BankPart(
            account=account,
            amount=amount,
            name=values.get("name") or line.payment_ref,
            partner=partner.exists(),
        )

    @api.model
    def _check_whole(self, line, parts):
        booking = self.env["estate.bank.booking"]
        total = booking._total(parts)
        open_amount = booking._open_amount(line)
        if total != open_amount:
            currency = line.company_id.currency_id
            raise UserError(
                self.env._(
                    "The parts come to %(total)s, the bank line to %(open)s.",
                    total=currency.format(float(total)),
                    open=currency.format(float(open_amount)),
                )
            )
