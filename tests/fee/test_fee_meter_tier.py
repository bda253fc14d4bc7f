from datetime import date
from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ...engine.bill_amount import recompute
from .fee_common import CONSENT
from .meter_common import MeterCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02")
class TestFeeMeterTier(MeterCommon):
    """Tiers (阶梯): what is used above a quantity costs more, counted by the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.water.price_ids.write(
            {**CONSENT, "tier_ids": [(0, 0, {"above": 20, "price": 4.83})]}
        )
        cls.water.price_ids.write({"tier_ids": [(0, 0, {"above": 30, "price": 5.83})]})

    def test_a_reading_is_cut_by_tiers_and_adds_up(self):
        self._read(self.meter, "2026-09-30", 112)
        self._read(self.meter, "2026-10-31", 135)
        self.assertEqual(
            self._water_rows(self._run("2026-10-01")),
            [
                ("2026-09-01", "2026-09-30", 0, 12.0, 41.4),
                ("2026-10-01", "2026-10-31", 0, 8.0, 27.6),
                ("2026-10-01", "2026-10-31", 1, 10.0, 48.3),
                ("2026-10-01", "2026-10-31", 2, 5.0, 29.15),
            ],
        )

    def test_what_was_billed_before_counts_for_the_tier(self):
        self._read(self.meter, "2026-09-30", 112)
        self._bill("2026-09-01")
        self._read(self.meter, "2026-10-31", 135)
        run = self._bill("2026-10-01")
        self.assertEqual(
            [row[2:] for row in self._water_rows(run)],
            [(0, 8.0, 27.6), (1, 10.0, 48.3), (2, 5.0, 29.15)],
        )
        lines = run.move_ids.invoice_line_ids.filtered(
            lambda line: line.estate_item_id == self.water
        ).sorted("estate_part")
        self.assertEqual(lines.mapped("estate_part"), [0, 1, 2])
        self.assertIn("tier 2", lines[1].name)
        self.assertIn("above 20 m³", lines[1].estate_explanation_text)
        for line in lines:
            self.assertEqual(
                float(recompute(line.estate_explanation)), line.price_total
            )

    def test_tiers_of_a_reading_are_left_out_and_taken_in_together(self):
        """A tier that stays behind would never be billed: its days are."""
        self._read(self.meter, "2026-09-30", 135)
        rows = self._run("2026-09-01").plan_ids.filtered(
            lambda row: row.item_id == self.water
        )
        self.assertEqual(len(rows), 3)
        rows.filtered("part")[:1].action_leave_out()
        self.assertEqual(set(rows.mapped("state")), {"left_out"})
        rows[:1].action_take_in()
        self.assertEqual(set(rows.mapped("state")), {"todo"})

    def test_each_reading_by_itself(self):
        self.water.tier_period = "reading"
        self._read(self.meter, "2026-09-30", 112)
        self._read(self.meter, "2026-10-31", 135)
        self.assertEqual(
            [row[2:4] for row in self._water_rows(self._run("2026-10-01"))],
            [(0, 12.0), (0, 20.0), (1, 3.0)],
        )

    def test_a_month_has_its_first_tier_once(self):
        """Read twice, and on two meters: what a month used is one account."""
        self.water.tier_period = "month"
        self._read(self.meter, "2026-09-30", 115)
        self._read(self.meter, "2026-10-10", 127)
        new = self.meter._replace(
            date(2026, 10, 16), 132, {"serial": "W101-B", "first_value": 3}
        )
        self.meter.reading_ids.filtered(lambda r: r.kind == "final").action_check()
        self._read(new, "2026-10-31", 19)
        self._read(new, "2026-11-30", 24)
        self.assertEqual(
            [(row[1], *row[2:4]) for row in self._water_rows(self._run("2026-11-01"))],
            [
                ("2026-09-30", 0, 15.0),
                ("2026-10-10", 0, 12.0),
                ("2026-10-16", 0, 5.0),
                ("2026-10-31", 0, 3.0),
                ("2026-10-31", 1, 10.0),
                ("2026-10-31", 2, 3.0),
                ("2026-11-30", 0, 5.0),
            ],
        )
        self.water.tier_period = "quarter"
        self.assertEqual(
            [row[2:4] for row in self._water_rows(self._run("2026-11-01"))][-2:],
            [(2, 3.0), (2, 5.0)],
        )

    def test_a_new_year_begins_at_the_first_tier(self):
        self._read(self.meter, "2026-12-31", 125)
        self._read(self.meter, "2027-01-31", 135)
        self.assertEqual(
            [row[2:4] for row in self._water_rows(self._run("2027-01-01"))],
            [(0, 20.0), (1, 5.0), (0, 10.0)],
        )

    def test_the_owners_change_cuts_usage_by_days_and_nothing_is_lost(self):
        """Ten of thirty days are the old owner's: quantities and amounts add up."""
        self._read(self.meter, "2026-09-30", 135)
        self.unit.occupancy_ids.date_end = "2026-09-10"
        new = self.env["res.partner"].create({"name": "New"})
        self._occupy(self.unit, new, "owner", "2026-09-11", is_primary=True)
        run = self._run("2026-09-01")
        rows = self._water_rows(run)
        self.assertEqual(sum(D(str(row[3])) for row in rows), 35)
        self.assertEqual(
            sum(D(str(row[4])) for row in rows), D("69.00") + D("48.30") + D("29.15")
        )
        self.assertEqual(len(set(run.plan_ids.payer_id)), 2)

    def test_a_higher_tier_needs_consent(self):
        """R-805: nobody slips a higher price in by a tier."""
        version = self.water.price_ids.copy(
            {
                "date_from": "2027-01-01",
                "community_id": self.community.id,
                "consent_kind": "government",
                "consent_ref": "发改价〔2026〕5号",
            }
        )
        with self.assertRaisesRegex(ValidationError, "name who consented"):
            version.write({"consent_ref": False, "price": 4})

    def test_only_what_is_measured_has_tiers(self):
        with self.assertRaisesRegex(ValidationError, "has none"):
            self.item_light.price_ids.write(
                {"tier_ids": [(0, 0, {"above": 5, "price": 5})]}
            )
