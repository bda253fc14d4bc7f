"""B-11: what was counted until the day is his who leaves."""

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..fee.fee_common import CONSENT
from .delivery_common import NOW, BilledCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDeliveryMeter(BilledCommon):
    """B-11, R-803: what a meter counted is split where it stood on the day."""

    def _begin_billed(self):
        """Begin the change after October's usage and November were billed."""
        with freeze_time("2026-11-02 02:00:00"):
            self._bill("2026-10-01")
            self._bill("2026-11-01")
        return self._begin()

    def _dial(self, transfer, value, **vals):
        """The steward writes down where the meter stands on the day."""
        transfer.meter_ids.with_user(self.steward).write(
            {"value": value, "is_read": True, **vals}
        )

    def test_a_meter_read_on_the_day_splits_what_was_billed(self):
        self._read(self.meter, "2026-09-30", 100)
        self._read(self.meter, "2026-10-31", 110)
        transfer = self._begin_billed()
        self._dial(transfer, 108)
        self._settle(transfer)
        self.assertEqual(self._splits(transfer)[self.water], (16, 15, 27.6, 6.9))
        self.assertIn("→ 108", " ".join(transfer.split_ids.mapped("note")))
        transfer.with_user(self.accountant).action_reopen()
        transfer.meter_ids.with_user(self.steward).is_read = False
        transfer.with_user(self.accountant).action_settle()
        self.assertEqual(self._splits(transfer)[self.water], (16, 15, 17.81, 16.69))

    def _change_price(self, last_day, first_day):
        """Water costs 3.45 a m³ until the one day and 4.00 from the next on."""
        self.water.price_ids.date_to = last_day
        self.env["estate.fee.price"].create(
            {
                "item_id": self.water.id,
                "price": 4.0,
                "date_from": first_day,
                **CONSENT,
            }
        )
        self._read(self.meter, "2026-09-30", 100)
        self._read(self.meter, "2026-10-31", 110)

    def _water_splits(self, transfer):
        return transfer.split_ids.filtered(lambda one: one.item_id == self.water)

    def test_a_price_that_changed_between_the_readings_moves_no_usage(self):
        """10 m³ from 100 to 110, at 3.45 and from the 21st on at 4.00; 8 are his."""
        self._change_price("2026-10-20", "2026-10-21")
        transfer = self._begin_billed()
        self._dial(transfer, 108)
        self._settle(transfer)
        split = self._water_splits(transfer)
        self.assertEqual(split.mapped("base"), [14.19])
        self.assertEqual(split.mapped("new_amount"), [8.0])
        self.assertEqual(split.mapped("old_amount"), [6.19])

    def test_a_price_that_changed_before_the_handover_moves_no_usage(self):
        """One of 10 m³ is his, though 3.2 were billed for the days until the 10th.

        What was billed for these days beyond it was counted after the handover: it
        passes on, and may be taken back and settled again.
        """
        self._change_price("2026-10-10", "2026-10-11")
        transfer = self._begin_billed()
        self._dial(transfer, 101)
        self._settle(transfer)
        splits = self._water_splits(transfer)
        self.assertEqual(splits.mapped("base"), [11.13, 27.1])
        self.assertEqual(splits.mapped("old_amount"), [3.45, 0])
        self.assertEqual(splits.mapped("new_amount"), [7.68, 27.1])
        self.assertEqual(splits.mapped("old_days"), [10, 6])
        self._close(transfer)
        charged = splits.charge_line_id.sorted("estate_date_from")
        self.assertEqual(charged.mapped("price_total"), [7.68, 27.1])
        self.assertEqual(
            [(str(one.estate_date_from), str(one.estate_date_to)) for one in charged],
            [("2026-10-01", "2026-10-10"), ("2026-10-17", "2026-10-31")],
        )
        self._assert_explained(self._split_moves(transfer))
        self._assert_tied()
        # A discount of the days before the handover finds what was passed on of them.
        covered = self.env["estate.cashier"]._covered_days(splits.move_line_id.ids)
        first = splits[0]
        self.assertIn((first.date_from, first.date_to), covered[first.move_line_id.id])

    def test_a_meter_not_read_leaves_days_before_the_change_alone(self):
        self._change_price("2026-10-10", "2026-10-11")
        transfer = self._begin_billed()
        self._settle(transfer)
        splits = self._water_splits(transfer)
        self.assertEqual(splits.mapped("base"), [27.1])
        self.assertEqual((splits.old_days, splits.new_days), (6, 15))

    def test_a_meter_read_before_the_bill_is_entered_for_it(self):
        self._read(self.meter, "2026-09-30", 100)
        transfer = self._begin()
        self._dial(transfer, 108)
        self._close(self._settle(transfer))
        reading = transfer.sudo().meter_ids.reading_id
        self.assertEqual((str(reading.date), reading.state), ("2026-10-16", "checked"))
        self._read(self.meter, "2026-10-31", 110)
        with freeze_time("2026-11-02 02:00:00"):
            run = self._run("2026-11-01")
        rows = run.plan_ids.filtered(lambda row: row.item_id == self.water)
        self.assertEqual(
            [(row.payer_id, row.quantity) for row in rows.sorted("date_from")],
            [(self.owner, 8.0), (self.buyer, 2.0)],
        )

    def _hand_over_meter(self, transfer, value, **vals):
        self._dial(transfer, value, **vals)
        return self._close(self._settle(transfer)).meter_ids.reading_id

    def test_a_round_that_is_being_read_takes_the_reading_of_the_day(self):
        """A round on the 31st, a sale on the 1st: one reading a day."""
        round_ = self.env["estate.meter.round"].create(
            {
                "community_id": self.community.id,
                "type_id": self.water_type.id,
                "date": "2026-10-16",
            }
        )
        round_.action_start()
        reading = self._hand_over_meter(self._begin(), 108)
        self.assertEqual(reading, round_.reading_ids)
        self.assertEqual((reading.state, reading.usage), ("checked", 8))

    def test_a_reading_below_an_estimate_counts_nothing_twice(self):
        """The estimate was too high: what follows is counted on from it."""
        self._read(self.meter, "2026-09-30", 150, kind="estimated")
        later = self._read(self.meter, "2026-10-31", 160)
        transfer = self._begin()
        with self.assertRaisesRegex(ValidationError, "than the 5 digits"):
            self._dial(transfer, 140000)
        reading = self._hand_over_meter(transfer, 140)
        self.assertEqual((reading.usage, reading.charged_to), (0, 150))
        # What was released before goes on from there, and is the buyer's alone.
        self.assertEqual((later.state, later.usage), ("checked", 10))
        self.assertEqual(later.previous_date, reading.date)

    def test_a_billed_estimate_too_high_leaves_the_rest_to_who_comes(self):
        self._read(self.meter, "2026-09-30", 150, kind="estimated")
        self._read(self.meter, "2026-10-31", 160)
        transfer = self._begin_billed()
        self._dial(transfer, 140)
        self._settle(transfer)
        self.assertEqual(self._splits(transfer)[self.water], (16, 15, 0, 34.5))

    def test_a_dial_that_began_again_before_the_handover(self):
        self._read(self.meter, "2026-09-30", 99990)
        self._read(self.meter, "2026-10-31", 10, rolled_over=True)
        transfer = self._begin_billed()
        with self.assertRaisesRegex(ValidationError, "5 is less than 99,990"):
            self._dial(transfer, 5)
        self._dial(transfer, 5, rolled_over=True)
        self._settle(transfer)
        self.assertEqual(self._splits(transfer)[self.water], (16, 15, 51.75, 17.25))
        self.assertIn("99990 → 5 → 10", " ".join(transfer.split_ids.mapped("note")))
        self._close(transfer)
        self._assert_explained(self._split_moves(transfer))
