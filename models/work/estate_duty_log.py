from odoo import models


class EstateDutyLog(models.Model):
    """What is dispatched off hours is a work order at once (R-312, R-401)."""

    _inherit = "estate.duty.log"

    def action_dispatch(self):
        """Hand the case over, and write the order whose fifteen minutes run.

        :return: the screen of the order, where the kind of case asks for one
        """
        result = super().action_dispatch()
        if self.request_id.may_order:
            return self.request_id.action_open_order()
        return result
