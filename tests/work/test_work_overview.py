import json
from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .work_common import WorkCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskOverview(WorkCommon):
    """What a supervisor looks at first (B-15): each figure, and whose it is."""

    def _figures(self, user=None, community=None):
        self.env.flush_all()
        self.env.invalidate_all()
        overview = self.env["estate.desk.overview"].with_user(user or self.supervisor)
        return overview.load_overview(community and community.id)

    def _counts(self, user=None, community=None):
        figures = self._figures(user, community)
        # As it goes to the browser.
        self.assertTrue(json.dumps(figures))
        for one in (*figures["tiles"], *figures["rates"]):
            records = self.env[one["model"]].with_user(user or self.supervisor)
            opened = records.search_count(one["domain"])
            self.assertEqual(opened, one.get("failed", one["count"]), one["key"])
        return {tile["key"]: tile["count"] for tile in figures["tiles"]}

    def _rate(self, key):
        rates = {rate["key"]: rate for rate in self._figures()["rates"]}
        return rates[key]["count"], rates[key]["failed"], rates[key]["percent"]

    def _elsewhere(self):
        """A unit of a community that none of the staff serves."""
        community = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        building = self.env["estate.building"].create(
            {"name": "1", "code": "1", "community_id": community.id}
        )
        values = {"community_id": community.id, "building_id": building.id}
        return self.env["estate.unit"].create({**values, "room": "101"})

    # --------------------------------------------------------------- FIGURES

    def test_b15_late_and_due_within_the_hour_are_told_by_the_nearest_time(self):
        before = self._counts()
        late = self._order()
        self._order()._assign(self.li)
        late_request = self._request()
        with freeze_time("2026-11-10 10:10:00"):
            soon = self._order()
        self.assertEqual(late.next_deadline, datetime(2026, 11, 10, 10, 15))
        self.assertEqual(late_request.next_deadline, datetime(2026, 11, 10, 10, 30))
        with freeze_time("2026-11-10 10:20:00"):
            after = self._counts()
        self.assertEqual(after["late_orders"] - before["late_orders"], 2)
        self.assertEqual(after["soon_orders"] - before["soon_orders"], 1)
        self.assertEqual(after["late_requests"] - before["late_requests"], 0)
        self.assertEqual(after["soon_requests"] - before["soon_requests"], 1)
        self.assertEqual(after["to_dispatch"] - before["to_dispatch"], 2)
        with freeze_time("2026-11-10 10:31:00"):
            self.assertEqual(self._counts()["late_requests"], 1)
        # What nobody has to do any more is not late.
        self._step(soon, "cancel", text="Called off")
        with freeze_time("2026-11-10 10:31:00"):
            self.assertEqual(self._counts()["late_orders"], 2)

    def test_b15_what_waits_is_told_by_what_it_waits_for(self):
        parts, resident, absent, urgent = (self._order() for _number in range(4))
        for order in (parts, resident, absent, urgent):
            order._assign(self.li)
        parts.with_user(self.li).waiting_for = "parts"
        resident.waiting_for = "resident"
        self._step(absent, "agree", moment=datetime(2026, 11, 10, 11))
        for order in (absent, urgent):
            self._step(order, "absent", self.li, text="Note at the door")
        request = self._request()
        self._confirm(request, "defer", "She agreed", until=datetime(2026, 11, 11, 9))
        counts = self._counts()
        self.assertEqual((counts["parts"], counts["resident"]), (1, 3))
        self.assertEqual(counts["deferred"], 1)
        # The next step takes it away.
        parts.with_user(self.li).action_arrive()
        self.assertFalse(parts.waiting_for)
        self.assertEqual(self._counts()["parts"], 0)
        with freeze_time("2026-11-11 09:00:01"):
            self.assertEqual(self._counts()["deferred"], 0)

    def test_r601_visits_are_told_by_when_they_are_due(self):
        visit = {"unit_id": self.unit.id, "kind": "daily", "user_id": self.desk.id}
        self.env["estate.visit"].create(
            [
                {**visit, "deadline": moment}
                for moment in (
                    "2026-11-09 10:00:00",
                    "2026-11-10 17:00:00",
                    "2026-11-12 17:00:00",
                )
            ]
        )
        counts = self._counts()
        self.assertEqual((counts["late_visits"], counts["soon_visits"]), (1, 1))

    def test_r401_arrivals_in_time_are_told_of_the_days_of_the_setting(self):
        self.assertEqual(self._rate("arrived"), (0, 0, None))
        for minute in ("05", "14", "20", "16"):
            order = self._order()
            order._assign(self.li)
            with freeze_time(f"2026-11-10 10:{minute}:00"):
                order.with_user(self.li).action_arrive()
        self._order()
        with freeze_time("2026-11-10 10:30:00"):
            self.assertEqual(self._rate("arrived"), (4, 2, 50.0))
            # Nobody came at all: found by the sweep.
            self._sweep_clocks()
            self.assertEqual(self._rate("arrived"), (5, 3, 40.0))
        self.company.estate_overview_days = 1
        with freeze_time("2026-11-11 10:00:01"):
            self.assertEqual(self._rate("arrived"), (0, 0, None))

    def test_b14_appointments_kept_are_told_as_in_the_review(self):
        for minute in ("00", "30"):
            order = self._order(
                urgency="appointment", appointment="2026-11-10 14:00:00"
            )
            order._assign(self.li)
            with freeze_time(f"2026-11-10 14:{minute}:00"):
                order.with_user(self.li).action_arrive()
        with freeze_time("2026-11-10 15:00:00"):
            self.assertEqual(self._rate("kept"), (2, 1, 50.0))

    # ------------------------------------------------------------ TECHNICIANS

    def test_b15_the_panel_shows_who_has_how_much_in_hand(self):
        for _number in range(2):
            self._order()._assign(self.li)
        self.company.estate_technician_load = 2
        waiting = self._order()
        orders = self.env["estate.workorder"].with_user(self.desk)
        with freeze_time("2026-11-10 10:16:00"):
            rows = orders.load_technicians()
        mine = {row["id"]: row for row in rows}
        self.assertEqual(
            mine[self.li.id],
            {
                "id": self.li.id,
                "name": "Li",
                "load": 2,
                "late": 2,
                "full": True,
                "away": False,
            },
        )
        free = mine[self.wang.id]
        self.assertEqual((free["load"], free["full"]), (0, False))
        self.assertEqual([row["load"] for row in rows], [0, 2])
        self.company.estate_technician_load = 0
        waiting.invalidate_recordset()
        self.assertEqual((waiting.suggested_id, waiting.suggested_load), (self.li, 2))
        self.assertEqual(self._figures()["technicians"], orders.load_technicians())

    def _on_leave(self, user):
        """He is away from nine to twelve; human resources know why."""
        # Employees are closed to staff.
        employee = self.env["hr.employee"].sudo()
        employee = employee.create(
            {"name": user.name, "user_id": user.id, "company_id": self.company.id}
        )
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "At the dentist",
                "resource_id": employee.resource_id.id,
                "date_from": "2026-11-10 09:00:00",
                "date_to": "2026-11-10 12:00:00",
            }
        )

    def test_r312_who_is_on_leave_is_not_sent_by_itself(self):
        # He knows the trade, the other does not.
        order = self._order()
        self.assertEqual(order.suggested_id, self.li)
        self._on_leave(self.li)
        order.invalidate_recordset()
        self.assertEqual(order.suggested_id, self.wang)
        self.assertEqual(order._ranking(), self.wang)
        rows = self.env["estate.workorder"].with_user(self.desk).load_technicians()
        self.assertEqual(rows[-1]["id"], self.li.id)
        self.assertIn("away until", rows[-1]["away"])
        self.assertNotIn("dentist", str(rows))
        # By hand he may be sent all the same, and the dialog says it.
        step = self.env["estate.workorder.step"].with_user(self.desk)
        wizard = step.create(
            {"order_id": order.id, "step": "assign", "technician_id": self.li.id}
        )
        self.assertIn("Li: away until", wizard.away_note)
        self.assertIn("Li: 0 in hand · away until", wizard.ranking)
        wizard.action_confirm()
        self.assertEqual(order.technician_id, self.li)
        # In the afternoon he is back.
        later = self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
        self.assertIn(self.li, later._ranking())
        self._on_leave(self.wang)
        waiting = self._order()
        self.assertFalse(waiting.suggested_id)
        with self.assertRaisesRegex(UserError, "is here then"):
            waiting.with_user(self.desk).action_dispatch()

    def test_b15_who_is_suggested_costs_the_same_for_many_orders(self):
        trades = self.env["estate.trade"].search([])
        self.assertGreater(len(trades), 4)
        few = self._order(trade_id=trades[0].id)
        many = few.union(*(self._order(trade_id=one.id) for one in trades))
        taken = []
        # The first time fills caches.
        for orders in (few, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            orders.mapped("community_id.company_id.name")
            orders.mapped("trade_id.name")
            before = self.env.cr.sql_log_count
            orders.mapped("suggested_load")
            taken.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(taken[2], taken[1])

    # ----------------------------------------------------------------- RIGHTS

    def test_b15_nobody_counts_what_he_does_not_serve(self):
        unit = self._elsewhere()
        before = self._counts()
        order = self.env["estate.workorder"].create(
            {"unit_id": unit.id, "type_id": self.water.id, "summary": "Elsewhere"}
        )
        self.assertEqual(order.community_id, unit.community_id)
        self.assertEqual(self._counts(), before)
        # Naming it shows nothing more: what one serves is counted.
        self.assertEqual(self._counts(community=unit.community_id), before)
        self.supervisor.estate_community_ids = [Command.link(unit.community_id.id)]
        both = self._counts()
        self.assertEqual(both["to_dispatch"], before["to_dispatch"] + 1)
        there = self._counts(community=unit.community_id)
        self.assertEqual(there["to_dispatch"], 1)
        self.assertEqual(self._counts(community=self.community), before)

    def test_b15_the_overview_is_for_who_supervises(self):
        for user in (self.supervisor, self.manager, self.engineer):
            self.assertTrue(self._figures(user)["tiles"])
        for user in (self.desk, self.li, self.control_room, self.clerk):
            with self.assertRaises(AccessError):
                self._figures(user)

    def test_b13_what_nobody_could_be_told_of_is_on_the_overview(self):
        before = self._counts()
        self.community.write({"manager_id": False, "supervisor_id": False})
        self.community.engineer_id = False
        logs = self.env["estate.duty.log"].with_user(self.control_room)
        with freeze_time("2026-11-09 23:40:00"):
            log = logs.create({"unit_id": self.unit.id, "content": "Round made"})
        self.env.flush_all()
        logs.sudo()._cron_sweep()
        self.assertTrue(log.ack_breached and log.to_check)
        self.assertFalse(log.shift_id.activity_ids | log.activity_ids)
        after = self._counts()
        for name in ("late_logs", "logs_to_check"):
            self.assertEqual(after[name] - before[name], 1, name)

    def test_b15_the_overview_takes_a_query_a_figure(self):
        overview = self.env["estate.desk.overview"].with_user(self.supervisor)
        taken = []
        # The first time fills caches.
        for number in (1, 0, 5):
            for _number in range(number):
                for technician in (self.li, self.wang):
                    self._order()._assign(technician)
                self._order(urgency="appointment", appointment="2026-11-10 14:00:00")
                self._request()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            overview.load_overview()
            taken.append(self.env.cr.sql_log_count - before)
        self.assertEqual(taken[1], taken[2])
