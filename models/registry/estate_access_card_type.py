from odoo import fields, models


class EstateAccessCardType(models.Model):
    """What a card costs and which papers it needs, as told at the counter (R-905)."""

    _name = "estate.access.card.type"
    _description = "Card Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("parking", "Parking"), ("door", "Door"), ("renovation", "Renovation")],
        required=True,
        default="door",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    deposit = fields.Monetary(help="Taken at issue, given back at return.")
    fee_standard = fields.Text(translate=True, help="The fees, as told to the holder.")
    documents = fields.Text(
        translate=True, help="The documents to bring, as told to the holder."
    )

    _deposit_positive = models.Constraint(
        "CHECK(deposit >= 0)", "A deposit cannot be negative."
    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for card_type, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=card_type.name)
        return vals_list
