from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import SQL


class OrderTime:
    """When somebody comes, as it was promised (R-401…R-413, B-14)."""

    def test_r401_fifteen_minutes_run_from_the_call_and_end_on_site(self):
        with freeze_time("2026-11-10 09:55:00"):
            request = self._request()
        order = self._order(request_id=request.id)
        self.assertEqual(order.next_target, "arrive")
        self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 10, 10))
        order._assign(self.li)
        with freeze_time("2026-11-10 10:09:00"):
            order.with_user(self.li).action_arrive()
        arrival = order.clock_ids.filtered(lambda clock: clock.target == "arrive")
        self.assertEqual(arrival.state, "reached")
        self.assertFalse(order.is_breached)

    def test_r401_an_order_that_is_needed_as_well_is_not_late_at_birth(self):
        with freeze_time("2026-11-10 08:00:00"):
            request = self._request()
            first = self._order(request_id=request.id)
            request.action_hand_over()
        second = self._order(request_id=request.id)
        self.assertEqual(first.next_deadline, datetime(2026, 11, 10, 8, 15))
        self.assertEqual(second.next_deadline, datetime(2026, 11, 10, 10, 15))
        for order in (first, second):
            order._assign(self.li)
            order.with_user(self.li).action_arrive()
            self._finish(order)
        with freeze_time("2026-11-11 09:00:00"):
            request._reopen("It drips again")
        with freeze_time("2026-11-11 09:05:00"):
            third = self._order(request_id=request.id)
        self.assertEqual(third.next_deadline, datetime(2026, 11, 11, 9, 15))

    def test_r401_what_cannot_wait_any_longer_is_promised_from_now_on(self):
        with freeze_time("2026-11-10 08:00:00"):
            order = self._order(urgency="appointment")
        self.assertEqual(order.next_target, "answer")
        self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 10))
        order.urgency = "now"
        self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 10, 15))
        # Said once more it is no new promise.
        with freeze_time("2026-11-10 10:10:00"):
            order.urgency = "now"
        self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 10, 15))
        with freeze_time("2026-11-10 10:12:00"):
            self._step(order, "agree", moment=datetime(2026, 11, 10, 16))
        # Somebody is named within two hours of the office, which rests from twelve on.
        self.assertEqual(order.next_target, "answer")
        self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 13, 12))
        self.assertFalse(order.is_breached)

    def test_r401_who_is_not_there_in_fifteen_minutes_moves_the_order_up(self):
        order = self._order()
        order._assign(self.li)
        with freeze_time("2026-11-10 10:16:00"):
            self._sweep_clocks()
        self.assertTrue(order.is_breached)
        self.assertEqual(order.user_id, self.supervisor)
        self.assertEqual(order.escalation_ids.from_user_id, self.engineer)

    def test_r317_by_appointment_somebody_is_named_once_and_finishes_in_time(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        self.assertEqual(order.next_target, "answer")
        order._assign(self.li)
        self.assertEqual(order.next_target, "finish")
        self.assertEqual(order.next_deadline, datetime(2026, 11, 13, 14))
        self._step(
            order,
            "agree",
            moment=datetime(2026, 11, 11, 10),
            text="Somebody is ill",
            called=True,
        )
        running = order.clock_ids.filtered(lambda clock: clock.state == "running")
        self.assertEqual(running.mapped("target"), ["finish"])
        self.assertEqual(running.started_at, datetime(2026, 11, 11, 10))
        # Who is there and has to come again is not late before that.
        order.with_user(self.li).action_arrive()
        self._step(
            order,
            "agree",
            self.li,
            moment=datetime(2026, 11, 12, 10),
            text="A part is missing",
            called=True,
        )
        running = order.clock_ids.filtered(lambda clock: clock.state == "running")
        self.assertEqual(running.mapped("target"), ["finish"])
        self.assertEqual(running.started_at, datetime(2026, 11, 12, 10))

    def test_r317_a_new_time_does_not_put_off_who_is_named(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        answer = (order.next_target, order.next_deadline)
        with freeze_time("2026-11-10 11:00:00"):
            self._step(
                order,
                "agree",
                moment=datetime(2026, 11, 11, 10),
                text="Not at home",
                by_us="resident",
            )
        self.assertEqual((order.next_target, order.next_deadline), answer)

    def test_r403_nobody_at_home_leaves_a_note_and_the_resident_books_anew(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        order._assign(self.li)
        with freeze_time("2026-11-10 14:02:00"):
            order.with_user(self.li).action_arrive()
            self._step(order, "absent", self.li, text="Note at the door")
        promise = order.promise_ids
        self.assertEqual(promise.state, "kept")
        self.assertEqual((order.state, order.absent_count), ("assigned", 1))
        self.assertFalse(order.appointment)
        self.assertTrue(self._activities(order, self.engineer))

    def test_r403_an_immediate_order_with_nobody_at_home_waits_for_a_time(self):
        order = self._order()
        order._assign(self.li)
        with freeze_time("2026-11-10 10:12:00"):
            self._step(order, "absent", self.li, text="Note at the door")
        self.assertEqual((order.state, order.urgency), ("assigned", "appointment"))
        self.assertEqual(order.next_target, "finish")
        self.assertGreater(order.next_deadline, datetime(2026, 11, 11))

    def test_r403_who_was_not_sent_finds_nobody_and_recommends_nobody(self):
        order = self._order()
        for user in (self.li, self.desk):
            with self.assertRaisesRegex(UserError, "on the way"):
                self._step(order, "absent", user, text="Note at the door")
        with self.assertRaisesRegex(AccessError, "sends"):
            self._step(order, "refer", self.li, text="Piano tuner")
        self.assertEqual((order.state, order.absent_count), ("new", 0))
        self._step(order, "refer", self.desk, text="Piano tuner")
        self.assertEqual(order.outcome, "referred")

    def test_r413_a_new_time_needs_a_reason_and_a_call(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        self.assertFalse(order.must_keep)
        with self.assertRaisesRegex(UserError, "agree a new time"):
            order.appointment = "2026-11-10 15:00:00"
        later = datetime(2026, 11, 10, 16)
        with self.assertRaisesRegex(UserError, "why the time"):
            self._step(order, "agree", moment=later, called=True)
        with self.assertRaisesRegex(UserError, "Call the resident"):
            self._step(order, "agree", moment=later, text="Burst pipe elsewhere")
        self._step(
            order, "agree", moment=later, text="Burst pipe elsewhere", called=True
        )
        first, second = order.promise_ids
        self.assertEqual((first.state, first.called), ("moved", True))
        self.assertEqual((second.attempt_no, second.must_keep), (2, True))
        self.assertTrue(order.must_keep)
        self.assertEqual(order.appointment, later)

    def test_r413_the_agreed_time_is_told_by_the_clock_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.desk.tz = "Europe/Berlin"
        order = self._order()
        self._step(order, "agree", moment=datetime(2026, 11, 10, 16))
        said = " ".join(order.sudo().message_ids.mapped("body"))
        self.assertIn("2026-11-11 00:00", said)

    def test_b14_a_second_appointment_alerts_an_hour_and_half_an_hour_before(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 12:00:00")
        order._assign(self.li)
        with freeze_time("2026-11-10 11:30:00"):
            self._alerts()
        self.assertFalse(order.promise_ids.first_alert_at)
        self._step(
            order,
            "agree",
            moment=datetime(2026, 11, 10, 16),
            text="Somebody is ill",
            called=True,
        )
        second = order.promise_ids[-1]
        with freeze_time("2026-11-10 15:00:00"):
            self._alerts()
            self._alerts()
        self.assertTrue(second.first_alert_at)
        self.assertFalse(second.last_alert_at)
        with freeze_time("2026-11-10 15:30:00"):
            self._alerts()
        words = self._activities(order, self.engineer).mapped("summary")
        self.assertIn("Must be kept without fail; Wang could go instead", words)

    def test_b14_each_is_told_in_his_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.engineer.lang = "zh_CN"
        order = self._order(urgency="appointment", appointment="2026-11-10 12:00:00")
        order.promise_ids.sudo()._tell(
            "estate_service.mail_activity_type_punctuality",
            self.engineer | self.desk,
            lambda env: f"said in {env.lang}",
        )
        for user in (self.engineer, self.desk):
            words = self._activities(order, user).mapped("summary")
            self.assertIn(f"said in {user.lang}", words)

    def test_b14_one_promise_that_cannot_be_told_of_keeps_no_other_waiting(self):
        orders = [
            self._order(urgency="appointment", appointment="2026-11-10 12:00:00")
            for _count in range(3)
        ]
        broken = orders[1]
        promises = self.env["estate.promise"].sudo()
        tell = type(promises)._tell

        def fail_once(promise, *args):
            if promise.order_id == broken:
                raise ValueError("no words")
            return tell(promise, *args)

        with (
            freeze_time("2026-11-10 12:00:00"),
            patch.object(type(promises), "_tell", fail_once),
            self.assertLogs("odoo.addons.estate_service.models.mixins.sweep", "ERROR"),
        ):
            self._alerts()
        asked = [bool(order.promise_ids.call_due_at) for order in orders]
        self.assertEqual(asked, [True, False, True])
        with freeze_time("2026-11-10 12:05:00"):
            self._alerts()
        self.assertTrue(broken.promise_ids.call_due_at)

    def test_r409_at_the_agreed_time_the_engineering_supervisor_asks(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        order._assign(self.li)
        with freeze_time("2026-11-10 13:55:00"):
            order.with_user(self.li).action_arrive()
            self._alerts()
        self.assertFalse(self._activities(order, self.engineer))
        with freeze_time("2026-11-10 14:00:00"):
            self._alerts()
        call = self._activities(order, self.engineer)
        self.assertEqual(call.summary, "Ask whether the technician was on time")
        with self.assertRaises(AccessError):
            self._step(order, "punctual", self.li, punctual="yes")
        self.assertFalse(order.may_ask_punctual)
        with freeze_time("2026-11-10 14:05:00"):
            order.invalidate_recordset(["may_ask_punctual"])
            self.assertTrue(order.may_ask_punctual)
            self._step(order, "punctual", self.engineer, punctual="unreached")
            self.assertTrue(order._promise_to_ask(), "he is called once more")
            self._step(
                order, "punctual", self.engineer, punctual="no", text="At half past"
            )
            with self.assertRaisesRegex(UserError, "left to ask about"):
                self._step(order, "punctual", self.engineer, punctual="yes")
        self.assertEqual(order.punctual, "no")
        promise = order.promise_ids
        self.assertEqual(
            (promise.call_note, promise.asked_by_id, str(promise.asked_at)),
            ("At half past", self.engineer, "2026-11-10 14:05:00"),
        )
        self.assertFalse(call.exists().active)

    def test_r409_who_did_not_come_has_missed_it_and_the_next_time_is_asked_about(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        order._assign(self.li)
        with freeze_time("2026-11-10 14:02:00"):
            self._step(order, "punctual", self.engineer, punctual="absent")
        self.assertEqual(order.promise_ids.state, "missed")
        words = self._activities(order, order.user_id).mapped("summary")
        self.assertIn("Nobody came: call, apologise, agree anew", words)
        with freeze_time("2026-11-10 14:10:00"):
            again = datetime(2026, 11, 10, 16)
            order.with_user(self.engineer)._agree(again, "Forgotten", called=True)
        self.assertTrue(order.must_keep)
        with freeze_time("2026-11-10 16:01:00"):
            self._step(order, "punctual", self.engineer, punctual="yes")
        self.assertEqual(order.promise_ids.mapped("punctual"), ["absent", "yes"])
        self.assertEqual(order.punctual, "yes")

    def test_r409_without_an_engineering_supervisor_another_one_asks(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        order._assign(self.li)
        order.sudo().user_id = False
        self.community.write({"engineer_id": self.li.id, "supervisor_id": False})
        self.community.manager_id = False
        with freeze_time("2026-11-10 14:00:00"):
            self._alerts()
            self.assertFalse(order.promise_ids.call_due_at, "nobody could be told")
            self.community.manager_id = self.manager
            self._alerts()
        self.assertTrue(order.promise_ids.call_due_at)
        call = self._activities(order, self.manager)
        self.assertEqual(call.summary, "Ask whether the technician was on time")

    def test_r409_the_sweep_walks_past_what_ended_otherwise(self):
        index = SQL(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            "estate_promise_to_call_idx",
        )
        [(definition,)] = self.env.execute_query(index)
        self.assertIn("'missed'", definition)

    def test_b14_who_comes_within_the_grace_has_kept_his_word(self):
        for minute, state in (("10", "kept"), ("11", "missed")):
            with self.subTest(minute):
                order = self._order(
                    urgency="appointment", appointment="2026-11-10 14:00:00"
                )
                order._assign(self.li)
                with freeze_time(f"2026-11-10 14:{minute}:00"):
                    order.with_user(self.li).action_arrive()
                self.assertEqual(order.promise_ids.state, state)

    def test_r413_a_promise_that_lapsed_was_missed_however_it_ends(self):
        def lapsed():
            return self._order(urgency="appointment", appointment="2026-11-10 14:00:00")

        again, off, swept = lapsed(), lapsed(), lapsed()
        swept._assign(self.li)
        with freeze_time("2026-11-10 14:10:00"):
            self._alerts()
            self.assertEqual(swept.promise_ids.state, "open")
        with freeze_time("2026-11-10 14:11:00"):
            self._step(
                again,
                "agree",
                moment=datetime(2026, 11, 11, 9),
                text="He waited in vain",
                by_us="resident",
            )
            self._step(off, "cancel", self.desk, text="He called somebody else")
            self._alerts()
        with freeze_time("2026-11-10 14:30:00"):
            swept.with_user(self.li).action_arrive()
        promises = (again | off | swept).promise_ids.sorted("id")
        states = ["missed", "missed", "missed", "open"]
        self.assertEqual(promises.mapped("state"), states)
        # Who came too late after all is on record with it.
        self.assertEqual(swept.promise_ids.minutes_late, 30)

    def test_r413_a_second_time_stays_without_fail_while_somebody_is_late(self):
        order = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        order._assign(self.li)
        self._step(
            order,
            "agree",
            moment=datetime(2026, 11, 10, 15),
            text="Burst pipe elsewhere",
            called=True,
        )
        with freeze_time("2026-11-10 15:11:00"):
            self._alerts()
            self.assertEqual(order.promise_ids.mapped("state"), ["moved", "missed"])
            self.assertTrue(order.must_keep)
            order.with_user(self.li).action_arrive()
        self.assertFalse(order.must_keep)
