from datetime import timedelta

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from .adjustment_common import AdjustmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestFeeAdjustmentSimulation(AdjustmentCommon):
    """What a new price means for each unit, as billing will say it (B-09)."""

    def _simulated(self, **vals):
        adjustment = self._adjustment(**vals)
        adjustment.action_simulate()
        return adjustment

    def _figures(self, adjustment):
        return {
            row.unit_id: (row.old_amount, row.new_amount)
            for row in adjustment.simulation_ids
        }

    def test_b09_totals_distribution_and_largest_increases(self):
        adjustment = self._simulated()
        self.assertEqual(
            self._figures(adjustment),
            {
                self.unit: (249.68, 285.34),
                self.unit_2: (280.0, 320.0),
                self.shop: (140.0, 160.0),
            },
        )
        self.assertEqual(adjustment.simulated_count, 3)
        self.assertAlmostEqual(adjustment.old_amount, 669.68)
        self.assertAlmostEqual(adjustment.new_amount, 765.34)
        self.assertAlmostEqual(adjustment.difference, 95.66)
        self.assertEqual(
            [(band.low, band.high, band.units) for band in adjustment.band_ids],
            [(10, 20, 1), (30, 40, 2)],
        )
        self.assertEqual(adjustment.band_ids[0].display_name, "+10 … +20")
        self.assertEqual(
            adjustment.top_ids.unit_id, self.unit_2 + self.unit + self.shop
        )
        self.company.estate_adjustment_top = 1
        adjustment.invalidate_recordset(["top_ids"])
        self.assertEqual(adjustment.top_ids.unit_id, self.unit_2)

    def test_b09_it_says_what_billing_will_say(self):
        """The month after the new price, billed, is the simulation to the cent."""
        adjustment = self._decided(price=3.3333)
        for month in range(7, 13):
            self._bill(f"2026-{month:02}-01")
        run = self._bill("2027-01-01")
        billed = {move.estate_unit_id: move.amount_total for move in run.move_ids}
        told = {row.unit_id: row.new_amount for row in adjustment.sudo().simulation_ids}
        self.assertEqual(billed, told)

    def test_tax_on_top_of_the_price_is_in_the_figures(self):
        self.tax.price_include_override = "tax_excluded"
        adjustment = self._simulated()
        self.assertEqual(self._figures(adjustment)[self.unit_2], (296.8, 339.2))

    def test_a_price_for_a_kind_leaves_the_others_alone(self):
        line = {"item_id": self.item_area.id, "unit_kind": "shop", "new_price": 6}
        adjustment = self._simulated(line_ids=[Command.create(line)])
        self.assertEqual(
            self._figures(adjustment),
            {
                self.unit: (249.68, 249.68),
                self.unit_2: (280.0, 280.0),
                self.shop: (140.0, 300.0),
            },
        )
        same = adjustment.band_ids.filtered(lambda band: not band.high)
        self.assertEqual((same.units, same.display_name), (2, "No change"))

    def test_what_is_billed_already_does_not_change_a_normal_month(self):
        before = self._figures(self._simulated())
        for month in (7, 8, 9, 10):
            self._bill(f"2026-{month:02}-01")
        self.assertEqual(self._figures(self._simulated()), before)

    def test_what_a_meter_counts_is_simulated_by_its_readings(self):
        water_type = self.env.ref("estate_service.estate_meter_type_water")
        water = self._new_item(
            "水费", 3.45, "usage", kind="agency", meter_type_id=water_type.id
        )
        self._assign(self.unit, water, "2026-09-01")
        meter = self.env["estate.meter"].create(
            {
                "unit_id": self.unit.id,
                "type_id": water_type.id,
                "serial": "W101",
                "date_install": "2026-09-30",
                "first_value": 100,
            }
        )
        reading = self.env["estate.meter.reading"].create(
            {"meter_id": meter.id, "date": "2026-10-31", "value": 110}
        )
        reading.action_check()
        line = {"item_id": water.id, "new_price": 4}
        adjustment = self._simulated(line_ids=[Command.create(line)])
        self.assertEqual(self._figures(adjustment), {self.unit: (34.5, 40.0)})

    def test_two_items_add_up(self):
        self._assign(self.unit, self.item_light, "2026-07-01")
        adjustment = self._simulated(
            line_ids=[
                Command.create({"item_id": self.item_area.id, "new_price": 3.2}),
                Command.create({"item_id": self.item_light.id, "new_price": 20}),
            ]
        )
        self.assertEqual(self._figures(adjustment)[self.unit], (264.68, 305.34))

    def _tiered_water(self):
        """3.45 a m³, above 20 m³ in a year 4.83; 12 m³ in September, 23 in October."""
        meter_type = self.env.ref("estate_service.estate_meter_type_water")
        water = self._new_item("水费", 3.45, "usage", meter_type_id=meter_type.id)
        water.price_ids.write(
            {
                "community_id": self.community.id,
                "consent_kind": "assembly",
                "consent_ref": "2025-1",
                "tier_ids": [Command.create({"above": 20, "price": 4.83})],
            }
        )
        self._assign(self.unit, water, "2026-09-01")
        meter = self.env["estate.meter"].create(
            {
                "unit_id": self.unit.id,
                "type_id": meter_type.id,
                "serial": "W101",
                "date_install": "2026-08-31",
                "first_value": 100,
            }
        )
        self.env["estate.meter.reading"].create(
            [
                {"meter_id": meter.id, "date": day, "value": value}
                for day, value in (("2026-09-30", 112), ("2026-10-31", 135))
            ]
        ).action_check()
        return water

    def test_b09_prices_with_tiers_are_simulated_told_and_made_tier_by_tier(self):
        water = self._tiered_water()
        present = water.price_ids
        adjustment = self._consented(
            line_ids=[
                Command.create(
                    {"item_id": water.id, "above": above, "new_price": price}
                )
                for above, price in ((20, 5.0), (30, 6.0))
            ]
        )
        # The price below the first tier is not named: it stays.
        self.assertEqual(adjustment.line_ids.mapped("old_price"), [4.83, 4.83])
        # 8 m³ at 3.45 and 15 at 4.83; then 8, 10 at 5.00 and 5 at 6.00.
        self.assertEqual(self._figures(adjustment)[self.unit], (100.05, 107.6))
        adjustment.action_notify()
        adjustment._send_all()
        text = self._notice(adjustment, self.owner).text
        self.assertIn("水费 above 20 (all units): 4.83 → 5.00", text)
        self.assertIn("水费 above 30 (all units): 4.83 → 6.00", text)
        adjustment._decide("Everybody knows")
        made = adjustment.price_ids
        self.assertEqual(str(present.date_to), "2026-12-31")
        self.assertEqual((str(made.date_from), made.price), ("2027-01-01", 3.45))
        self.assertEqual(
            [(tier.above, tier.price) for tier in made.tier_ids], [(20, 5.0), (30, 6.0)]
        )
        self.assertEqual(made.consent_ref, adjustment.consent_ref)

    def test_it_says_when_it_is_out_of_date(self):
        adjustment = self._simulated()
        self.assertFalse(adjustment.is_simulation_stale)
        adjustment.line_ids.new_price = 3.1
        self.assertTrue(adjustment.is_simulation_stale)
        adjustment.action_simulate()
        self.assertFalse(adjustment.is_simulation_stale)
        self.unit.area_built = 90
        adjustment.invalidate_recordset(["is_simulation_stale"])
        self.assertTrue(adjustment.is_simulation_stale)

    def test_a_new_simulation_takes_the_place_of_the_old(self):
        adjustment = self._simulated()
        rows = adjustment.simulation_ids
        adjustment.action_simulate()
        self.assertFalse(rows.exists())
        self.assertEqual(len(adjustment.simulation_ids), 3)

    def test_the_number_of_units_costs_no_queries(self):
        one = self._adjustment()
        one.action_simulate()
        few = self._count_queries(one)
        units = self.env["estate.unit"].create(
            [self._unit_vals(f"{floor}01", 80.0) for floor in range(2, 42)]
        )
        for unit in units:
            self._assign(unit, self.item_area, "2026-07-01")
        many = self._count_queries(one)
        self.assertEqual(one.simulated_count, 43)
        self.assertLessEqual(many, few)

    def _count_queries(self, adjustment):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        adjustment._simulate()
        return self.cr.sql_log_count - start

    def test_the_paper_shows_totals_and_bars(self):
        adjustment = self._simulated()
        text, _type = self.env["ir.actions.report"]._render_qweb_html(
            "estate_service.report_fee_simulation", adjustment.ids
        )
        text = text.decode()
        for shown in ("95.66", "+30 … +40", "width: 100%", self.unit_2.code):
            self.assertIn(shown, text)
        action = adjustment.action_print_simulation()
        self.assertEqual(action["type"], "ir.actions.report")

    def test_a_month_is_one_as_it_was(self):
        adjustment = self.env["estate.fee.adjustment"].new({})
        today = fields.Date.to_date("2026-11-10")
        month = adjustment.simulation_month
        self.assertEqual(month.day, 1)
        self.assertLess(month, today.replace(day=1))
        self.assertLess(today - month, timedelta(days=62))
