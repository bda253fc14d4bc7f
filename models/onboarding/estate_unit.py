from odoo import fields, models


class EstateUnit(models.Model):
    """What an archive says about a unit beyond the registry's own fields."""

    _inherit = "estate.unit"

    parking_spaces = fields.Integer(
        aggregator="sum",
        help="Spaces that the unit rents or owns, as its archive says. Rules for "
        "charging a space may ask for it.",
    )
