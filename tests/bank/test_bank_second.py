"""What failed for want of money is asked for once more (B-03)."""

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .collection_common import TODAY
from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankSecond(ReturnCommon):
    def test_a_second_deduction_asks_again_for_what_failed(self):
        self._import(
            self.batch, codes={self.unit: "00", self.unit_2: "01", self.shop: "02"}
        )
        self.assertTrue(self.batch.can_retry)
        action = self.batch.action_second_deduction()
        second = self.batch.browse(action["res_id"])
        self.assertEqual((second.attempt, str(second.date)), (2, "2026-11-20"))
        self.assertEqual(second.retry_of_id, self.batch)
        self.assertEqual(second.line_ids.unit_id, self.unit_2)
        self.assertEqual(second.amount_total, 115)
        second.action_freeze()
        self.assertEqual(set(second.line_ids.bill_ids.mapped("attempt")), {2})
        second.with_user(self.accountant).action_send()
        with freeze_time("2026-11-20"):
            self._import(second, day="2026-11-20")
        self.assertEqual(self._residuals(), [0, 0, 115])
        self.assertEqual(self._transit(), 230)
        self.assertFalse(second.can_retry)
        with self.assertRaisesRegex(UserError, "nothing to ask"):
            self.batch.action_second_deduction()

    def test_the_second_deduction_asks_only_for_what_is_still_open(self):
        self._import(
            self.batch, codes=dict.fromkeys(self.unit | self.unit_2 | self.shop, "01")
        )
        fee = self._open(self.unit)[0]
        self._collect(self.unit, [(fee["move_line_id"], 100)])
        self._bill(self.unit, [(self.item_fee, 500)], "2026-09-01")
        self.mandate_3.action_suspend()
        action = self.batch.action_second_deduction()
        second = self.batch.browse(action["res_id"])
        asked = {line.unit_id.code: line.amount for line in second.line_ids}
        self.assertEqual(asked, {"1-1-101": 15, "1-1-102": 115})

    def test_a_second_deduction_waits_for_all_answers(self):
        """What fails later would have no second deduction to go into."""
        self._import(self.batch, codes={self.unit: "01"})
        self.assertFalse(self.batch.can_retry)
        with self.assertRaisesRegex(UserError, "not answered 2 deductions"):
            self.batch.action_second_deduction()
        self._import(self.batch, codes={self.unit_2: "01", self.shop: "00"})
        action = self.batch.action_second_deduction()
        second = self.batch.browse(action["res_id"])
        self.assertEqual(second.line_ids.unit_id, self.unit | self.unit_2)

    def test_a_completed_batch_has_its_second_deduction(self):
        self._import(self.batch, codes={self.unit: "01"})
        self.batch.with_user(self.accountant).action_close()
        self.assertTrue(self.batch.can_retry)

    def test_the_bank_is_asked_as_often_as_the_profile_allows(self):
        self.profile.attempt_limit = 1
        self._import(self.batch, codes=dict.fromkeys(self.batch.line_ids.unit_id, "01"))
        self.assertFalse(self.batch.can_retry)

    def test_the_day_of_the_second_deduction_is_a_setting(self):
        day = self.batch.date
        self.assertEqual(str(self.profile._second_date(day)), "2026-11-20")
        self.profile.second_day = 5
        self.assertEqual(str(self.profile._second_date(day)), "2026-12-05")
        self.profile.second_rule = "days"
        self.assertEqual(str(self.profile._second_date(day)), "2026-11-20")
        self.profile.first_day = 31
        self.assertEqual(str(self.profile._first_date(day)), "2026-11-30")

    # ---- Reminder ---------------------------------------------------------------

    def _night(self, day):
        """What the clerk is reminded of after the job of a night."""
        with freeze_time(day):
            self.env(su=True)["estate.collection.batch"]._cron_remind_second()
        return self.batch.activity_ids.filtered(lambda a: a.user_id == self.clerk)

    def test_b03_the_clerk_is_reminded_of_the_second_deduction(self):
        self._import(self.batch, codes=dict.fromkeys(self.batch.line_ids.unit_id, "01"))
        self.assertEqual(self.company.estate_second_notice_days, 3)
        self.assertFalse(self._night("2026-11-16"))
        reminder = self._night("2026-11-17")
        self.assertEqual(str(reminder.date_deadline), "2026-11-20")
        self.assertIn(self.batch.name, reminder.summary)
        self.assertEqual(self._night("2026-11-18"), reminder)
        with freeze_time("2026-11-19"):
            self.batch.action_second_deduction()
        self.assertFalse(self.batch.activity_ids)
        self.assertFalse(self._night("2026-11-20"))
        self.batch.retry_ids.action_cancel()
        self.assertTrue(self._night("2026-11-20"))
        self.batch.activity_ids.action_done()
        self.assertFalse(self._night("2026-11-21"))

    def test_b03_nobody_is_reminded_where_nothing_is_to_be_asked_again(self):
        units = self.unit | self.unit_2 | self.shop
        self._import(self.batch, codes=dict.fromkeys(units, "00") | {self.unit_2: "01"})
        self.company.estate_second_notice_days = 10
        self.clerk.active = False
        self.assertFalse(self._night("2026-11-11"))
        self.assertEqual(len(self.batch.activity_ids), 1, "somebody else of finance")
        self.batch.activity_ids.unlink()
        self.clerk.active = True
        self.assertTrue(self._night("2026-11-11"))
        paid = [
            (line["move_line_id"], line["open"]) for line in self._open(self.unit_2)
        ]
        self._collect(self.unit_2, paid)
        self.assertFalse(self._night("2026-11-12"))
        self.batch.with_user(self.accountant).action_close()
        self.assertFalse(self._night("2026-11-13"))
