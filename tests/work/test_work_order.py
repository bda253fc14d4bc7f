from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ...models.mixins.busy import BusyError
from .work_common import SIGNED, WorkCommon

PANEL = {
    "appointment",
    "bill_name",
    "bill_paid",
    "community_id",
    "may_correct",
    "must_keep",
    "name",
    "next_deadline",
    "state",
    "suggested_id",
    "summary",
    "technician_id",
    "to_bill",
    "trade_id",
    "unit_id",
}
"""What the lists and the panel show of an order."""

CASES = ("estate.workorder", "estate.visit", "estate.service.order")
PARTS = ("estate.workorder.quote", "estate.workorder.line", "estate.promise")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestWorkOrder(WorkCommon):
    """From the request to the acceptance (R-401…R-416, B-14, B-15)."""

    # --------------------------------------------------------------- REQUEST

    def test_r414_one_click_hands_over_and_writes_the_order(self):
        request = self._request(urgency="now", place="Kitchen")
        action = request.action_open_order()
        order = self.env["estate.workorder"].browse(action["res_id"])
        self.assertEqual(request.state, "handed")
        self.assertEqual(order.unit_id, self.unit)
        self.assertEqual(order.contact_name, "汪健强")
        self.assertEqual((order.kind, order.place), ("paid", "Kitchen"))
        self.assertEqual(order.user_id, self.engineer)
        with self.assertRaisesRegex(UserError, "or has one"):
            request.action_open_order()

    def test_r414_two_who_click_at_once_order_the_work_once(self):
        request = self._request()
        request.action_hand_over()
        self.env.flush_all()
        row = SQL("SELECT ctid FROM estate_request WHERE id = %s", request.id)
        before = self.env.execute_query(row)
        request.action_open_order()
        # The row is another: who read it before begins anew.
        self.env.flush_all()
        self.assertNotEqual(self.env.execute_query(row), before)
        other = self._request()
        with (
            patch.object(type(other), "lock_for_update", side_effect=LockError("")),
            self.assertRaises(BusyError),
        ):
            other.action_open_order()
        self.assertFalse(other.order_ids)

    def test_r414_the_request_is_done_when_its_last_order_is(self):
        request = self._request()
        order = self._order(request_id=request.id)
        second = self._order(request_id=request.id)
        request.action_hand_over()
        for one in (order, second):
            self.assertEqual(request.state, "handed")
            one._assign(self.li)
            one.with_user(self.li).action_arrive()
            self._finish(one)
        self.assertEqual((request.state, request.result), ("done", "Washer replaced"))

    def test_r414_a_case_has_one_order_whoever_sees_it(self):
        self.building.steward_id = self._new_staff("steward", login="steward_9")
        steward = self._new_staff("steward")
        request = self._request(steward)
        order = self._order(request_id=request.id)
        self.assertFalse(order.with_user(steward).search([("id", "=", order.id)]))
        self.assertFalse(request.may_order)
        with self.assertRaisesRegex(UserError, "or has one"):
            request.action_open_order()
        self.assertIn("the end of its work orders", request._closing_hindrances())
        self._confirm(request, "cancel", "Dripped once", steward)
        self.assertEqual(order.state, "cancelled")

    def test_r415_a_public_area_asks_for_no_signature_but_somebody_looks_at_it(self):
        lamp = self.env.ref("estate_service.request_type_public_repair")
        order = self._order(
            unit_id=False, building_id=self.building.id, type_id=lamp.id
        )
        self.assertEqual(order.kind, "public")
        order._assign(self.li)
        mine = order.with_user(self.li)
        mine.action_arrive()
        with self.assertRaisesRegex(UserError, "what was done"):
            mine.action_accept()
        mine.result = "Lamp replaced"
        # Nobody has to agree to what it takes, and nobody is billed for it.
        self._lines(order, ("Lamp", 0), ("Socket", 12))
        mine.action_accept()
        self.assertEqual((order.state, order.amount_total), ("done", 12))
        inbox = self.env["estate.workorder"].with_user(self.clerk)
        self.assertNotIn(order, inbox.search([("to_bill", "=", True)]))
        self.assertFalse(order.to_bill)
        with self.assertRaisesRegex(UserError, "verified"):
            order.action_close()
        with self.assertRaises(AccessError):
            mine.action_verify()
        order.action_verify()
        order.action_close()
        self.assertEqual(order.state, "closed")

    def test_r426_who_wrote_an_order_without_a_case_follows_it(self):
        alone = self._order()
        followed = self._activities(alone, self.desk)
        self.assertEqual(followed.summary, "Follow until it is done: Tap drips")
        self.assertFalse(self._activities(self._order(self.engineer), self.engineer))
        cased = self._order(request_id=self._request().id)
        self.assertFalse(self._activities(cased, self.desk))
        alone._assign(self.li)
        alone.with_user(self.li).action_arrive()
        self.assertTrue(followed.exists())
        self._finish(alone)
        self.assertFalse(followed.exists())
        off = self._order()
        self._step(off, "cancel", self.desk, text="Called off")
        self.assertFalse(self._activities(off, self.desk))

    # -------------------------------------------------------------- DISPATCH

    def test_b15_who_knows_the_trade_and_has_least_in_hand_is_suggested(self):
        order = self._order()
        self.assertEqual(order.suggested_id, self.li)
        self.assertEqual(self._order(trade_id=self.power.id).suggested_id, self.wang)
        order.action_dispatch()
        self.assertEqual((order.state, order.technician_id), ("assigned", self.li))
        # Nobody in particular: Wang has nothing in hand.
        self.assertEqual(self._order(trade_id=False).suggested_id, self.wang)

    def test_b15_the_panel_asks_as_little_for_many_as_for_few(self):
        orders = self.env["estate.workorder"]
        for number in range(6):
            orders |= self._order(trade_id=(self.plumbing, self.power)[number % 2].id)
        orders[:2].action_dispatch()
        orders = orders.with_user(self.engineer)
        shown = {
            name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
            for name, field in orders._fields.items()
            if name in PANEL
        }
        self.assertEqual(set(shown), PANEL)

        def asked(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.web_read(shown)
            return self.env.cr.sql_log_count - before

        asked(orders)
        self.assertLessEqual(asked(orders), asked(orders[1:4]))

    def test_r414_a_technician_takes_an_order_and_the_second_is_told(self):
        order = self._order()
        order.with_user(self.li).action_grab()
        self.assertEqual(order.technician_id, self.li)
        self.assertTrue(order.slip_number)
        with self.assertRaisesRegex(UserError, "faster|access"):
            order.with_user(self.wang).action_grab()
        self.community.dispatch_grab = False
        given = self._order()
        with self.assertRaises(UserError):
            given.with_user(self.li).action_grab()

    def test_b15_who_dispatches_second_is_told_and_nobody_is_called_back(self):
        order = self._order()
        self._order(trade_id=False)._assign(self.wang)
        order.with_user(self.engineer).action_dispatch()
        sent_at = order.dispatched_at
        # Now it would be Wang's turn.
        self._order()._assign(self.li)
        self._order()._assign(self.li)
        for user in (self.desk, self.control_room):
            with self.assertRaisesRegex(UserError, "faster"):
                order.with_user(user).action_dispatch()
        self.assertEqual((order.technician_id, order.dispatched_at), (self.li, sent_at))
        order.with_user(self.li).action_arrive()
        with self.assertRaisesRegex(UserError, "faster"):
            order.with_user(self.engineer).action_dispatch()
        self.assertEqual(order.state, "on_site")

    def test_b15_a_technician_sees_his_own_and_what_he_may_take(self):
        mine, his, free = (self._order() for _number in range(3))
        mine._assign(self.li)
        his._assign(self.wang)
        seen = self.env["estate.workorder"].with_user(self.li).search([])
        self.assertEqual(seen, mine | free)
        self.community.dispatch_grab = False
        seen = self.env["estate.workorder"].with_user(self.li).search([])
        self.assertEqual(seen, mine)
        with self.assertRaises(AccessError):
            mine.with_user(self.li).action_dispatch()
        with self.assertRaises(AccessError):
            mine.with_user(self.li).write({"technician_id": self.wang.id})

    def test_each_role_sees_the_cases_that_are_his(self):
        """A technician those of his orders, a steward those of his buildings."""
        steward = self._new_staff("steward")
        self.building.steward_id = steward
        there = self.env["estate.building"].create(
            {
                "name": "9栋",
                "code": "9",
                "community_id": self.community.id,
                "steward_id": self._new_staff("steward", login="steward_9").id,
            }
        )
        unit = self.env["estate.unit"].create(
            self._unit_vals("901", 50, building_id=there.id)
        )
        mine, his = self._case(self.unit, self.li), self._case(unit, self.wang)
        own = self._request(steward, unit_id=unit.id, summary="Told the steward")
        nobody = self._new_staff("staff", login="nobody")
        table = {
            self.li: mine[0],
            self.wang: his[0],
            steward: mine[0] | own,
            there.steward_id: his[0] | own,
            self.desk: mine[0] | his[0] | own,
            self.control_room: mine[0] | his[0] | own,
            nobody: own.browse(),
        }
        for user, requests in table.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._seen("estate.request", user), requests)
                for model, one, other in zip(CASES, mine[1:], his[1:], strict=True):
                    if model == "estate.workorder" and user == nobody:
                        continue
                    expected = (one if mine[0] in requests else one.browse()) | (
                        other if his[0] in requests else one.browse()
                    )
                    self.assertEqual(self._seen(model, user), expected, model)
                orders = (requests & (mine[0] | his[0])).order_ids
                for model in PARTS if orders else ():
                    self.assertEqual(self._seen(model, user).order_id, orders, model)
        self.building.steward_id = False
        self.assertIn(mine[0], self._seen("estate.request", there.steward_id))

    def _case(self, unit, technician):
        """Return a request with its order, its visit and a commission."""
        request = self._request(unit_id=unit.id)
        request.action_open_order()
        order = request.order_ids
        order._assign(technician)
        order._agree(datetime(2026, 11, 10, 14))
        self._lines(order, (self.tap, 1), user=technician)
        values = {"request_id": request.id, "unit_id": unit.id}
        visit = self.env["estate.visit"].with_user(self.engineer)
        visit = visit.create({**values, "kind": "sampled"})
        flowers = self.env["estate.service.order"].with_user(self.desk)
        kind = self.env.ref("estate_service.service_order_type_cake")
        flowers = flowers.create(
            {
                **values,
                "partner_id": self.owner.id,
                "type_id": kind.id,
                "summary": "Flowers",
                "estimate": 10,
            }
        )
        return request, request.order_ids, visit, flowers

    def _seen(self, model, user):
        found = self.env[model].with_user(user).search([])
        return found.with_user(self.env.user)

    def test_r408_slips_are_numbered_without_a_gap_and_kept(self):
        numbers = []
        for _number in range(3):
            order = self._order()
            self.assertFalse(order.slip_number)
            order._assign(self.li)
            order._assign(self.wang)
            numbers.append(int(order.slip_number[-6:]))
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        with self.assertRaisesRegex(UserError, "without a gap"):
            order.with_user(self.manager).unlink()
        self._step(order, "cancel", self.desk, text="Called off")
        self.assertEqual(order.state, "cancelled")
        self.assertTrue(order.slip_number)

    # ------------------------------------------------------------------ TIME

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
        self._step(order, "punctual", self.engineer, punctual="no", text="At half past")
        self.assertEqual(order.punctual, "no")
        self.assertFalse(call.exists().active)

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

    # ----------------------------------------------------------------- QUOTE

    def test_r404_what_it_costs_is_told_and_agreed_before_it_is_accepted(self):
        order = self._on_site()
        self._lines(order, (self.tap, 2), ("Tap", 45.5))
        self.assertEqual(order.amount_total, 105.5)
        with self.assertRaisesRegex(UserError, "consent"):
            self._finish(order)
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self.assertEqual(order.quote_state, "agreed")
        with self.assertRaisesRegex(UserError, "new version"):
            self._lines(order, ("Another tap", 10))
        self._finish(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(order.outcome, "done")

    def test_r404_nothing_is_slipped_into_a_quote_that_was_agreed(self):
        agreed, other = self._on_site(), self._on_site()
        for order in (agreed, other):
            self._lines(order, (self.tap, 1))
        self._step(agreed, "consent", agreed_by="汪健强", agreed_how="site")
        line = other.line_ids
        for values in (
            {"order_id": agreed.id, "quote_id": agreed.quote_id.id},
            {"quote_id": agreed.quote_id.id},
            {"order_id": agreed.id},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "stays in"):
                line.write(values)
        self.assertEqual((agreed.amount_total, other.amount_total), (30, 30))

    def test_r404_a_consent_by_signature_needs_one(self):
        order = self._on_site()
        with self.assertRaisesRegex(UserError, "what it takes"):
            self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._lines(order, (self.tap, 1))
        with self.assertRaisesRegex(UserError, "signature is missing"):
            self._step(order, "consent", agreed_by="汪健强", agreed_how="signed")
        self._step(
            order, "consent", agreed_by="汪健强", agreed_how="signed", signature=SIGNED
        )
        self.assertTrue(order.quote_id.signature)

    def test_r405_another_than_it_seemed_is_a_new_version_with_a_new_consent(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._step(order, "misjudged", text="The drain is blocked too")
        self.assertEqual((order.quote_version, order.quote_state), (2, "draft"))
        self.assertEqual(order.line_ids.product_id, self.tap)
        self._lines(order, (self.drain, 1))
        with self.assertRaisesRegex(UserError, "consent"):
            self._finish(order)
        self._step(order, "consent", agreed_by="汪健强", agreed_how="phone")
        self.assertEqual(order.amount_total, 110)
        self.assertEqual(
            order.quote_ids.mapped(lambda q: (q.version, q.amount_total, q.state)),
            [(2, 110, "agreed"), (1, 30, "superseded")],
        )

    def test_r404_what_was_agreed_on_site_is_not_called_off(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        for step, user in (("refer", self.li), ("cancel", self.desk)):
            with self.assertRaisesRegex(UserError, "agreed to pay"):
                self._step(order, step, user, text="The builder comes")
        self._step(order, "misjudged", text="It is under warranty")
        self._step(order, "cancel", self.desk, text="The builder comes")
        self.assertEqual((order.state, order.to_bill), ("cancelled", False))

    def test_r405_what_was_agreed_on_site_is_not_forgotten_on_the_way_back(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._step(order, "agree", moment="2026-11-11 09:00:00", text="No part yet")
        for step, user in (("refer", self.li), ("cancel", self.desk)):
            with self.assertRaisesRegex(UserError, "agreed to pay"):
                self._step(order, step, user, text="The builder comes")
        # Who agreed was at home, whatever the note says.
        order.action_arrive()
        self._step(order, "absent", text="Rang twice")
        with self.assertRaisesRegex(UserError, "agreed to pay"):
            self._step(order, "cancel", self.desk, text="The builder comes")
        self._step(order, "misjudged", text="It is under warranty")
        self._step(order, "cancel", self.desk, text="The builder comes")
        self.assertIn("builder comes", order.message_ids[0].body)
        # What was agreed by telephone, before anybody came, is called off freely.
        asked = self._order()
        asked._assign(self.li)
        self._lines(asked.with_user(self.li), (self.tap, 1))
        self._step(asked, "consent", agreed_by="汪健强", agreed_how="phone")
        self._step(asked, "cancel", self.desk, text="No more needed")
        self.assertEqual(asked.state, "cancelled")

    def test_r412_a_filed_price_is_charged_as_it_was_filed(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        with self.assertRaisesRegex(UserError, "as it was filed"):
            order.line_ids.price_unit = 35
        order.with_user(self.engineer).line_ids.price_unit = 25
        self.assertEqual(order.amount_total, 25)

    def test_r407_a_price_not_known_on_site_is_fixed_by_two(self):
        order = self._on_site()
        wall = self.env.ref("estate_service.service_paid_01").product_variant_id
        self._lines(order, (wall, 1))
        with self.assertRaisesRegex(UserError, "Price Not Known Yet"):
            self._finish(order)
        self._finish(order, price_open=True)
        self.assertEqual(order.state, "to_price")
        for user in (self.engineer, self.supervisor):
            self.assertTrue(self._activities(order, user))
        engineer = order.with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "with its price"):
            engineer.action_confirm_price()
        engineer.line_ids.price_unit = 260
        engineer.action_confirm_price()
        with self.assertRaisesRegex(UserError, "Two people"):
            engineer.action_confirm_price()
        with self.assertRaises(AccessError):
            order.action_confirm_price()
        # What one changes the other confirms anew.
        supervisor = order.with_user(self.supervisor)
        supervisor.line_ids.price_unit = 240
        self.assertFalse(order.priced_engineer_id)
        supervisor.action_confirm_price()
        engineer.action_confirm_price()
        self.assertEqual((order.state, order.quote_state), ("done", "fixed"))
        self.assertEqual(order.amount_total, 240)

    def test_r407_who_is_both_sides_fixes_the_price_with_the_manager(self):
        self.community.sudo().supervisor_id = self.engineer
        order = self._on_site()
        wall = self.env.ref("estate_service.service_paid_01").product_variant_id
        self._lines(order, (wall, 1))
        self._finish(order, price_open=True)
        self.assertTrue(self._activities(order, self.engineer))
        self.assertTrue(self._activities(order, self.manager))

    def test_r408_a_company_has_its_series_of_slips_from_the_first_day(self):
        sequences = self.env["ir.sequence"].sudo()
        new = self.env["res.company"].sudo().create({"name": "Hillside Estates"})
        slips = [("code", "=", "estate.workorder.slip")]
        mine = sequences.search([*slips, ("company_id", "=", new.id)])
        self.assertEqual(mine.implementation, "no_gap")
        # Once more, as each update does it.
        new._estate_number_slips()
        self.assertEqual(sequences.search([*slips, ("company_id", "=", new.id)]), mine)
        self.assertEqual(mine.number_next, 1)

    def test_r408_a_series_that_was_deleted_counts_on_from_the_last_slip(self):
        slips = self.env["ir.sequence"].sudo()
        slips = slips.search(
            [
                ("code", "=", "estate.workorder.slip"),
                ("company_id", "=", self.company.id),
            ]
        )
        first = self._order()
        first._assign(self.li)
        slips.active = False
        with self.assertRaisesRegex(UserError, "upgrade the app"):
            self._order()._assign(self.li)
        self.company._estate_number_slips()
        self.assertTrue(slips.active)
        slips.unlink()
        self.company._estate_number_slips()
        second = self._order()
        second._assign(self.li)
        digits = len("WX2026")
        numbers = [int(order.slip_number[digits:]) for order in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)

    def test_r407_what_was_agreed_is_not_opened_again_in_silence(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        with self.assertRaisesRegex(UserError, "new version of the quote"):
            self._finish(order, price_open=True)
        self._step(order, "misjudged", text="The wall is wet")
        wall = self.env.ref("estate_service.service_paid_01").product_variant_id
        self._lines(order, (wall, 1))
        self._finish(order, price_open=True)
        engineer = order.with_user(self.engineer)
        engineer.line_ids.filtered(lambda line: not line.amount).price_unit = 260
        for user in (self.engineer, self.supervisor):
            order.with_user(user).action_confirm_price()
        self.assertEqual((order.state, order.amount_total), ("done", 290))
        self.assertTrue(order.to_bill)

    def test_r402_what_is_not_on_the_list_is_referred_to_a_vendor(self):
        request = self._request()
        order = self._order(request_id=request.id)
        request.action_hand_over()
        order._assign(self.li)
        self._step(order, "refer", self.li, text="Piano tuner, 020-8888")
        self.assertEqual((order.state, order.outcome), ("closed", "referred"))
        self.assertIn("Piano tuner", request.result)

    def test_r402_a_vendor_of_the_list_is_recommended_on_a_note(self):
        scope = self.env["estate.vendor.scope"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Klang"}).id,
                "category_id": self.env["estate.directory.category"]
                .search([], limit=1)
                .id,
                "service": "Tuning pianos",
                "phone": "020-8888",
                "company_id": self.company.id,
            }
        )
        order = self._order()
        order._assign(self.li)
        wizard = self.env["estate.workorder.step"].with_user(self.li)
        with Form(
            wizard.with_context(default_order_id=order.id, default_step="refer")
        ) as form:
            form.vendor_scope_id = scope
        action = form.record.action_confirm()
        self.assertEqual(action["report_name"], "estate_service.report_vendor_note")
        self.assertEqual(action["context"]["active_ids"], scope.ids)
        self.assertEqual((order.state, order.vendor_scope_id), ("closed", scope))
        text = "".join(order.sudo().message_ids.mapped("body"))
        self.assertIn("Tuning pianos · Klang, 020-8888", text)

    # --------------------------------------------------------------- COUNTER

    def test_b12_the_counter_sees_what_is_under_way_for_the_unit(self):
        order = self._order()
        order._assign(self.li)
        self.env["estate.defect"].with_user(self.desk).create(
            {"unit_id": self.unit.id, "summary": "Wet wall"}
        )
        console = self.env["estate.counter.console"].with_user(self.desk)
        page = console.load_unit(self.unit.id)
        cards = {card["key"]: card["rows"] for card in page["cards"]}
        row = cards["orders"][0]
        self.assertEqual(row["open"], ["estate.workorder", order.id])
        self.assertIn("Li", row["value"])
        self.assertEqual(row["due"], str(order.next_deadline))
        self.assertEqual(cards["defects"][0]["text"], "Wet wall")
        self._accepted()
        page = console.load_unit(self.unit.id)
        cards = {card["key"]: card["rows"] for card in page["cards"]}
        self.assertTrue(cards["visits"][0]["due"])

    # ------------------------------------------------------------ ACCEPTANCE

    def test_r406_the_resident_tries_it_out_gives_his_opinion_and_signs(self):
        order = self._on_site()
        order.result = "Washer replaced"
        with self.assertRaisesRegex(UserError, "signature and name.*opinion"):
            order.action_accept()
        self._finish(order)
        self.assertEqual(order.state, "done")

    def test_r406_what_was_accepted_stays_as_it_was_signed(self):
        order = self._accepted()
        for user in (self.li, self.desk, self.engineer):
            for name, value in (
                ("opinion", "very_good"),
                ("result", "Tap replaced"),
                ("signature", False),
                ("payer_id", self.owner.id),
                ("unit_id", self.unit_2.id),
                ("kind", "public"),
                ("price_open", True),
                ("summary", "Tap and drain"),
                ("content", "And the drain"),
                ("place", "Bathroom"),
                ("finding", "Drain blocked"),
                ("before_ids", [Command.clear()]),
                ("after_ids", [Command.clear()]),
            ):
                with self.subTest(f"{user.login} {name}"):
                    with self.assertRaisesRegex(UserError, "as it was signed"):
                        order.with_user(user).write({name: value})
        supervisor = order.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "as it was signed"):
            supervisor.opinion = "bad"
        supervisor.payer_id = self.owner_2
        order.with_user(self.clerk).action_bill()
        with self.assertRaisesRegex(UserError, "as it was signed"):
            supervisor.payer_id = self.owner_2

    def test_r410_the_return_visit_falls_due_within_twenty_four_hours(self):
        with freeze_time("2026-11-10 11:00:00"):
            order = self._on_site()
            self._finish(order)
        visit = order.clock_ids.filtered(lambda clock: clock.target == "visit")
        self.assertEqual(visit.deadline, datetime(2026, 11, 11, 11))
        self.assertEqual(order.next_target, "visit")
        self.assertEqual(len(order.sudo().visit_ids), 1)
        self._ask_resident_of(order, "very")
        self.assertEqual(visit.state, "reached")
        self.assertFalse(order.next_target)
        self.assertEqual(order.state, "closed")

    def test_r410_while_the_price_is_to_fix_the_resident_is_asked(self):
        request = self._request()
        order = self._on_site(request_id=request.id)
        self._lines(order, ("A new pipe", 0))
        with freeze_time("2026-11-10 11:00:00"):
            self._finish(order, price_open=True)
        self.assertEqual(order.next_deadline, datetime(2026, 11, 11, 11))
        visit = order.sudo()._return_visits()
        self.assertEqual(visit.deadline, datetime(2026, 11, 11, 11))
        with freeze_time("2026-11-11 09:00:00"):
            self._ask_resident_of(order, "very")
        self.assertEqual(order.state, "to_price")
        with freeze_time("2026-11-12 09:00:00"):
            order.with_user(self.engineer).line_ids.price_unit = 260
            for user in (self.engineer, self.supervisor):
                order.with_user(user).action_confirm_price()
        self.assertEqual((order.state, request.state), ("done", "closed"))
        self.assertEqual(order.sudo()._return_visits(), visit)

    def test_r410_a_repair_after_the_visit_is_asked_about_anew(self):
        request = self._request()
        request.action_hand_over()
        first, second = (self._order(request_id=request.id) for _number in range(2))
        for order in (first, second):
            order._assign(self.li)
            order.with_user(self.li).action_arrive()
        self._finish(first)
        with freeze_time("2026-11-10 12:00:00"):
            self._ask_resident_of(first, "very")
        self.assertEqual((first.state, request.state), ("closed", "handed"))
        with freeze_time("2026-11-10 14:00:00"):
            self._finish(second)
        self.assertEqual((second.state, request.state), ("done", "done"))
        with self.assertRaisesRegex(UserError, "return visit"):
            second.action_close()
        with freeze_time("2026-11-10 15:00:00"):
            self._ask_resident_of(second, "very")
        self.assertEqual((second.state, request.state), ("closed", "closed"))

    def test_r410_nobody_is_asked_about_what_goes_on(self):
        request = self._request()
        order = self._accepted(request_id=request.id)
        request._reopen("It drips again")
        self.assertFalse(order.sudo()._return_visits())
        self.assertFalse(order.next_target)
        with self.assertRaisesRegex(UserError, "return visit"):
            order.with_user(self.desk).action_close()

    def test_r410_a_repair_and_its_request_are_asked_about_once(self):
        request = self._request()
        order = self._accepted(request_id=request.id)
        self.assertEqual(request.state, "done")
        self.assertEqual(request.sudo().visit_count, 1)
        self._ask_resident_of(order, "very")
        self.assertEqual(request.state, "closed")

    def test_r410_one_visit_ends_the_time_of_all_it_was_for(self):
        """What has still to be billed is not late for a visit that took place."""
        for content in (True, False):
            request = self._request()
            request.action_hand_over()
            orders = self._accepted(request_id=request.id)
            orders += self._accepted(request_id=request.id)
            self.assertEqual(orders.mapped("next_target"), ["visit", "visit"])
            visit = orders.sudo().visit_ids
            visit.ensure_one()
            if content:
                self._ask_resident_of(orders[0], "very")
            else:
                visit.with_user(self.engineer)._cancel("Moved away")
            self.assertEqual(orders.mapped("state"), ["done", "done"])
            self.assertEqual(orders.mapped("next_target"), [False, False])
            self.assertFalse(request.next_target)

    def test_r301_the_technician_ends_what_the_desk_never_read_back(self):
        request = self._request(repeated=False)
        self._accepted(request_id=request.id)
        self.assertEqual(request.state, "done")

    def test_r410_a_visit_not_needed_is_waited_for_by_nobody(self):
        """Without a request nobody else would close it."""
        order = self._on_site()
        self._finish(order)
        order.sudo()._return_visits().with_user(self.engineer)._cancel("Moved away")
        self.assertEqual(order.state, "closed")

    def test_r410_who_is_not_content_has_it_gone_on_with(self):
        request = self._request()
        order = self._accepted(request_id=request.id)
        self._ask_resident_of(order, "not")
        self.assertEqual(request.state, "handed")
        alone = self._accepted()
        alone.sudo().user_id = self.supervisor
        self._ask_resident_of(alone, "not")
        self.assertTrue(self._activities(alone, self.supervisor))
        with self.assertRaisesRegex(UserError, "return visit"):
            alone.with_user(self.desk).action_close()
        # He is asked again until he is.
        alone.with_user(self.clerk).action_bill()
        self._ask_resident_of(alone, "content")
        self.assertEqual(alone.state, "closed")
        # So is what was done for the case that goes on.
        order.with_user(self.clerk).action_bill()
        self._done(request.with_user(self.desk))
        self._ask_resident(request, "very")
        self.assertEqual((order.state, request.state), ("closed", "closed"))

    def test_r411_the_work_is_guaranteed_for_the_days_of_its_service(self):
        order = self._accepted()
        self.assertEqual(str(order.warranty_until), "2027-02-08")

    def test_r414_the_form_of_the_front_desk_fills_itself(self):
        form = Form(self.env["estate.workorder"].with_user(self.desk))
        form.unit_id = self.unit
        form.type_id = self.water
        form.summary = "Tap drips"
        order = form.save()
        self.assertEqual(order.community_id, self.community)
        self.assertEqual((order.kind, order.contact_name), ("paid", "汪健强"))
        self.assertEqual(order.quote_version, 1)
