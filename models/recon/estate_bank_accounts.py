from odoo import api, models
from odoo.exceptions import UserError


class EstateBankDecision(models.AbstractModel):
    """To which accounts bank lines may go when they pay no bill (B-02).

    Money of residents is booked for a unit, never beside it: prepayments, deposits and
    agency money are read by unit wherever they are used or given back, and what stands
    there without one is in no list.
    """

    _inherit = "estate.bank.decision"

    @api.model
    def _check_accounts(self, lines_accounts):
        """Refuse accounts to which no bank line, or not this one, may go.

        :param lines_accounts: list of (bank line, account) of one company
        """
        for line, account in lines_accounts:
            self._check_account(line, account)
        if lines_accounts:
            company = lines_accounts[0][0].company_id
            accounts = company.env["account.account"].union(
                *(account for _line, account in lines_accounts)
            )
            self.env["estate.bank.transit"]._check_accounts(company, accounts)

    @api.model
    def _check_account(self, line, account):
        """Refuse accounts on which other money of the bank cannot stand."""
        if account.account_type in ("asset_receivable", "liability_payable"):
            raise UserError(
                self.env._(
                    "%(account)s holds debts: choose the bills themselves.",
                    account=account.display_name,
                )
            )
        journal = line.journal_id
        own = journal.default_account_id | journal.suspense_account_id
        if account in own or account.account_type == "off_balance":
            raise UserError(
                self.env._(
                    "%(account)s cannot say what the money was for.",
                    account=account.display_name,
                )
            )
        if reason := self._why_by_unit(line, account):
            raise UserError(reason)

    @api.model
    def _why_by_unit(self, line, account):
        """Return why an account asks for a unit and what to do instead, or nothing.

        Agency money leaves without a unit, when it is handed on to whom it belongs.
        """
        company = line.company_id
        if account == company.estate_prepay_account_id:
            return self.env._(
                "%(account)s holds prepayments of units: choose the unit whose money "
                "it is, and what its bills leave over is its prepayment.",
                account=account.display_name,
            )
        if account == company.estate_deposit_account_id:
            return self.env._(
                "%(account)s holds deposits of units: take the deposit at the counter "
                "as a bank transfer or give it back there, then match the bank line "
                "with that.",
                account=account.display_name,
            )
        if account == company.estate_agency_account_id and line.amount > 0:
            return self.env._(
                "%(account)s holds what units paid for others: choose the unit and "
                "its bill. Only what is handed on to others is booked here.",
                account=account.display_name,
            )
        return ""
