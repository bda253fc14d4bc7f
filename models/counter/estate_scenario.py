from odoo import fields, models


class EstateScenario(models.Model):
    """Scenarios that begin with a screen of the fees or of a change (B-12)."""

    _inherit = "estate.scenario"

    def _start(self, unit, reception):
        if unit and self.code == "payment":
            return unit.action_collect()
        if unit and self.code in ("transfer", "tenant_in"):
            kind = "sale" if self.code == "transfer" else "tenant_in"
            return unit._action_new_transfer(kind)
        return super()._start(unit, reception)


class EstateScenarioLine(models.Model):
    _inherit = "estate.scenario.line"

    item_code = fields.Char(
        "Fee Item", help="The fee sheet tells the price of the item with this code."
    )

    def _fee(self, company):
        row = super()._fee(company)
        if not self.item_code:
            return row
        items = self.env["estate.fee.item"]
        domain = [("code", "=", self.item_code), ("company_id", "=", company.id)]
        item = items.search(domain, limit=1)
        return row | {"amount": item.price_now or row["amount"]}
