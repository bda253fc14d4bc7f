"""A pipe bursts at 23:40: from the call to the return visit (R-401…R-414)."""

from datetime import datetime

from odoo.tests import freeze_time, tagged

from ..work.work_common import WorkCommon


@tagged("post_install", "-at_install")
class TestStoryWorkorder(WorkCommon):
    """Control room, technician, resident, engineering supervisor, finance clerk."""

    def test_story_of_a_pipe_that_burst_at_night(self):
        with freeze_time("2026-11-10 23:40:00"):
            self._call_the_control_room()
        with freeze_time("2026-11-10 23:52:00"):
            self._go_there_and_find_more()
        with freeze_time("2026-11-11 00:30:00"):
            self._finish(self.order)
        self.assertEqual(self.order.state, "done")
        self.assertEqual(self.order.next_target, "visit")
        self.assertEqual(self.order.next_deadline, datetime(2026, 11, 12, 0, 30))
        self.assertEqual(self.request.state, "done")
        with freeze_time("2026-11-11 09:00:00"):
            self._finance_bills_it()
        with freeze_time("2026-11-11 10:00:00"):
            self._ask_resident_of(self.order, "very")
        self.assertEqual(self.request.state, "closed")
        self.assertFalse(self.order.is_breached)

    def _call_the_control_room(self):
        self.request = self._request(self.control_room, urgency="now")
        action = self.request.action_open_order()
        order = self.env["estate.workorder"].browse(action["res_id"])
        order = order.with_user(self.control_room)
        order.trade_id = self.plumbing
        self.assertEqual(order.next_deadline, datetime(2026, 11, 10, 23, 55))
        order.action_dispatch()
        self.assertEqual(order.technician_id, self.li)
        self.assertTrue(self._activities(order, self.li))
        self.order = order.with_user(self.li)

    def _go_there_and_find_more(self):
        self.order.action_arrive()
        self.assertFalse(self.order.is_breached)
        self._lines(self.order, (self.tap, 1))
        self._step(self.order, "consent", agreed_by="汪健强", agreed_how="site")
        self._step(self.order, "misjudged", text="The valve is broken as well")
        self._lines(self.order, ("Valve", 48.5))
        self._step(self.order, "consent", agreed_by="汪健强", agreed_how="site")
        self.assertEqual(self.order.amount_total, 78.5)

    def _finance_bills_it(self):
        order = self.order.with_user(self.clerk)
        self.assertIn(order, order.search([("to_bill", "=", True)]))
        order.action_bill()
        bill = order.sudo().move_id
        self.assertEqual(bill.amount_residual, 78.5)
        self.assertEqual(order.bill_name, bill.name)
