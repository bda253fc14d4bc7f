from odoo import fields, models


class ResPartner(models.Model):
    """What a person owes, for whichever unit."""

    _inherit = "res.partner"

    estate_debt_count = fields.Integer(
        "Debts in Arrears",
        compute="_compute_estate_debt_count",
        groups="estate_service.group_estate_fee_reader",
    )

    def _compute_estate_debt_count(self):
        groups = self.env["estate.dunning.debt"]._read_group(
            [("payer_id", "in", self.ids), ("date_end", "=", False)],
            ["payer_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.estate_debt_count = counts.get(partner.id, 0)

    def action_view_estate_debts(self):
        """Open what these people owe."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_dunning_debt_action"
        )
        return action | {"domain": [("payer_id", "in", self.ids)], "context": {}}
