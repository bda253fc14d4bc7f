from odoo import api, models
from odoo.exceptions import UserError


class EstateBankDecision(models.AbstractModel):
    """Money of residents is booked for a unit, never beside it (B-02).

    Prepayments, deposits and agency money are read by unit wherever they are used or
    given back: what stands there without one is in no list.
    """

    _inherit = "estate.bank.decision"

    @api.model
    def _check_account(self, line, account):
        result = super()._check_account(line, account)
        if reason := self._why_by_unit(line, account):
            raise UserError(reason)
        return result

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
