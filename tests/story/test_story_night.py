from datetime import datetime

from odoo.tests import Form, freeze_time, tagged

from ..work.work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestStoryNight(WorkCommon):
    """A pipe bursts at 23:40; by the next evening all who had to know it know it."""

    def test_r312_a_burst_pipe_from_the_night_to_the_check(self):
        log = self._a_call_at_night()
        shift, request = log.shift_id, log.request_id
        order = self._somebody_is_there_in_a_quarter_of_an_hour(request)
        self._the_night_ends(shift)
        self._the_desk_comes_late()
        self.assertEqual(shift.activity_ids.user_id, self.manager)
        with freeze_time("2026-11-11 08:45:00"):
            shift.with_user(self.desk).action_take_over()
        self.assertFalse(shift.activity_ids)
        self.assertTrue(log.ack_breached)
        self.assertEqual((request.state, request.user_id), ("done", self.engineer))
        with freeze_time("2026-11-11 09:00:00"):
            self._ask_resident_of(order, "very")
        self.assertEqual(request.state, "closed")
        self._the_next_noon(log)
        self.assertEqual(log.checked_by, self.engineer)
        self.assertEqual(request.first_owner_id, self.control_room)

    def _a_call_at_night(self):
        with freeze_time("2026-11-10 23:40:00"):
            form = Form(self.env["estate.duty.log"].with_user(self.control_room))
            form.unit_id = self.unit
            form.type_id = self.water
            form.content = "Burst pipe in the kitchen"
            form.repeated = True
            return form.save()

    def _somebody_is_there_in_a_quarter_of_an_hour(self, request):
        with freeze_time("2026-11-10 23:42:00"):
            log = self.env["estate.duty.log"].with_user(self.control_room)
            log = log.search([("request_id", "=", request.id)])
            action = log.action_dispatch()
            order = request.order_ids
            self.assertEqual(action["res_id"], order.id)
            self.assertEqual(order.next_target, "arrive")
            # From the call on, not from the moment somebody is sent.
            self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 23, 55))
            order.trade_id = self.plumbing
            order.action_dispatch()
        with freeze_time("2026-11-10 23:52:00"):
            order.with_user(self.li).action_arrive()
        with freeze_time("2026-11-11 00:30:00"):
            self._finish(order, self.li, result="Pipe replaced")
        self.assertFalse(order.is_breached)
        return order

    def _the_night_ends(self, shift):
        with freeze_time("2026-11-11 07:55:00"):
            form = Form(shift)
            form.handover_note = "1-1-101 has water again"
            form.save().action_end()

    def _the_desk_comes_late(self):
        with freeze_time("2026-11-11 08:35:00"):
            self.env["estate.duty.log"].sudo()._alert_unacknowledged()

    def _the_next_noon(self, log):
        with freeze_time("2026-11-11 12:00:00"):
            logs = self.env["estate.duty.log"].sudo()
            logs._draw()
            self.assertTrue(log.to_check)
            checked = Form(log.with_user(self.engineer))
            checked.finding = "True and complete"
            checked.save().action_check()
