from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ...engine.bill_amount import recompute
from .fee_common import CONSENT
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


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02")
class TestFeeMeterReplace(MeterCommon):
    """A replaced meter: the old one's final reading, the new one's first."""

    def _replace(self, **vals):
        wizard = Form(
            self.env["estate.meter.replace"].with_context(
                default_meter_id=self.meter.id
            )
        )
        wizard.date = vals.get("date", "2026-10-16")
        wizard.final_value = vals.get("final_value", 120)
        wizard.serial = "W101-B"
        wizard.first_value = 3
        action = wizard.save().action_confirm()
        return self.env["estate.meter"].browse(action["res_id"])

    def test_usage_of_both_is_charged_and_nothing_is_negative(self):
        self._read(self.meter, "2026-09-30", 112)
        new = self._replace()
        self.meter.reading_ids.filtered(lambda r: r.kind == "final").action_check()
        self._read(new, "2026-10-31", 10)
        self.assertEqual(new.assignment_id, self.charge)
        self.assertEqual(
            self._water_rows(self._run("2026-10-01")),
            [
                ("2026-09-01", "2026-09-30", 0, 12.0, 41.4),
                ("2026-10-01", "2026-10-16", 0, 8.0, 27.6),
                ("2026-10-17", "2026-10-31", 0, 7.0, 24.15),
            ],
        )

    def test_a_meter_is_replaced_once(self):
        self._replace()
        with self.assertRaisesRegex(UserError, "out of use"):
            self.meter.action_replace()

    def test_the_final_reading_goes_back_no_more_than_others(self):
        self._read(self.meter, "2026-09-30", 112)
        with self.assertRaisesRegex(ValidationError, "less than 112"):
            self._replace(final_value=90)
        self.assertFalse(self.meter.date_removed)

    def test_what_was_guessed_since_the_replacement_goes(self):
        """Nobody told the office: the same days must not be charged twice."""
        self._read(self.meter, "2026-09-30", 112)
        round_ = self.env["estate.meter.round"].create(
            {
                "community_id": self.community.id,
                "type_id": self.water_type.id,
                "date": "2026-10-31",
            }
        )
        round_.action_start()
        round_.action_estimate()
        self.assertEqual(round_.reading_ids.value, 124.4)
        new = self._replace()
        self.assertEqual(
            self.meter.reading_ids.sorted("date").mapped("kind"),
            ["start", "regular", "final"],
        )
        # The new one is to be read in its place.
        self.assertEqual(round_.reading_ids.meter_id, new)
        round_.reading_ids.value = 10
        (self.meter + new).reading_ids.filtered(
            lambda reading: reading.state == "read"
        ).action_check()
        self.assertEqual(
            [row[:4] for row in self._water_rows(self._run("2026-10-01"))],
            [
                ("2026-09-01", "2026-09-30", 0, 12.0),
                ("2026-10-01", "2026-10-16", 0, 8.0),
                ("2026-10-17", "2026-10-31", 0, 7.0),
            ],
        )

    def test_nobody_read_a_meter_after_it_was_replaced(self):
        read = self._read(self.meter, "2026-10-31", 121)
        with self.assertRaisesRegex(UserError, "read on 2026-10-31: 121"):
            self._replace()
        with self.assertRaisesRegex(UserError, "read on 2026-10-31: 121"):
            self._replace(date="2026-10-31", final_value=122)
        new = self._replace(date="2026-10-31", final_value=121)
        self.assertEqual(read.state, "checked")
        self.assertEqual(new.date_install, read.date)

    def test_a_guess_that_was_billed_stays(self):
        self._read(self.meter, "2026-09-30", 112)
        self._read(self.meter, "2026-10-31", 124, kind="estimated")
        self._bill("2026-10-01")
        with self.assertRaisesRegex(UserError, "stands on bills"):
            self._replace()

    def test_a_wrong_replacement_is_undone_until_it_is_read_or_billed(self):
        clerk = self._new_staff("finance_clerk")
        self._read(self.meter, "2026-09-30", 112)
        new = self._replace()
        reading = self._read(new, "2026-10-31", 10, check=False)
        with self.assertRaisesRegex(UserError, "W101-B was read"):
            new.with_user(clerk).action_undo_replacement()
        reading.unlink()
        action = new.with_user(clerk).action_undo_replacement()
        self.assertEqual(action["res_id"], self.meter.id)
        self.assertFalse(new.exists())
        self.assertFalse(self.meter.date_removed)
        self.assertEqual(self.meter.last_value, 112)
        self._read(self.meter, "2026-10-31", 121)
        with self.assertRaisesRegex(UserError, "replaced no other"):
            self.meter.action_undo_replacement()
        self.meter.reading_ids.filtered(lambda r: r.value == 121).unlink()
        self._replace()
        self.meter.reading_ids.filtered(lambda r: r.kind == "final").action_check()
        self._bill("2026-10-01")
        with self.assertRaisesRegex(UserError, "stands on bills"):
            self.meter.with_user(clerk).action_undo_replacement()

    def test_after_an_undone_replacement_the_round_reads_the_old_meter(self):
        """Replaced in the round's time or after its day: the line is there again."""
        clerk = self._new_staff("finance_clerk")
        self._read(self.meter, "2026-09-30", 112)
        rounds = self.env["estate.meter.round"]
        vals = {"community_id": self.community.id, "type_id": self.water_type.id}
        round_, elsewhere = rounds.create(
            [
                {**vals, "date": "2026-10-31"},
                {**vals, "date": "2026-10-30"},
            ]
        )
        elsewhere.building_ids = self.env["estate.building"].create(
            {"name": "2栋", "code": "2", "community_id": self.community.id}
        )
        round_.action_start()
        elsewhere.sudo().state = "open"
        for day in ("2026-10-17", "2026-10-31", "2026-11-01"):
            with self.subTest(day=day):
                new = self._replace(date=day)
                self.assertNotIn(self.meter, round_.reading_ids.meter_id)
                new.with_user(clerk).action_undo_replacement()
                line = round_.reading_ids
                self.assertEqual((line.meter_id, line.state), (self.meter, "todo"))
                self.assertEqual(str(line.date), "2026-10-31")
        self.assertFalse(elsewhere.reading_ids)
        line.value = 121
        line.action_check()
        self.assertEqual(self.meter.last_value, 121)

    def test_two_meters_do_not_count_for_one_fee_at_once(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(ExclusionViolation, "one_at_a_time"),
        ):
            self._meter(self.unit, "W101-C", assignment_id=self.charge.id)


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
        self.env["estate.occupancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": self.env["res.partner"].create({"name": "New"}).id,
                "role": "owner",
                "is_primary": True,
                "date_start": "2026-09-11",
            }
        )
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
