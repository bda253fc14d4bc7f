from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..registry.estate_unit import UNIT_KINDS
from .bill_wording import number_text
from .estate_fee_adjustment import PLANNING


class EstateFeeAdjustmentLine(models.Model):
    """One price that is to change: of an item, for the community or a kind of unit."""

    _name = "estate.fee.adjustment.line"
    _description = "Price to Change"
    _inherit = ["estate.scope.mixin"]
    _order = "adjustment_id, item_id, unit_kind, above, id"
    _scope_fields = ("adjustment_id",)
    _closed_fields = ("price_id", "old_price", "percent")
    _check_company_auto = True

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment", required=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="adjustment_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="adjustment_id.company_id", store=True)
    item_id = fields.Many2one(
        "estate.fee.item",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('basis', '!=', 'share')]",
    )
    basis = fields.Selection(related="item_id.basis")
    unit_kind = fields.Selection(
        UNIT_KINDS, "Kind of Unit", help="Empty: every kind without a price of its own."
    )
    above = fields.Float(
        "Tier Above",
        digits=(14, 4),
        min_display_digits=0,
        aggregator=None,
        help="The price of what is used above this quantity in the tier period; 0: the "
        "price from the first unit on. Tiers that are not named stay as they are.",
    )
    price_id = fields.Many2one(
        "estate.fee.price",
        "Present Price Version",
        compute="_compute_price_id",
        store=True,
        precompute=True,
        ondelete="set null",
        index="btree_not_null",
    )
    old_price = fields.Float(
        "Present Price",
        compute="_compute_price_id",
        store=True,
        precompute=True,
        digits="Fee Tariff",
        min_display_digits=2,
        aggregator=None,
    )
    new_price = fields.Float(
        required=True, digits="Fee Tariff", min_display_digits=2, aggregator=None
    )
    percent = fields.Float(
        "Change (%)", compute="_compute_percent", store=True, aggregator=None
    )

    _price_positive = models.Constraint(
        "CHECK(new_price >= 0)", "A price cannot be negative."
    )
    _above_positive = models.Constraint(
        "CHECK(above >= 0)", "A tier begins above a quantity."
    )
    _one_per_scope = models.UniqueIndex(
        "(adjustment_id, item_id, COALESCE(unit_kind, ''), COALESCE(above, 0))",
        "This price stands in the adjustment already.",
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends(
        "item_id",
        "unit_kind",
        "above",
        "adjustment_id.date_effective",
        "adjustment_id.community_id",
    )
    def _compute_price_id(self):
        for line in self:
            price = line._present_version()
            line.price_id = price
            line.old_price = price._price_above(line.above)

    @api.depends("old_price", "new_price")
    def _compute_percent(self):
        for line in self:
            old = line.old_price
            line.percent = 100.0 * (line.new_price - old) / old if old else 0.0

    def _present_version(self):
        """The version by which its units are billed on the day before."""
        adjustment = self.adjustment_id
        today = fields.Date.context_today(self)
        first = adjustment.date_effective or today
        day = fields.Date.subtract(first, days=1)
        versions = self.env["estate.fee.price"].search(
            Domain("item_id", "=", self.item_id.id)
            & Domain("community_id", "in", (adjustment.community_id.id, False))
            & Domain("unit_kind", "in", (self.unit_kind, False))
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        return max(
            versions,
            key=lambda version: (bool(version.community_id), bool(version.unit_kind)),
            default=versions.browse(),
        )

    def _kinds(self):
        """Kinds of units that the line is about."""
        if self.unit_kind:
            return [self.unit_kind]
        own = self._other_kinds()
        return [kind for kind, _label in UNIT_KINDS if kind not in own]

    def _other_kinds(self):
        """Kinds that have a price of their own in the community."""
        day = self.adjustment_id.date_effective
        versions = self.env["estate.fee.price"].search(
            Domain("item_id", "=", self.item_id.id)
            & Domain("community_id", "=", self.community_id.id)
            & Domain("unit_kind", "!=", False)
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        return {version.unit_kind for version in versions}

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_planning()
        return lines

    def write(self, vals):
        self._check_planning()
        result = super().write(vals)
        # Nor is a price moved into an adjustment that the owners were asked about.
        self._check_planning()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_planning()

    def _check_planning(self):
        for adjustment in self.adjustment_id:
            if adjustment.state not in PLANNING and not self.env.su:
                raise UserError(
                    self.env._(
                        "The prices of %(adjustment)s stay as the owners were asked.",
                        adjustment=adjustment.name,
                    )
                )

    def _item_words(self):
        """The item, and of which tier the price is."""
        self.ensure_one()
        tiered = self.above or self.price_id.tier_ids
        if not tiered:
            return self.item_id.name
        return self.env._(
            "%(item)s above %(quantity)s",
            item=self.item_id.name,
            quantity=number_text(self.env, self.above, least=0),
        )

    @api.constrains("item_id", "unit_kind", "above", "adjustment_id")
    def _check_has_price(self):
        """Only what a meter counts has tiers, and a share of a cost has no price."""
        for line in self:
            if line.above and line.item_id.basis != "usage":
                raise ValidationError(
                    self.env._(
                        "Only what a meter counts has tiers, %(item)s has none.",
                        item=line.item_id.name,
                    )
                )
            if line.item_id.basis == "share":
                raise ValidationError(
                    self.env._(
                        "%(item)s shares a cost out and has no price to change.",
                        item=line.item_id.name,
                    )
                )
