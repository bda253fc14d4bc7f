from odoo import fields, models

KNOWN_OF = {
    "phone": {"estate_phone_invalid": False, "estate_phone_verified_on": False},
    "email": {"estate_email_invalid": False, "message_bounce": 0},
}
"""What is noted of a number or an address, and what it is of a new one."""


class ResPartner(models.Model):
    """What a person owes, for whichever unit, and how he can be reached about it."""

    _inherit = "res.partner"

    estate_debt_count = fields.Integer(
        "Debts in Arrears",
        compute="_compute_estate_debt_count",
        groups="estate_service.group_estate_staff",
    )

    estate_phone_invalid = fields.Boolean(
        "Phone No Longer Valid",
        copy=False,
        groups="estate_service.group_estate_staff",
        help="Nobody is called and no SMS is sent there. A new number is valid again.",
    )
    estate_phone_verified_on = fields.Date(
        "Reached by Phone On",
        copy=False,
        groups="estate_service.group_estate_staff",
        help="The last day somebody was reached by this number.",
    )
    estate_email_invalid = fields.Boolean(
        "E-mail No Longer Valid",
        copy=False,
        groups="estate_service.group_estate_staff",
        help="Mails came back from there. A new address is valid again.",
    )

    def write(self, vals):
        """What was known of a number or an address is not known of a new one."""
        fresh = {}
        for name, notes in KNOWN_OF.items():
            if name in vals and not notes.keys() & vals.keys():
                changed = self.filtered(lambda one, n=name: one[n] != vals[n])
                fresh[name] = changed
        result = super().write(vals)
        for name, changed in fresh.items():
            # Who changes the number need not know what was noted of the old one.
            noted = changed.sudo().filtered(
                lambda one, n=name: any(one[note] for note in KNOWN_OF[n])
            )
            if noted:
                noted.write(KNOWN_OF[name])
        return result

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
