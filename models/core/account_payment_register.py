from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """The accountant's own payment wizard: its payments know the unit of the bills."""

    _inherit = "account.payment.register"

    def _get_line_batch_key(self, line):
        """One payment per unit, also where a person pays for several at once.

        So every item it books has its unit, and the ledger of a unit is complete.
        """
        key = super()._get_line_batch_key(line)
        return key | {"estate_unit_id": line.estate_unit_id.id}

    def _create_payment_vals_from_wizard(self, batch_result):
        vals = super()._create_payment_vals_from_wizard(batch_result)
        return vals | self._estate_unit_vals(batch_result)

    def _create_payment_vals_from_batch(self, batch_result):
        vals = super()._create_payment_vals_from_batch(batch_result)
        return vals | self._estate_unit_vals(batch_result)

    def _estate_unit_vals(self, batch_result):
        return {"estate_unit_id": batch_result["lines"].estate_unit_id.id}
