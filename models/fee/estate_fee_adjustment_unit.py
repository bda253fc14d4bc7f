from odoo import api, fields, models
from odoo.tools import formatLang

from ..registry.estate_unit import UNIT_KINDS


class EstateFeeAdjustmentBand(models.Model):
    """How many units rise, or fall, by about as much a month."""

    _name = "estate.fee.adjustment.band"
    _description = "Band of Increase"
    _order = "adjustment_id, low, high, id"

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    community_id = fields.Many2one(related="adjustment_id.community_id")
    currency_id = fields.Many2one(related="adjustment_id.currency_id")
    low = fields.Monetary("Above", readonly=True, aggregator=None)
    high = fields.Monetary("Up To", readonly=True, aggregator=None)
    units = fields.Integer(readonly=True)
    difference = fields.Monetary("More a Month", readonly=True)

    @api.depends("low", "high")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for band in self:
            if not (band.low or band.high):
                band.display_name = self.env._("No change")
                continue
            low, high = (
                f"{'+' if amount > 0 else ''}{formatLang(self.env, amount, digits=0)}"
                for amount in (band.low, band.high)
            )
            band.display_name = f"{low} … {high}"


class EstateFeeAdjustmentUnit(models.Model):
    """What a month costs a unit now, and what it would cost; written by the simulation.

    Taxes are included. Nobody writes single rows.
    """

    _name = "estate.fee.adjustment.unit"
    _description = "Simulated Unit"
    _order = "adjustment_id, difference desc, id"
    _rec_name = "unit_id"

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    community_id = fields.Many2one(related="adjustment_id.community_id")
    currency_id = fields.Many2one(related="adjustment_id.currency_id")
    unit_id = fields.Many2one(
        "estate.unit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    building_id = fields.Many2one(
        "estate.building", readonly=True, index="btree_not_null", ondelete="set null"
    )
    unit_kind = fields.Selection(UNIT_KINDS, "Kind of Unit", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Who Pays",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    area = fields.Float("Built Area (m²)", digits=(12, 2), readonly=True)
    old_amount = fields.Monetary("A Month Now", readonly=True)
    new_amount = fields.Monetary("A Month Then", readonly=True)
    difference = fields.Monetary("More a Month", readonly=True)
    percent = fields.Float("Change (%)", readonly=True, aggregator="avg")
    band_id = fields.Many2one(
        "estate.fee.adjustment.band",
        "Increase",
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    _one_per_unit = models.UniqueIndex("(adjustment_id, unit_id)")
