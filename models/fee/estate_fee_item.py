from odoo import fields, models

from ..registry.estate_community import CYCLES

FEE_KINDS = [
    ("own", "Own Fee"),
    ("agency", "Agency Fee"),
    ("service", "Special Service"),
    ("deposit", "Deposit"),
    ("late_fee", "Late Fee"),
]
BASES = [
    ("area_built", "Built Area"),
    ("area_inner", "Inner Area"),
    ("fixed", "Fixed per Unit"),
    ("vehicle", "Per Vehicle or Space"),
]


class EstateFeeItem(models.Model):
    """What is charged (R-803): its product gives the account and the taxes."""

    _name = "estate.fee.item"
    _description = "Fee Item"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(FEE_KINDS, required=True, default="own")
    basis = fields.Selection(BASES, required=True, default="area_built")
    billing_cycle = fields.Selection(
        CYCLES, help="Empty: the cycle of the community (R-806)."
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        check_company=True,
        help="Income account (or the account of agency money) and taxes come from it.",
    )
    use_note = fields.Text(
        "Composition and Use",
        translate=True,
        help="Printed on the bill: what the fee consists of and is used for (R-806).",
    )
    price_ids = fields.One2many("estate.fee.price", "item_id", "Prices")

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "The code of a fee item is unique in its company."
    )
