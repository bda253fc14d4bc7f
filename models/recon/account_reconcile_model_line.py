from odoo import api, models
from odoo.exceptions import ValidationError


class AccountReconcileModelLine(models.Model):
    """Rules for other money lead to no account on which money of units stands."""

    _inherit = "account.reconcile.model.line"

    @api.constrains("account_id")
    def _check_estate_account(self):
        """Rules that were made before stay; they are refused when they would book."""
        for share in self:
            company = share.company_id
            held = company.estate_prepay_account_id | company.estate_deposit_account_id
            if share.account_id & held:
                raise ValidationError(
                    self.env._(
                        "%(account)s holds money of units, and a rule knows no unit: "
                        "choose another account, or let the bank lines be matched one "
                        "by one.",
                        account=share.account_id.display_name,
                    )
                )
