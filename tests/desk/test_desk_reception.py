from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .desk_common import DeskCommon
from .visitors import Visitors


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskReception(Visitors, DeskCommon):
    """Who waits at the counter, how long, and who else is called (R-307…R-314)."""

    # -------------------------------------------------------------------

    def test_r307_nobody_waits_longer_than_three_minutes(self):
        visitor = self._visitor()
        with freeze_time("2026-11-10 10:02:59"):
            self._sweep()
            self.assertFalse(visitor.waited_long)
        with freeze_time("2026-11-10 10:03:00"):
            self._sweep()
            self._sweep()
        self.assertTrue(visitor.waited_long)
        self.assertEqual(visitor.activity_ids.user_id, self.supervisor)
        with freeze_time("2026-11-10 10:04:30"):
            visitor.action_call()
        self.assertFalse(visitor.activity_ids)
        self.assertEqual(visitor.wait_minutes, 4.5)
        self.assertTrue(visitor.waited_long)

    def test_r307_one_who_cannot_be_told_of_keeps_nobody_waiting(self):
        first, second = self._visitor(), self._visitor(visitor_name="Mr C")
        tell = type(first)._ask_for_help

        def fail(visitor):
            if visitor == first:
                raise UserError("no more")
            tell(visitor)

        with (
            freeze_time("2026-11-10 10:04:00"),
            patch.object(type(first), "_ask_for_help", fail),
            self.assertLogs("odoo.addons.estate_service.models.mixins.sweep", "ERROR"),
        ):
            self._sweep()
        self.assertEqual((first + second).mapped("waited_long"), [False, True])
        self.assertTrue(second.activity_ids)
        with freeze_time("2026-11-10 10:05:00"):
            self._sweep()
        self.assertTrue(first.waited_long)

    def test_r307_the_minutes_are_a_setting(self):
        self.company.estate_wait_minutes = 5
        self.assertEqual(self._visitor().wait_due, datetime(2026, 11, 10, 10, 5))

    def test_r307_the_urgent_is_first_in_the_queue(self):
        first, urgent = self._visitor(), self._visitor(visitor_name="Mr C", urgent=True)
        queue = self._console().load_queue(self.community.id)
        self.assertEqual([row["id"] for row in queue["waiting"]], [urgent.id, first.id])
        self.assertEqual(queue["waiting"][1]["wait_due"], "2026-11-10 10:03:00")
        self.assertEqual(queue["now"], "2026-11-10 10:00:00")

    def test_r307_two_colleagues_do_not_serve_the_same_visitor(self):
        visitor = self._visitor()
        visitor.action_call()
        with self.assertRaisesRegex(UserError, "may have been faster"):
            visitor.with_user(self.supervisor).action_call()
        visitor.action_done()
        self.assertEqual(visitor.state, "done")
        left = self._visitor()
        left.action_move_up()
        self.assertTrue(left.activity_ids)
        left.action_leave()
        self.assertFalse(left.activity_ids)
        self.assertEqual(left.state, "left")
        with self.assertRaises(AccessError):
            left.state = "done"
        late = {"arrived_at": "2026-11-10 10:30:00"}
        with self.assertRaises(AccessError):
            self._visitor().write(late)
        with self.assertRaises(AccessError):
            self._visitor(**late)

    def test_b12_a_second_click_registers_nobody_twice(self):
        first = self._visitor(client_token="abc")
        self.assertEqual(self._visitor(client_token="abc"), first)

    # -------------------------------------------------------------------

    def test_r308_what_is_not_explained_moves_up_by_itself_twice(self):
        visitor = self._visitor(scenario_id=self.explain.id)
        self.assertFalse(visitor.explain_due)
        visitor.action_call()
        self.assertEqual(visitor.explain_due, datetime(2026, 11, 10, 10, 3))
        with freeze_time("2026-11-10 10:03:00"):
            self._sweep()
        self.assertEqual(visitor.user_id, self.supervisor)
        self.assertEqual(visitor.explain_due, datetime(2026, 11, 10, 10, 6))
        with freeze_time("2026-11-10 10:06:00"):
            self._sweep()
        self.assertEqual(visitor.user_id, self.manager)
        self.assertFalse(visitor.explain_due)
        with freeze_time("2026-11-10 11:00:00"):
            self._sweep()
        moves = visitor.escalation_ids.sorted("id")
        self.assertEqual(moves.mapped("automatic"), [True, True])
        self.assertEqual(moves.mapped("minutes_held"), [3, 3])
        self.assertEqual(moves.from_user_id, self.desk | self.supervisor)

    def test_r308_other_business_may_take_its_time(self):
        transfer = self.env.ref("estate_service.scenario_transfer")
        visitor = self._visitor(scenario_id=transfer.id)
        visitor.action_call()
        self.assertFalse(visitor.explain_due)
        visitor.scenario_id = self.explain
        due = visitor.explain_due
        self.assertEqual(due, datetime(2026, 11, 10, 10, 3))
        # Said to be other business for a moment: the minutes have run.
        with freeze_time("2026-11-10 10:02:00"):
            visitor.scenario_id = transfer
            self.assertFalse(visitor._explained_by())
            visitor.scenario_id = self.explain
        self.assertEqual(visitor.explain_due, due)
        visitor.scenario_id = transfer
        with freeze_time("2026-11-10 11:00:00"):
            self._sweep()
        self.assertFalse(visitor.escalation_ids)

    def test_r309_one_click_moves_up_and_logs_who_held_it(self):
        visitor = self._visitor()
        visitor.action_call()
        with freeze_time("2026-11-10 10:10:00"):
            visitor.action_move_up()
        self.assertEqual(visitor.user_id, self.supervisor)
        move = visitor.escalation_ids
        self.assertEqual((move.from_user_id, move.minutes_held), (self.desk, 10))
        self.assertFalse(move.automatic)
        visitor.action_move_up()
        self.assertEqual(visitor.user_id, self.manager)
        with self.assertRaisesRegex(UserError, "Nobody stands above"):
            visitor.action_move_up()

    # -------------------------------------------------------------------

    def test_r314_the_manager_is_away_and_calls_back(self):
        visitor = self._visitor(scenario_id=self.business.id)
        visitor.action_call()
        with self.assertRaisesRegex(UserError, "Telephone, Message"):
            visitor.action_pass_on()
        visitor.write({"visitor_phone": "13800000001", "note": "Cooperation"})
        visitor.action_pass_on()
        self.assertEqual(visitor.state, "done")
        activity = visitor.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("13800000001", activity.summary)

    def test_r314_what_is_urgent_is_told_by_telephone_at_once(self):
        visitor = self._visitor(
            scenario_id=self.business.id,
            visitor_phone="13800000001",
            note="The lift is stuck",
            urgent=True,
        )
        visitor.action_call()
        with self.assertRaisesRegex(UserError, "telephone the manager at once"):
            visitor.action_pass_on()
        visitor.action_manager_called()
        visitor.action_pass_on()
        self.assertEqual(visitor.passed_on_at, datetime(2026, 11, 10, 10))
