from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_estate_collect(self):
        """Open the collection screen with the unit of this bill."""
        self.ensure_one()
        if not self.estate_unit_id:
            raise UserError(self.env._("This is no bill of a unit."))
        return self.estate_unit_id.action_collect()
