from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

TIES = {"order_id", "quote_id"}
"""Where a line belongs: said once, when it is written down."""
PRICERS = (
    "estate_service.group_estate_engineer",
    "estate_service.group_estate_supervisor",
)


class EstateWorkorderLine(models.Model):
    """A service of the list, or a material that is needed (R-404, R-418)."""

    _name = "estate.workorder.line"
    _description = "Service or Material of a Work Order"
    _inherit = ["estate.scope.mixin"]
    _order = "quote_id desc, is_material, sequence, id"
    _scope_fields = ("order_id",)
    _closed_fields = ("is_current",)

    order_id = fields.Many2one(
        "estate.workorder", required=True, index=True, ondelete="cascade"
    )
    quote_id = fields.Many2one(
        "estate.workorder.quote", required=True, index=True, ondelete="cascade"
    )
    is_current = fields.Boolean(default=True, readonly=True)
    community_id = fields.Many2one(
        related="order_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="order_id.state", string="Order State", store=True)
    accepted_at = fields.Datetime(related="order_id.accepted_at", store=True)
    opinion = fields.Selection(related="order_id.opinion", store=True)
    sequence = fields.Integer(default=10)
    is_material = fields.Boolean("Material")
    product_id = fields.Many2one(
        "product.product",
        "Service",
        index="btree_not_null",
        domain="[('estate_is_service', '=', True)]",
        ondelete="restrict",
    )
    name = fields.Char(
        "What",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    price_unit = fields.Float(
        "Unit Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
        aggregator=None,
        help="Taxes included, as the resident is told.",
    )
    supplied_by = fields.Selection(
        [("office", "Bought by the Office"), ("resident", "Bought by the Resident")],
        "Material From",
        compute="_compute_supplied_by",
        store=True,
        readonly=False,
        precompute=True,
    )
    amount = fields.Monetary(compute="_compute_amount", store=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "A line is about more than nothing."
    )
    _price_not_negative = models.Constraint(
        "CHECK(price_unit >= 0)", "A price is not below zero."
    )
    _what_known = models.Constraint(
        "CHECK(is_material OR product_id IS NOT NULL)",
        "Choose a service of the list; what is not on it is done by a vendor (R-402).",
    )
    _service_idx = models.Index("(product_id, accepted_at) WHERE is_current")

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.name or line.name

    @api.depends("product_id", "is_material")
    def _compute_supplied_by(self):
        for line in self:
            line.supplied_by = line.is_material and (line.supplied_by or "office")

    @api.depends("product_id", "supplied_by")
    def _compute_price_unit(self):
        for line in self:
            product = line.product_id.with_company(line.company_id or self.env.company)
            if line.product_id:
                line.price_unit = product.estate_price
            elif line.supplied_by == "resident":
                line.price_unit = 0.0
            else:
                line.price_unit = line.price_unit or 0.0

    @api.depends("quantity", "price_unit", "currency_id")
    def _compute_amount(self):
        for line in self:
            amount = line.quantity * line.price_unit
            currency = line.currency_id or self.env.company.currency_id
            line.amount = currency.round(amount)

    @api.constrains("order_id", "quote_id")
    def _check_quote(self):
        if self.filtered(lambda line: line.quote_id.order_id != line.order_id):
            raise ValidationError(self.env._("A line is of a quote of its own order."))

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        orders = self.env["estate.workorder"]
        for vals in vals_list:
            order = orders.browse(vals.get("order_id"))
            # The version at work is the order's own; nobody chooses another.
            if not (self.env.su and vals.get("quote_id")):
                vals["quote_id"] = order.quote_id.id
        lines = super().create(vals_list)
        lines._check_changeable()
        lines._check_prices()
        return lines

    def write(self, vals):
        if TIES & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "A line stays in the quote that it was written for: delete it, and "
                    "write it down there."
                )
            )
        self._check_changeable()
        result = super().write(vals)
        if vals.keys() & {"product_id", "price_unit", "supplied_by"}:
            self._check_prices()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_changeable()

    def _check_changeable(self):
        """What was agreed stays; what two people fix is confirmed anew."""
        if self.env.su:
            return
        self.quote_id._check_open()
        for order in self.order_id:
            if order.state not in ("new", "assigned", "on_site", "to_price"):
                raise UserError(self.env._("%s is finished.", order.name))
            if order.state == "to_price":
                order._check_pricer()
                order._forget_price()

    def _check_prices(self):
        """A filed price is charged as it was filed (R-412)."""
        user = self.env.user
        if self.env.su or any(map(user.has_group, PRICERS)):
            return
        for line in self.filtered("product_id"):
            filed = line.product_id.with_company(line.company_id).estate_price
            if filed and line.currency_id.compare_amounts(filed, line.price_unit):
                raise UserError(
                    self.env._(
                        "%(service)s costs %(price)s, as it was filed. Only the "
                        "engineering supervisor or the supervisor charges otherwise.",
                        service=line.name,
                        price=line.currency_id.format(filed),
                    )
                )

    def _price_is_missing(self):
        """Tell whether the line has to be paid and nobody said what it costs.

        What is done for all, or under warranty, the resident does not pay (R-415).
        """
        self.ensure_one()
        if self.price_unit or self.order_id.kind != "paid":
            return False
        if self.is_material:
            return self.supplied_by == "office"
        return self.product_id.estate_service_kind == "paid"
