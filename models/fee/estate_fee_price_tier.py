from odoo import api, fields, models


class EstateFeePriceTier(models.Model):
    """A higher (or lower) price for what is used above a quantity (阶梯)."""

    _name = "estate.fee.price.tier"
    _description = "Price Tier"
    _order = "price_id, above, id"

    price_id = fields.Many2one(
        "estate.fee.price",
        "Version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="price_id.company_id")
    currency_id = fields.Many2one(related="price_id.currency_id")
    above = fields.Float(
        required=True,
        digits=(14, 4),
        min_display_digits=1,
        help="Quantity used in the tier period from which this price counts.",
    )
    price = fields.Float(required=True, digits="Fee Tariff", min_display_digits=2)

    _above_positive = models.Constraint(
        "CHECK(above > 0)", "Up to the first tier the price of the version counts."
    )
    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "A price cannot be negative."
    )
    _above_uniq = models.UniqueIndex(
        "(price_id, above)", "Two tiers begin at the same quantity."
    )

    # A tier is a part of its price version: who may change that, and when, counts.

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._check_may_change()
        tiers.price_id._check_consent()
        return tiers

    def write(self, vals):
        self._check_may_change()
        result = super().write(vals)
        self.price_id._check_consent()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._check_may_change()

    def _check_may_change(self):
        self.price_id._check_not_billed()
        if not self.env.su:
            self.price_id._check_not_adjusted()
