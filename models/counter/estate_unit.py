from odoo import models


class EstateUnit(models.Model):
    _inherit = "estate.unit"

    def action_collect(self):
        """Open the collection screen with this unit."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_collect_action"
        )
        return action | {"context": {"default_unit_id": self.id}}
