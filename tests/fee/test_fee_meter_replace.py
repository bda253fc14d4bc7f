from decimal import Decimal

from psycopg2.errors import ExclusionViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .meter_common import MeterCommon

D = Decimal


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
