import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .meter_common import MeterCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-31")
class TestFeeMeterRound(MeterCommon):
    """A round: laid out, read in a list, on a phone or by a file, then checked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.charge_2 = cls._assign(cls.unit_2, cls.water, "2026-09-01")
        cls.meter_2 = cls._meter(cls.unit_2, "W102", 50)
        cls.reader = cls._new_staff("steward")
        cls.clerk = cls._new_staff("finance_clerk")

    def _round(self):
        round_ = (
            self.env["estate.meter.round"]
            .with_user(self.clerk)
            .create(
                {
                    "community_id": self.community.id,
                    "type_id": self.water_type.id,
                    "date": "2026-10-31",
                }
            )
        )
        round_.action_start()
        return round_

    def test_every_meter_in_use_is_laid_out_once(self):
        round_ = self._round()
        round_.action_start()
        self.assertEqual(round_.reading_ids.meter_id, self.meter + self.meter_2)
        self.assertEqual(round_.todo_count, 2)

    def test_the_steward_reads_one_after_the_other_and_checks_nothing(self):
        round_ = self._round().with_user(self.reader)
        action = round_.action_read_next()
        first = self.env["estate.meter.reading"].with_user(self.reader)
        first = first.browse(action["res_id"])
        self.assertEqual(first.meter_id, self.meter)
        with self.assertRaisesRegex(ValidationError, "or skip this meter"):
            first.action_next()
        first.value = 112
        self.assertEqual(first.reader_id, self.reader)
        second = first.browse(first.action_next()["res_id"])
        self.assertEqual(second.meter_id, self.meter_2)
        with self.assertRaises(AccessError):
            second.write({"state": "checked"})
        with self.assertRaisesRegex(AccessError, "checked by a supervisor"):
            first.action_check()
        with self.assertRaises(AccessError):
            round_.action_estimate()

    def test_a_locked_door_is_skipped_and_comes_again_at_the_end(self):
        self._read(self.meter, "2026-09-30", 130)
        round_ = self._round().with_user(self.reader)
        readings = self.env["estate.meter.reading"].with_user(self.reader)
        locked = readings.browse(round_.action_read_next()["res_id"])
        with self.assertRaisesRegex(UserError, "why it is not read"):
            locked.action_skip()
        locked.skip_reason = "other"
        with self.assertRaisesRegex(UserError, "in the note"):
            locked.action_skip()
        locked.skip_reason = "nobody"
        with self.assertRaises(AccessError):
            locked.skipped_on = False
        second = readings.browse(locked.action_skip()["res_id"])
        self.assertEqual(second.meter_id, self.meter_2)
        # Who comes back later begins with what he has not seen yet.
        self.assertEqual(round_.action_read_next()["res_id"], second.id)
        second.value = 62
        self.assertEqual(second.action_next()["res_id"], locked.id)
        self.assertEqual(round_.skipped_count, 1)
        # The only one that is left, and locked still: back to the round.
        self.assertEqual(locked.action_skip()["res_model"], round_._name)
        round_.with_user(self.clerk).action_estimate()
        self.assertEqual((locked.kind, locked.usage), ("estimated", 31))
        self.assertEqual(locked.skip_reason, "nobody")
        self.assertFalse(round_.skipped_count)

    def test_who_comes_back_to_an_open_door_reads_it(self):
        reading = self._round().with_user(self.reader).reading_ids[:1]
        reading.skip_reason = "nobody"
        reading.action_skip()
        reading.value = reading.previous_value + 1
        self.assertEqual(reading.state, "read")
        self.assertFalse(reading.skip_reason or reading.skipped_on)
        # A second click on the button that was there goes on.
        self.assertNotEqual(reading.action_skip()["res_id"], reading.id)

    def test_a_dial_at_zero_is_read(self):
        """An untouched meter: the zero that somebody typed is a reading."""
        self.meter_3 = self._meter(self.shop, "W103")
        reading = (
            self._round()
            .with_user(self.reader)
            .reading_ids.filtered(lambda one: one.meter_id == self.meter_3)
        )
        reading.value = 0
        self.assertEqual((reading.state, reading.usage), ("read", 0))
        for view in ("list", "form", "form_one"):
            arch = self.env.ref(f"estate_service.estate_meter_reading_view_{view}").arch
            with self.subTest(view=view):
                self.assertIn('name="value" widget="estate_dial"', arch)

    def test_what_nobody_read_is_estimated_by_the_days_before(self):
        self._read(self.meter, "2026-09-30", 130)
        round_ = self._round()
        round_.action_estimate()
        estimated = round_.reading_ids.filtered(lambda r: r.meter_id == self.meter)
        self.assertEqual(estimated.kind, "estimated")
        self.assertEqual(estimated.usage, 31)
        # Known for one day only: it must be read.
        self.assertEqual(round_.todo_count, 1)

    def test_the_usual_ones_are_checked_together_then_the_round_closes(self):
        round_ = self._round()
        with self.assertRaisesRegex(UserError, "2 meters are not read"):
            round_.action_close()
        for reading, value in zip(round_.reading_ids, (112, 62), strict=True):
            reading.value = max(value, reading.previous_value)
        round_.action_check()
        round_.action_close()
        self.assertEqual((round_.state, round_.checked_count), ("done", 2))

    def _import(self, round_, text):
        wizard = (
            self.env["estate.meter.import"]
            .with_user(self.clerk)
            .create(
                {
                    "round_id": round_.id,
                    "file": base64.b64encode(text.encode()),
                    "file_name": "抄表.csv",
                }
            )
        )
        return wizard.action_import()

    def test_a_file_is_entered_by_serial_or_unit(self):
        round_ = self._round()
        self._import(
            round_,
            f"抄表 2026-10\n表号,房号,本次读数,备注\nW101,,112,\n"
            f",{self.unit_2.code},61.5,门卫抄\n",
        )
        self.assertEqual(
            round_.reading_ids.sorted("meter_id").mapped("usage"), [12, 11.5]
        )
        told = self._import(round_, "表号,本次读数\nW101,112\n")
        self.assertIn("1 were known already", told["params"]["message"])

    def test_a_faulty_file_changes_nothing_and_names_every_fault(self):
        round_ = self._round()
        with self.assertRaises(UserError) as refused:
            self._import(
                round_, "表号,本次读数\nW101,112\nW102,abc\nW999,5\nW101,113\n"
            )
        text = str(refused.exception)
        for fault in ("Row 3", "Row 4", "W999", "Row 5"):
            self.assertIn(fault, text)
        self.assertEqual(round_.todo_count, 2)

    def test_a_reading_that_goes_back_refuses_the_whole_file(self):
        round_ = self._round()
        with self.assertRaisesRegex(ValidationError, "W101: 12 is less than 100"):
            self._import(round_, "表号,本次读数\nW102,61\nW101,12\n")

    def test_junk_is_refused(self):
        round_ = self._round()
        for junk in ("\x00\x01" * 600_000, "a,b\n1,2\n"):
            with self.assertRaises(UserError):
                self._import(round_, junk)

    def test_many_readings_are_counted_by_as_many_queries_as_few(self):
        self.env["estate.meter"].create(
            [
                {
                    "type_id": self.water_type.id,
                    "building_id": self.building.id,
                    "community_id": self.community.id,
                    "serial": f"P{number}",
                    "date_install": "2026-08-31",
                }
                for number in range(20)
            ]
        )
        readings = self._round().reading_ids
        self.assertEqual(len(readings), 22)
        counts = []
        for some in (readings[:2], readings[2:4], readings[4:]):
            values = {one: {"value": one.previous_value + 5} for one in some}
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._enter(values)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # The first one warms up; twenty cost no more than two.
        self.assertLessEqual(counts[2], counts[1])

    def test_the_way_is_that_of_the_rooms_not_of_the_records(self):
        """A unit that was entered late is read where it lies."""
        late = self.env["estate.unit"].create(
            {"building_id": self.building.id, "room": "001", "area_built": 50}
        )
        self.meter_0 = self._meter(late, "W001")
        round_ = self._round()
        reading = round_.reading_ids.browse(round_.action_read_next()["res_id"])
        seen = reading
        while len(seen) < 3:
            reading.value = reading.previous_value + 1
            reading = reading.browse(reading.action_next()["res_id"])
            seen += reading
        self.assertEqual(seen.meter_id, self.meter_0 + self.meter + self.meter_2)
