from odoo import fields, models

VENDORS = "estate_service.estate_vendor_scope_action"
PRICES = "estate_service.estate_service_item_action"


class EstateScenario(models.Model):
    """A repair that the centre does not do begins with the vendors (R-402)."""

    _inherit = "estate.scenario"

    def _start(self, unit, reception):
        if self.code == "repair_out":
            return self.env["ir.actions.act_window"]._for_xml_id(VENDORS)
        return super()._start(unit, reception)


class EstateScenarioLine(models.Model):
    _inherit = "estate.scenario.line"

    opens_prices = fields.Boolean(
        "Links to the Price List",
        help="The fee sheet opens the list of services with the filed prices (R-412).",
    )

    def _fee(self, company):
        return super()._fee(company) | {"action": self.opens_prices and PRICES}
