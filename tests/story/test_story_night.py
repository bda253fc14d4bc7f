from odoo.tests import Form, freeze_time, tagged

from ..desk.desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestStoryNight(DeskCommon):
    """A pipe bursts at 23:40; by the next evening all who had to know it know it."""

    def test_r312_a_burst_pipe_from_the_night_to_the_check(self):
        log = self._a_call_at_night()
        shift, request = log.shift_id, log.request_id
        self._the_desk_comes_late()
        self.assertEqual(shift.activity_ids.user_id, self.manager)
        with freeze_time("2026-11-11 08:45:00"):
            shift.with_user(self.desk).action_take_over()
        self.assertFalse(shift.activity_ids)
        self.assertTrue(log.ack_breached)
        self.assertEqual(request.user_id, self.engineer)
        with freeze_time("2026-11-11 09:00:00"):
            self._confirm(request, "feed_back", "Pipe replaced", self.engineer)
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
            log = form.save()
            log.action_dispatch()
        with freeze_time("2026-11-11 07:55:00"):
            shift = Form(log.shift_id)
            shift.handover_note = "1-1-101 is without water"
            shift.save().action_end()
        return log

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
