from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...engine.bill_amount import recompute
from .meter_common import MeterCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02")
class TestFeeMeter(MeterCommon):
    """Meters: usage between readings, charged once, never negative."""

    def test_a_meter_takes_the_one_fee_of_its_unit_and_type(self):
        self.assertEqual(self.meter.assignment_id, self.charge)
        self.assertEqual(self.meter.community_id, self.community)
        self.assertEqual(self.meter.reading_ids.mapped("value"), [100])

    def test_usage_is_billed_for_its_days_once_it_is_checked(self):
        self._read(self.meter, "2026-09-30", 112)
        waiting = self._read(self.meter, "2026-10-31", 120.5, check=False)
        self.assertEqual(
            self._water_rows(self._run("2026-10-01")),
            [("2026-09-01", "2026-09-30", 0, 12.0, 41.4)],
        )
        waiting.action_check()
        run = self._bill("2026-10-01")
        self.assertEqual(
            self._water_rows(run),
            [
                ("2026-09-01", "2026-09-30", 0, 12.0, 41.4),
                ("2026-10-01", "2026-10-31", 0, 8.5, 29.33),
            ],
        )
        lines = run.move_ids.invoice_line_ids.filtered(
            lambda line: line.estate_item_id == self.water
        )
        self.assertEqual(sum(D(str(line.price_total)) for line in lines), D("70.73"))
        self.assertEqual(
            [float(recompute(line.estate_explanation)) for line in lines],
            lines.mapped("price_total"),
        )
        self.assertTrue(waiting.is_billed)
        self.assertFalse(self._run("2026-11-01").plan_ids.filtered("amount"))

    def test_a_month_that_a_reading_goes_beyond_waits_for_the_next_run(self):
        self._read(self.meter, "2026-11-01", 112)
        self.assertFalse(self._water_rows(self._run("2026-10-01")))
        self.assertTrue(self._water_rows(self._run("2026-11-01")))

    def test_nothing_used_is_nothing_to_look_at(self):
        self._read(self.meter, "2026-09-30", 100)
        self.assertFalse(self._water_rows(self._run("2026-10-01")))

    def test_the_explanation_names_meter_and_readings(self):
        self._read(self.meter, "2026-09-30", 112)
        run = self._bill("2026-09-01")
        line = run.move_ids.invoice_line_ids.filtered(
            lambda line: line.estate_item_id == self.water
        )
        self.assertIn("12 m³ × 3.45", line.estate_explanation_text)
        self.assertIn("W101: 100 – 112", line.estate_explanation_text)
        self.assertNotIn("month", line.estate_explanation_text)

    def test_a_lower_reading_is_refused_with_meter_and_values(self):
        self._read(self.meter, "2026-09-30", 112)
        with self.assertRaisesRegex(ValidationError, "W101.*110 is less than 112"):
            self._read(self.meter, "2026-10-31", 110)

    def test_a_dial_that_began_again(self):
        self._read(self.meter, "2026-09-30", 99990)
        reading = self._read(self.meter, "2026-10-31", 5, rolled_over=True)
        self.assertEqual(reading.usage, 15)

    def test_a_number_that_the_dial_cannot_show(self):
        with self.assertRaisesRegex(ValidationError, "5 digits"):
            self._read(self.meter, "2026-09-30", 123456)

    def test_an_estimate_too_high_is_made_up_for(self):
        """What was charged too early is not charged again, and nothing is negative."""
        self._read(self.meter, "2026-09-30", 150, kind="estimated")
        lower = self._read(self.meter, "2026-10-15", 140)
        later = self._read(self.meter, "2026-10-31", 180)
        self.assertEqual((lower.usage, later.usage), (0, 30))

    def test_a_correction_counts_the_later_readings_anew(self):
        first = self._read(self.meter, "2026-09-30", 112, check=False)
        second = self._read(self.meter, "2026-10-31", 120, check=False)
        first.value = 115
        self.assertEqual((first.usage, second.usage), (15, 5))
        first.unlink()
        self.assertEqual(second.usage, 20)
        self.assertEqual(second.previous_date, date(2026, 8, 31))

    def test_what_changed_after_its_release_waits_for_another(self):
        """Nobody bills what one saw and another one typed later."""
        first = self._read(self.meter, "2026-09-30", 112)
        second = self._read(self.meter, "2026-10-31", 120)
        first.value = 115
        self.assertEqual((first.state, second.state), ("read", "read"))
        self.assertFalse(first.checker_id)
        self.assertFalse(self._water_rows(self._run("2026-10-01")))
        (first + second).action_check()
        first.note = "seen again"
        self.assertEqual(first.state, "checked")

    def test_one_reading_a_day(self):
        self._read(self.meter, "2026-09-30", 112)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._read(self.meter, "2026-09-30", 113, kind="estimated")

    def test_what_was_billed_stays_as_it_was_read(self):
        reading = self._read(self.meter, "2026-09-30", 112)
        self._bill("2026-09-01")
        for change in (
            lambda: reading.write({"value": 113}),
            reading.unlink,
            reading.action_uncheck,
        ):
            with self.assertRaisesRegex(UserError, "stands on bills"):
                change()

    @contextmanager
    def _refused(self, error, text):
        with self.assertRaisesRegex(error, text), self.env.cr.savepoint():
            yield

    def test_nothing_is_read_before_what_was_billed(self):
        """A reading put in, or moved, before a billed one would change its usage."""
        billed = self._read(self.meter, "2026-09-30", 112)
        self._bill("2026-09-01")
        steward = self._new_staff("steward")
        readings = self.env["estate.meter.reading"].with_user(steward)
        vals = {"meter_id": self.meter.id, "value": 105}
        with self._refused(UserError, "stands on bills"):
            readings.create({**vals, "date": "2026-09-15"})
        later = readings.create({**vals, "value": 120, "date": "2026-10-31"})
        with self._refused(UserError, "stands on bills"):
            later.write({"value": 105, "date": "2026-09-15"})
        self.assertEqual(
            (billed.state, billed.usage, billed.is_billed),
            (
                "checked",
                12,
                True,
            ),
        )

    def test_a_meter_is_read_while_it_is_in_use(self):
        reading = self._read(self.meter, "2026-09-30", 112)
        with self._refused(ValidationError, "not on 2026-08-01"):
            reading.date = "2026-08-01"
        with self._refused(ValidationError, "not on 2026-09-30"):
            self.meter.date_install = "2026-10-01"

    def test_a_cancelled_bill_frees_the_reading(self):
        reading = self._read(self.meter, "2026-09-30", 112)
        run = self._bill("2026-09-01")
        run.move_ids._estate_cancel_bills("wrong reading")
        reading.action_uncheck()
        reading.value = 110
        reading.action_check()
        self.assertEqual(
            self._water_rows(self._run("2026-10-01")),
            [("2026-09-01", "2026-09-30", 0, 10.0, 34.5)],
        )

    def test_a_meter_that_was_never_read_is_deleted_with_its_first_reading(self):
        manager = self._new_staff("manager")
        first = self.meter.reading_ids
        with self.assertRaisesRegex(UserError, "belongs to meter"):
            first.with_user(manager).unlink()
        other = self._meter(self.unit_2, "W102", 10, assignment_id=False)
        self._read(other, "2026-09-30", 12)
        with self.assertRaisesRegex(UserError, "archive it"):
            other.with_user(manager).unlink()
        self.meter.with_user(manager).unlink()
        self.assertFalse(self.meter.exists())
        self.assertFalse(first.exists())

    def test_the_ratio_of_a_transformer(self):
        meter = self._meter(self.unit_2, "W102", 10, ratio=40, assignment_id=False)
        self.assertEqual(self._read(meter, "2026-09-30", 12.5).usage, 100)

    def test_an_unusual_reading_waits_for_a_look(self):
        self._read(self.meter, "2026-09-30", 110)
        # 10 m³ in 30 days, then in 30 more: half as much again is unusual.
        for used, unusual in ((20, True), (15, True), (14.9, False), (5, True)):
            reading = self._read(self.meter, "2026-10-30", 110 + used, check=False)
            with self.subTest(used=used):
                self.assertEqual(reading.is_unusual, unusual)
            reading.unlink()
