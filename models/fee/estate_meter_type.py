from odoo import fields, models


class EstateMeterType(models.Model):
    """What a meter measures: electricity, cold water, gas."""

    _name = "estate.meter.type"
    _description = "Meter Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    uom = fields.Char(
        "Unit of Measure", required=True, help="As bills say it: kWh, m³."
    )
    digits = fields.Integer(
        "Digits of the Dial",
        default=6,
        required=True,
        help="Proposed for new meters: one of five shows 99999 before it begins again.",
    )
    active = fields.Boolean(default=True)

    _digits_plausible = models.Constraint(
        "CHECK(digits BETWEEN 3 AND 10)", "A dial has 3 to 10 digits."
    )
    _name_uniq = models.UniqueIndex("(name)", "There is such a type already.")
