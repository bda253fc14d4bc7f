from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_estate_collect(self):
        """Open the collection screen with the unit of this bill, its lines ticked."""
        self.ensure_one()
        if not self.estate_unit_id:
            raise UserError(self.env._("This is no bill of a unit."))
        action = self.estate_unit_id.action_collect()
        return action | {"context": action["context"] | {"estate_bill_id": self.id}}
