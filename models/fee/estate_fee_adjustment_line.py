from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..registry.estate_unit import UNIT_KINDS
from .estate_fee_adjustment import PLANNING


class EstateFeeAdjustmentLine(models.Model):
    """One price that is to change: of an item, for the community or a kind of unit."""

    _name = "estate.fee.adjustment.line"
    _description = "Price to Change"
    _inherit = ["estate.scope.mixin"]
    _order = "adjustment_id, item_id, unit_kind, id"
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
    _one_per_scope = models.UniqueIndex(
        "(adjustment_id, item_id, COALESCE(unit_kind, ''))",
        "This price stands in the adjustment already.",
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends(
        "item_id",
        "unit_kind",
        "adjustment_id.date_effective",
        "adjustment_id.community_id",
    )
    def _compute_price_id(self):
        for line in self:
            price = line._present_version()
            line.price_id = price
            line.old_price = price.price

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

    @api.constrains("item_id", "unit_kind", "adjustment_id")
    def _check_untiered(self):
        """A price with tiers changes by a version of its own."""
        for line in self:
            if line.price_id.tier_ids:
                raise ValidationError(
                    self.env._(
                        "%(item)s has tiers: change it by a new version of its price.",
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
