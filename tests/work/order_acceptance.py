from datetime import datetime

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time


class OrderAcceptance:
    """It is accepted, asked about and guaranteed (R-406…R-411)."""

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

    def test_r408_a_room_that_was_corrected_bills_nobody_else(self):
        order = self._order()
        self.assertEqual((order.partner_id, order.payer_id), (self.owner, self.owner))
        order.unit_id = self.unit_2
        self.assertEqual(
            (order.partner_id, order.payer_id, order.contact_name),
            (self.owner_2, self.owner_2, self.owner_2.name),
        )
        done = self._accepted()
        done.with_user(self.supervisor).unit_id = self.unit_2
        self.assertEqual(done.payer_id, self.owner_2)

    def test_r414_each_reads_of_an_order_in_his_language(self):
        words = {
            "Sent to you: %s": "已派给您：%s",
            "Nobody at home: agree a new time": "无人在家：请改约",
        }
        order = self._order()
        with self._in_chinese(self.li | self.engineer, words):
            order._assign(self.li)
            order = order.with_user(self.li)
            order.action_arrive()
            self._step(order, "absent", text="Rang twice")
        told = self._activities(order, self.li) | self._activities(order, self.engineer)
        self.assertEqual(
            set(told.mapped("summary")), {"已派给您：Tap drips", "无人在家：请改约"}
        )

    def test_r309_who_goes_keeps_it_on_his_list_when_it_moves_up(self):
        """He answered for it as well, and is on his way all the same."""
        order = self._order()
        order.sudo().user_id = self.li
        order._assign(self.li)
        order._escalate(self.supervisor, "Insists")
        self.assertTrue(self._activities(order, self.li))

    def test_r317_nobody_says_done_while_somebody_is_to_come(self):
        request = self._request()
        request.action_hand_over()
        order = self._order(request_id=request.id)
        with self.assertRaisesRegex(UserError, f"Not done yet: {order.name}"):
            self._confirm(request, "feed_back", "Done", self.engineer)
        order._cancel("Not needed")
        self._confirm(request, "feed_back", "Done", self.engineer)
        self.assertEqual(request.state, "done")

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
