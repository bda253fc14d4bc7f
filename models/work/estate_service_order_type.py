from odoo import fields, models


class EstateServiceOrderType(models.Model):
    """What the centre arranges for residents (代办, R-421, R-427, R-428).

    What is asked about an order, as size and wording of a cake, are properties that
    the administrator adds to without a developer.
    """

    _name = "estate.service.order.type"
    _description = "Kind of Commission"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hint = fields.Text(
        "Ask About",
        translate=True,
        help="What the receiver asks before the order is written.",
    )
    delivered = fields.Boolean(
        "Is Delivered", default=True, help="Somebody signs for it where it is brought."
    )
    detail_definition = fields.PropertiesDefinition("Details Asked For")

    _code_uniq = models.UniqueIndex("(code)", "The code of a commission is used once.")
