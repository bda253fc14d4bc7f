import json
from hashlib import sha256

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.adjustment import band_of
from ...engine.money import decimal_of
from ..mixins.bulk_rows import insert_rows
from .bill_plan_query import PlanScope, prepare_planner, select_amounts
from .taxed_totals import TaxedTotals


class EstateFeeAdjustment(models.Model):
    """What new prices would mean for each unit, by the arithmetic of billing (B-09).

    One month is billed twice in thought: by the prices of the day before, and by those
    with what is proposed. The figures are frozen; a new simulation takes their place.
    """

    _inherit = "estate.fee.adjustment"

    simulation_month = fields.Date(
        "Month Simulated",
        default=lambda self: self._default_simulation_month(),
        help="A month as it was: its units, areas and, where meters count, its "
        "readings. Any day of it.",
    )
    simulated_on = fields.Datetime(readonly=True, copy=False)
    simulation_key = fields.Char(readonly=True, copy=False)
    is_simulation_stale = fields.Boolean(
        "Simulation Out of Date", compute="_compute_is_simulation_stale"
    )
    simulation_ids = fields.One2many(
        "estate.fee.adjustment.unit", "adjustment_id", "Simulated Units", readonly=True
    )
    band_ids = fields.One2many(
        "estate.fee.adjustment.band", "adjustment_id", "Distribution", readonly=True
    )
    top_ids = fields.Many2many(
        "estate.fee.adjustment.unit",
        string="Largest Increases",
        compute="_compute_top_ids",
    )
    simulated_count = fields.Integer("Units", readonly=True, copy=False)
    old_amount = fields.Monetary("A Month Now", readonly=True, copy=False)
    new_amount = fields.Monetary("A Month Then", readonly=True, copy=False)
    difference = fields.Monetary("More a Month", readonly=True, copy=False)
    simulated_percent = fields.Float(
        "Change in All (%)", readonly=True, copy=False, aggregator=None
    )

    @api.model
    def _default_simulation_month(self):
        today = fields.Date.context_today(self)
        return today + relativedelta(months=-1, day=1)

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("simulation_ids")
    def _compute_top_ids(self):
        for adjustment in self:
            adjustment.top_ids = adjustment.simulation_ids.search(
                [
                    ("adjustment_id", "=", adjustment._origin.id),
                    ("difference", ">", 0),
                ],
                order="difference desc, id",
                limit=adjustment.company_id.estate_adjustment_top,
            )

    @api.depends(
        "simulation_key",
        "date_effective",
        "simulation_month",
        "community_id",
        "line_ids.item_id",
        "line_ids.unit_kind",
        "line_ids.above",
        "line_ids.new_price",
    )
    def _compute_is_simulation_stale(self):
        for adjustment in self:
            # What is not saved yet is not simulated either.
            saved = adjustment._origin
            key = adjustment.simulation_key
            adjustment.is_simulation_stale = bool(
                key and saved.line_ids and key != adjustment._simulation_key()
            )

    def _simulation_key(self):
        """A short text that changes with all that the figures were computed from."""
        day = self._day_before()
        proposals = sorted(map(str, self._scopes().values()))
        items = self.line_ids.item_id._origin
        self.env.flush_all()
        [facts] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT (count(*), sum(area_built), sum(area_inner))::text
                          FROM estate_unit WHERE community_id = %(community)s
                           AND active),
                       (SELECT (count(*), sum(multiplier), max(write_date))::text
                          FROM estate_fee_assignment
                         WHERE community_id = %(community)s AND active
                           AND item_id = ANY(%(items)s)),
                       (SELECT (count(*), sum(price), max(date_from))::text
                          FROM estate_fee_price WHERE item_id = ANY(%(items)s)
                           AND date_from <= %(day)s
                           AND (date_to IS NULL OR date_to >= %(day)s)
                           AND (community_id IS NULL OR community_id = %(community)s))
                """,
                community=self.community_id._origin.id or 0,
                items=items.ids,
                day=day,
            )
        )
        known = [str(day), str(self._month_simulated()), proposals, *facts]
        return sha256(json.dumps(known).encode()).hexdigest()

    def _day_before(self):
        first = self.date_effective or fields.Date.context_today(self)
        return first - relativedelta(days=1)

    def _month_simulated(self):
        month = self.simulation_month or self._default_simulation_month()
        return month.replace(day=1)

    # -------------------------------------------------------------- SIMULATION

    def action_simulate(self):
        """Compute the figures of all units anew."""
        for adjustment in self:
            adjustment._check_may_plan()
            adjustment._check_state("investigate", "plan")
            lacks = []
            if not adjustment.line_ids:
                lacks.append(self.env._("The prices that change."))
            if not adjustment.date_effective:
                lacks.append(self.env._("The day from which they are in force."))
            adjustment._refuse_lacking(lacks)
            adjustment._simulate()
        return True

    def _simulate(self):
        """Fill the simulated units and their distribution, whatever their number."""
        self.ensure_one()
        # Working paper of the program: the step's role was checked, and prices and
        # taxes are read whole.
        adjustment = self.sudo()
        adjustment.env.flush_all()
        adjustment._delete_simulation()
        prepare_planner(self.env.cr)
        now = adjustment._amounts()
        then = adjustment._amounts(**adjustment._proposals())
        rows = adjustment._unit_rows(now, then)
        adjustment._insert_simulation(rows)
        old = sum((row["old_amount"] for row in rows), decimal_of(0))
        new = sum((row["new_amount"] for row in rows), decimal_of(0))
        adjustment.write(
            {
                "simulated_on": fields.Datetime.now(),
                "simulation_key": adjustment._simulation_key(),
                "simulated_count": len(rows),
                "old_amount": float(old),
                "new_amount": float(new),
                "difference": float(new - old),
                "simulated_percent": float(100 * (new - old) / old) if old else 0.0,
            }
        )

    def _amounts(self, **proposed):
        """Return ``{unit id: what a month costs}``, taxes included, exactly."""
        month = self._month_simulated()
        items = self.line_ids.item_id
        rows = self.env.execute_query_dict(
            select_amounts(
                PlanScope(
                    community=self.community_id,
                    date_from=month,
                    date_to=month + relativedelta(day=31),
                    tax_rows=items._tax_rows(),
                    items=tuple(items.ids),
                    monthly=True,
                    as_of=self._day_before(),
                    **proposed,
                )
            )
        )
        totals = TaxedTotals(self.company_id)
        nobody = self.env["res.partner"]
        # The tax engine costs most, and has nothing to say of taxes within the price.
        on_top = {
            item.id: item
            for item in items
            if not all(
                tax.price_include
                for tax in item._sale_taxes().flatten_taxes_hierarchy()
            )
        }
        amounts = {}
        for row in rows:
            cost = decimal_of(row["amount"])
            if item := on_top.get(row["item_id"]):
                cost = totals.of(item, nobody, row["amount"])
            amounts[row["unit_id"]] = amounts.get(row["unit_id"], 0) + cost
        return amounts

    def _unit_rows(self, now, then):
        """Return the values of each unit that pays one of the prices."""
        units = self.env["estate.unit"].browse(sorted(now.keys() | then.keys()))
        rows = []
        for unit in units:
            old = decimal_of(now.get(unit.id, 0))
            new = decimal_of(then.get(unit.id, 0))
            rows.append(
                {
                    "adjustment_id": self.id,
                    "unit_id": unit.id,
                    "building_id": unit.building_id.id,
                    "unit_kind": unit.kind,
                    "partner_id": unit.payer_id.id or unit.owner_id.id,
                    "area": unit.area_built,
                    "old_amount": old,
                    "new_amount": new,
                    "difference": new - old,
                    "percent": float(100 * (new - old) / old) if old else 0.0,
                }
            )
        return rows

    def _insert_simulation(self, rows):
        width = decimal_of(self.company_id.estate_adjustment_band)
        bands = {}
        for row in rows:
            bands.setdefault(band_of(row["difference"], width), []).append(row)
        ordered = sorted(bands)
        ids = insert_rows(
            self.env["estate.fee.adjustment.band"],
            [
                {
                    "adjustment_id": self.id,
                    "low": low,
                    "high": high,
                    "units": len(bands[low, high]),
                    "difference": sum(row["difference"] for row in bands[low, high]),
                }
                for low, high in ordered
            ],
        )
        for band, band_id in zip(ordered, ids, strict=True):
            for row in bands[band]:
                row["band_id"] = band_id
        insert_rows(self.env["estate.fee.adjustment.unit"], rows)

    def _delete_simulation(self):
        for table in ("estate_fee_adjustment_unit", "estate_fee_adjustment_band"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE adjustment_id = %s",
                    SQL.identifier(table),
                    self.id,
                )
            )
        self.env.invalidate_all()

    # ----------------------------------------------------------------- SCREENS

    def action_view_simulation(self):
        """The units, as a chart of how many rise by how much."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_fee_adjustment_unit_action"
        )
        return action | {"domain": [("adjustment_id", "=", self.id)]}

    def action_print_simulation(self):
        """Totals, distribution and the largest increases on one paper."""
        self.ensure_one()
        self.check_access("read")
        self._refuse_lacking(
            [] if self.simulated_on else [self.env._("The simulation over all units.")]
        )
        report = self.env.ref("estate_service.action_report_fee_simulation")
        return report.report_action(self.ids, config=False)
