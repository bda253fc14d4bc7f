from odoo import api, models
from odoo.tools import float_compare

WHOLE = 100.0
"""Per cent of a line."""


class AccountMoveLine(models.Model):
    """On which purposes of fees a line spends (R-807)."""

    _inherit = "account.move.line"

    @api.constrains("analytic_distribution")
    def _check_fund_use(self):
        """A posted bill is moved to no purpose for which it was not approved."""
        posted = self.filtered(lambda line: line.parent_state == "posted")
        posted.move_id._check_fund_use()

    def _estate_shares(self):
        """Return {analytic account id: per cent} of the line."""
        shares = {}
        for keys, percent in (self.analytic_distribution or {}).items():
            for key in keys.split(","):
                if key.strip().isdigit():
                    shares[int(key)] = shares.get(int(key), 0.0) + percent
        return shares

    def _estate_fund_accounts(self):
        """Return the accounts of purposes on which these lines spend."""
        found = {account for line in self for account in line._estate_shares()}
        # Whether an account is of fees is asked for who may not read accounts, too.
        accounts = self.env["account.analytic.account"].sudo()
        return accounts.browse(found).exists().filtered("estate_purpose_id")

    def _estate_is_wholly_on(self, account):
        """Tell whether all of the line is spent on a purpose, and on no other."""
        self.ensure_one()
        share = self._estate_shares().get(account.id, 0.0)
        whole = float_compare(share, WHOLE, precision_digits=2) == 0
        return whole and self._estate_fund_accounts() == account
