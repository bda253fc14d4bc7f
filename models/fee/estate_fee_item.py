from dateutil.relativedelta import relativedelta

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

    def _sale_taxes(self):
        """The taxes a bill line of this item carries in its company."""
        self.ensure_one()
        return self.product_id.taxes_id.filtered(
            lambda tax: tax.company_id == self.company_id
        )

    def _tax_rows(self):
        """``(item id, percent as text, included)`` of each item, for the plan.

        Percent and included are None where the taxes are no single percentage.
        """
        return tuple((item.id, *item._plain_tax()) for item in self)

    def _plain_tax(self):
        # Taxes are no secret of the accountants; a clerk who plans may read the rate.
        taxes = self.sudo()._sale_taxes()
        if not taxes:
            return ("0", False)
        if len(taxes) > 1 or taxes.amount_type != "percent":
            return (None, None)
        return (f"{taxes.amount:g}", taxes.price_include)

    def _bill_label(self, date_from, date_to):
        """``Management Fee 2026-10`` or, for broken months, both days."""
        self.ensure_one()
        first, last = date_from.strftime("%Y-%m"), date_to.strftime("%Y-%m")
        if date_from.day != 1 or (date_to + relativedelta(days=1)).day != 1:
            return f"{self.name} {date_from} – {date_to}"
        return (
            f"{self.name} {first}" if first == last else f"{self.name} {first} – {last}"
        )
