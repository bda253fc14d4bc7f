from odoo import fields, models


class ResPartner(models.Model):
    """The mandates that a person signed, for whichever unit."""

    _inherit = "res.partner"

    estate_mandate_count = fields.Integer(
        "Mandates",
        compute="_compute_estate_mandate_count",
        groups="estate_service.group_estate_fee_reader",
    )

    def _compute_estate_mandate_count(self):
        groups = self.env["estate.mandate"]._read_group(
            [("partner_id", "in", self.ids), ("state", "!=", "ended")],
            ["partner_id"],
            ["__count"],
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.estate_mandate_count = counts.get(partner.id, 0)

    def action_view_estate_mandates(self):
        """Open the mandates that these people signed."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_mandate_action"
        )
        return action | {
            "domain": [("partner_id", "in", self.ids)],
            "context": {"default_partner_id": self.id if len(self) == 1 else False},
        }
