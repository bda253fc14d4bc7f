from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """The accountant's own payment wizard: its payments know the unit of the bills."""

    _inherit = "account.payment.register"

    def _create_payment_vals_from_wizard(self, batch_result):
        vals = super()._create_payment_vals_from_wizard(batch_result)
        return vals | self._estate_unit_vals(batch_result)

    def _create_payment_vals_from_batch(self, batch_result):
        vals = super()._create_payment_vals_from_batch(batch_result)
        return vals | self._estate_unit_vals(batch_result)

    def _estate_unit_vals(self, batch_result):
        """Return the one unit of the lines to pay; of several units none is named."""
        units = batch_result["lines"].estate_unit_id
        return {"estate_unit_id": units.id if len(units) == 1 else False}
