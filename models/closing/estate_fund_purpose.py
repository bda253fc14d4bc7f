from odoo import fields, models


class EstateFundPurpose(models.Model):
    """What fees may be used for by contract and resolution (R-807)."""

    _name = "estate.fund.purpose"
    _description = "Purpose of Fees"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Char(
        "Covers", translate=True, help="Printed in the report to the owners."
    )

    _code_unique = models.Constraint("UNIQUE(code)", "This code has a purpose already.")
