from odoo import fields, models

KINDS = [
    ("units", "Units"),
    ("occupants", "Occupants"),
    ("opening", "Opening Balances"),
    ("mandates", "Mandates"),
]


class EstateImportField(models.Model):
    """What a column of an imported file can hold; shipped, not edited.

    The readers of the import ask for their cells by ``key``.
    """

    _name = "estate.import.field"
    _description = "Import Field"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, "Sheet", required=True)
    key = fields.Char(required=True, help="Technical name that the reader asks for.")
    sequence = fields.Integer(default=10)
    required = fields.Boolean(
        help="A sheet without such a column is not taken for one of this kind."
    )

    _key_uniq = models.UniqueIndex(
        "(kind, key)", "This field of the import exists already."
    )
