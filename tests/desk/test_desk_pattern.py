from datetime import date, datetime
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskPattern(DeskCommon):
    """Visits by rule, like requests of one building, checks by lot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = cls._new_staff("steward")
        cls.quality = cls._new_staff("quality")
        cls.building.steward_id = cls.steward
        cls.company.partner_id.tz = "UTC"

    # -------------------------------------------------------------------- RULES

    def _rule(self, name):
        rule = self.env.ref(f"estate_service.visit_rule_{name}")
        # As the scheduled action does, whose user may do everything.
        return rule.sudo().with_company(self.company)

    def _plan(self, name):
        rule = self._rule(name)
        return rule._plan(rule._missing_visits(self.community))

    def test_r603_every_household_is_visited_each_quarter_by_its_steward(self):
        visits = self._plan("steward")
        self.assertEqual(visits.unit_id, self.unit + self.unit_2 + self.shop)
        self.assertEqual(visits.user_id, self.steward)
        self.assertEqual(set(visits.mapped("kind")), {"daily"})
        self.assertEqual(set(visits.mapped("period_start")), {date(2026, 10, 1)})
        # What is left of the quarter, shared out evenly.
        self.assertEqual(
            sorted(deadline.date() for deadline in visits.mapped("deadline")),
            [date(2026, 11, 27), date(2026, 12, 14), date(2026, 12, 31)],
        )
        self.assertFalse(self._plan("steward"))
        with freeze_time("2027-01-01 10:00:00"):
            self.assertEqual(len(self._plan("steward")), 3)

    def test_r603_a_vacant_home_is_called_not_visited(self):
        self.unit_2.state = "vacant"
        self.shop.write({"date_delivery": "2026-01-01", "date_movein": False})
        self.assertEqual(self._plan("steward").unit_id, self.unit)
        calls = self._plan("empty")
        self.assertEqual(calls.unit_id, self.unit_2 + self.shop)
        self.assertEqual(set(calls.mapped("method")), {"phone"})
        self.assertTrue(calls[0].hint)

    def test_r603_a_home_whose_owner_nobody_knows_is_planned_too(self):
        self.unit_2.state = "vacant"
        (self.unit_2 | self.shop).occupancy_ids.sudo().unlink()
        self.assertFalse(self.unit_2.owner_id)
        self.assertIn(self.shop, self._plan("steward").unit_id)
        call = self._plan("empty")
        self.assertEqual((call.unit_id, call.partner_id.id), (self.unit_2, False))
        self.assertFalse(self._plan("empty"))

    def test_r603_key_customers_are_visited_monthly_by_the_supervisor(self):
        self.env["estate.vip.profile"].create(
            {"partner_id": self.owner.id, "company_id": self.company.id}
        )
        visits = self._plan("supervisor")
        self.assertEqual((visits.unit_id, visits.partner_id), (self.unit, self.owner))
        self.assertEqual(visits.user_id, self.supervisor)
        self.assertEqual(visits.period_start, date(2026, 11, 1))
        self.assertEqual(self._plan("manager").user_id, self.manager)

    def test_r603_key_customers_who_live_together_are_both_visited(self):
        wife = self.env["res.partner"].create({"name": "Mrs Wang"})
        self._occupy(self.unit, wife, "family", "2026-01-01")
        self.env["estate.vip.profile"].create(
            [
                {"partner_id": person.id, "company_id": self.company.id}
                for person in self.owner | wife
            ]
        )
        visits = self._plan("supervisor")
        self.assertEqual(visits.partner_id, self.owner | wife)
        self.assertEqual(visits.unit_id, self.unit)
        self.assertFalse(self._plan("supervisor"))

    def test_r604_some_of_last_months_cases_are_called(self):
        for unit in self.unit + self.unit_2:
            with freeze_time("2026-10-20 10:00:00"):
                self._ask_resident(self._done(unit_id=unit.id))
        calls = self._plan("served")
        self.assertEqual(len(calls), 1)
        self.assertEqual((calls.kind, len(calls.answer_ids)), ("sampled", 4))
        self.assertFalse(self._plan("served"))

    def test_the_nightly_job_plans_for_all_and_doubles_nothing(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("estate_service.cron_plan_visits")
            cron.method_direct_trigger()
            mine = [("community_id", "=", self.community.id)]
            planned = self.env["estate.visit"].search_count(mine)
            self.assertEqual(planned, 3)
            cron.method_direct_trigger()
            self.assertEqual(self.env["estate.visit"].search_count(mine), planned)

    def test_a_rule_that_cannot_be_planned_keeps_no_other_waiting(self):
        rules = self.registry["estate.visit.rule"]
        served = patch.object(rules, "_find_lived", side_effect=ValueError("broken"))
        with served, mute_logger("odoo.addons.estate_service.models.mixins.sweep"):
            self.unit_2.state = "vacant"
            self._run_cron("cron_plan_visits")
        mine = [("community_id", "=", self.community.id)]
        planned = self.env["estate.visit"].search(mine)
        self.assertEqual(planned.unit_id, self.unit_2)
        self.assertEqual(planned.rule_id, self._rule("empty"))

    def test_many_households_are_planned_in_few_queries(self):
        def queries(rooms):
            units = self.env["estate.unit"].create(
                [self._unit_vals(room, 50.0) for room in rooms]
            )
            self.env["estate.occupancy"].create(
                [
                    {
                        "unit_id": unit.id,
                        "partner_id": self.owner.id,
                        "role": "owner",
                        "date_start": "2024-01-01",
                    }
                    for unit in units
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            begin = self.env.cr.sql_log_count
            self._plan("steward")
            self.env.flush_all()
            return self.env.cr.sql_log_count - begin

        queries(["201"])
        few = queries(["202"])
        self.assertLessEqual(queries([str(room) for room in range(301, 321)]) - few, 3)

    def test_coverage_is_the_share_of_planned_visits_that_took_place(self):
        visits = self._plan("steward").with_user(self.steward)
        visits[0].told = "News of the project"
        visits[0].action_done()
        rows = self.env["estate.visit"].formatted_read_group(
            [("rule_id", "!=", False), ("community_id", "=", self.community.id)],
            ["user_id"],
            ["coverage:avg"],
        )
        self.assertAlmostEqual(rows[0]["coverage:avg"], 100 / 3, 2)

    def test_a_planned_visit_is_not_deleted_but_not_needed(self):
        visit = self._plan("steward")[0].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "stays on record"):
            visit.unlink()

    # ------------------------------------------------------------------- BURSTS

    def _calls(self, *minutes, units=None, **vals):
        """Somebody calls so many minutes after ten, each from another unit."""
        units = units or (self.unit, self.unit_2, self.shop)
        requests = self.env["estate.request"]
        for number, minute in enumerate(minutes):
            hour, minute = divmod(minute, 60)
            with freeze_time(f"2026-11-10 {10 + hour}:{minute:02}:00"):
                unit = units[number % len(units)]
                requests |= self._request(unit_id=unit.id, **vals)
        return requests

    def test_b17_three_like_requests_within_two_hours_are_proposed_as_one(self):
        requests = self._calls(0, 60)
        self.assertFalse(requests.incident_id)
        requests |= self._calls(120)
        incident = requests.incident_id
        self.assertEqual(len(incident), 1)
        self.assertEqual(incident.state, "proposed")
        self.assertEqual(incident.request_count, 3)
        self.assertEqual(incident.user_id, self.engineer)
        self.assertEqual(incident.first_at, datetime(2026, 11, 10, 10, 0))
        self.assertEqual(incident.last_at, datetime(2026, 11, 10, 12, 0))
        self.assertIn("One cause?", incident.activity_ids.summary)
        # Who calls later joins.
        later = self._calls(200)
        self.assertEqual(later.incident_id, incident)

    def test_b17_water_at_home_and_in_the_cellar_are_alike(self):
        public = self.env.ref("estate_service.request_type_public_repair_water")
        self._calls(0, 5)
        request = self._calls(9, type_id=public.id)
        self.assertTrue(request.incident_id)

    def test_b17_others_are_not(self):
        lift = self.env.ref("estate_service.request_type_public_repair_lift")
        self._calls(0, 5)
        self.assertFalse(self._calls(9, type_id=lift.id).incident_id)
        self.assertFalse(self._calls(0, 1, 2, type_id=self.question.id).incident_id)
        self.assertFalse(self._calls(126).incident_id)

    def test_b17_who_decides_reads_of_it_in_his_language(self):
        with self._in_chinese(self.engineer, {"One cause? %s": "是否同一原因？%s"}):
            incident = self._calls(0, 1, 2).incident_id
        self.assertIn("是否同一原因？", incident.activity_ids.summary)

    def test_b17_number_and_time_are_settings(self):
        self.company.write({"estate_burst_count": 2, "estate_burst_minutes": 10})
        self.assertFalse(self._calls(0, 11).incident_id)
        self.assertTrue(self._calls(15).incident_id)
        self.company.estate_burst_count = 0
        self.assertFalse(self._calls(90, 91, 92).incident_id)

    def test_b17_two_who_call_at_once_make_one_incident(self):
        """Each writes the row of the building: who comes second begins anew."""

        def version():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT ctid FROM estate_building WHERE id = %s", (self.building.id,)
            )
            return self.env.cr.fetchone()

        before = version()
        self._request(type_id=self.question.id)
        self.assertEqual(version(), before)
        self._request()
        self.assertNotEqual(version(), before)

    def test_b17_a_steward_decides_for_his_buildings(self):
        requests = self._calls(0, 1, 2)
        incident = requests.incident_id
        colleague = self._new_staff("steward", login="colleague")
        with self.assertRaises(AccessError):
            incident.with_user(colleague).action_accept()
        self.assertTrue(incident.with_user(self.steward).has_access("write"))
        # Whom it was given decides all of it, whose buildings they ever are.
        incident.user_id = colleague
        incident = incident.with_user(colleague)
        incident.action_accept()
        incident.action_tell()
        self.assertEqual(incident.open_count, 3)
        incident._solve("Main pipe mended")
        self.assertEqual(set(requests.mapped("result")), {"Main pipe mended"})
        self.assertNotIn(False, requests.mapped("incident_outcome"))
        for request in requests:
            self.assertIn("we know of it", str(request.message_ids.mapped("body")))

    def test_b17_one_notice_and_all_are_closed_with_a_result_each(self):
        self.owner.email = "wang@example.com"
        requests = self._calls(0, 1, 2)
        letter = self._calls(3, channel="letter")
        incident = requests.incident_id.with_user(self.engineer)
        incident.action_accept()
        self.assertIn("1栋", incident.notice)
        incident.action_tell()
        for request in requests:
            self.assertIn("we know of it", request.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "were told"):
            incident.action_tell()
        action = incident.action_solve()
        wizard = self.env["estate.incident.close"].with_user(self.engineer)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.open_count, 4)
        form.result = "Main pipe mended"
        incidents = self.registry["estate.incident.proposal"]
        with patch.object(incidents, "_sample", lambda *_all: requests[1]):
            form.save().action_confirm()
        self.assertEqual(incident.state, "solved")
        self.assertEqual(
            set((requests | letter).mapped("result")), {"Main pipe mended"}
        )
        went = [
            (request.incident_outcome, request.state, request.visit_waived)
            for request in requests | letter
        ]
        closed = ("closed", "closed", True)
        asked, unanswered = ("visit", "done", False), ("open", "done", True)
        self.assertEqual(went, [closed, asked, closed, unanswered])
        self.assertIn("written reply", letter.incident_note)
        visits = self.env["estate.visit"].search(
            [("request_id", "in", (requests | letter).ids)]
        )
        self.assertEqual(visits.request_id, requests[1])

    def test_b17_a_fifth_of_the_residents_is_asked_after_an_incident(self):
        requests = self._calls(0, 1, 2)
        requests |= self._calls(3, 4, 5)
        incident = requests.incident_id
        asked = incident._sample(requests)
        self.assertEqual(len(asked), 2)
        self.assertEqual(incident._sample(requests), asked)

    def test_b17_who_is_not_content_after_all_is_asked_again(self):
        requests = self._calls(0, 1, 2)
        incident = requests.incident_id.with_user(self.engineer)
        incident.action_accept()
        incident._solve("Mended")
        request = requests.filtered(lambda r: r.state == "closed")[0]
        self._confirm(request, "reopen", "No water still")
        self.assertFalse(request.visit_waived)
        self._confirm(request, "feed_back", "Valve opened", self.engineer)
        self._ask_resident(request)
        self.assertEqual(request.state, "closed")

    def test_b17_a_person_decides_and_nobody_else_forges_it(self):
        incident = self._calls(0, 1, 2).incident_id.with_user(self.engineer)
        with self.assertRaises(AccessError):
            incident.state = "solved"
        with self.assertRaises(AccessError):
            incident.with_user(self.quality).action_accept()
        incident.action_dismiss()
        self.assertFalse(incident.activity_ids)
        with self.assertRaisesRegex(UserError, "decided otherwise"):
            incident.action_accept()
        # They were judged: only three fresh ones make a new one.
        self.assertFalse(self._calls(4, 5).incident_id)

    def test_b17_a_dialog_is_not_turned_to_an_incident_of_elsewhere(self):
        incident = self._calls(0, 1, 2).incident_id
        dialogs = self.env["estate.incident.close"].with_user(self.engineer)
        dialog = dialogs.create({"incident_id": incident.id, "result": "Mended"})
        self.engineer.estate_community_ids = False
        with self.assertRaises(AccessError):
            dialog.write({"incident_id": incident.id})

    # ------------------------------------------------------------------ QUALITY

    def _closed_last_week(self, count, at="2026-11-04 10:00:00"):
        requests = self.env["estate.request"]
        with freeze_time(at):
            self.company.estate_burst_count = 0
            for _number in range(count):
                request = self._done()
                self._ask_resident(request)
                requests |= request
        return requests

    def _checks(self):
        return self.env["estate.quality.check"].sudo()._draw(self.community)

    def test_b17_the_dialog_tells_nothing_of_incidents_elsewhere(self):
        """Neither by a screen that begins, nor by a write past it."""
        mine = self._calls(0, 1, 2).incident_id
        other = (
            self.env["estate.incident.proposal"]
            .sudo()
            .create(
                {
                    "community_id": self._elsewhere().id,
                    "building_id": self.building.id,
                    "type_id": self.water.id,
                    "likeness": "water",
                    "first_at": "2026-11-10 10:00:00",
                    "last_at": "2026-11-10 10:00:00",
                }
            )
        )
        wizards = self.env["estate.incident.close"].with_user(self.desk)
        wizard = wizards.create({"incident_id": mine.id, "result": "Pump mended"})
        with self.assertRaises(AccessError):
            wizard.incident_id = other
        with self.assertRaises(AccessError):
            wizards.new({"incident_id": other.id}).mapped("percent")

    def test_r604_the_dialog_tells_nothing_of_visits_elsewhere(self):
        mine, other = self.env["estate.visit"].create(
            [{"unit_id": self.unit.id}, {"community_id": self._elsewhere().id}]
        )
        wizards = self.env["estate.visit.step"].with_user(self.desk)
        wizard = wizards.create({"visit_id": mine.id, "text": "Nobody answered"})
        with self.assertRaises(AccessError):
            wizard.visit_id = other
        with self.assertRaises(AccessError):
            wizards.new({"visit_id": other.id}).mapped("attempts")

    def _elsewhere(self):
        return self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )

    def test_r430_a_share_of_last_weeks_cases_is_drawn_once(self):
        self._closed_last_week(3)
        self.assertEqual(len(self._checks()), 1)
        self.assertFalse(self._checks())
        self.company.estate_quality_percent = 50
        self.assertEqual(len(self._checks()), 1)
        self.company.estate_quality_percent = 0
        self.assertFalse(self._checks())

    def test_r430_weeks_begin_at_midnight_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.company.estate_quality_percent = 100
        # Half past midnight on Mondays: of this week, and of the one before.
        self._closed_last_week(1, at="2026-11-08 16:30:00")
        monday = self._closed_last_week(1, at="2026-11-01 16:30:00")
        self._closed_last_week(1, at="2026-11-01 15:30:00")
        self.assertEqual(self._checks().request_id, monday)

    def test_r430_each_point_is_judged_by_quality_control(self):
        self._closed_last_week(1)
        check = self._checks().with_user(self.quality)
        self.assertEqual(len(check.line_ids), 7)
        with self.assertRaisesRegex(UserError, "Still to be judged"):
            check.action_done()
        check.line_ids.verdict = "yes"
        check.line_ids[0].verdict = "na"
        check.action_done()
        self.assertEqual((check.state, check.score), ("passed", 100))
        self.assertEqual(check.user_id, self.quality)
        with self.assertRaisesRegex(UserError, "checked already"):
            check.action_done()
        with self.assertRaisesRegex(UserError, "checked already"):
            check.line_ids[1].verdict = "no"

    def test_r430_one_point_not_met_is_told_to_the_supervisor(self):
        self._closed_last_week(1)
        check = self._checks().with_user(self.quality)
        check.line_ids.verdict = "yes"
        check.line_ids[0].verdict = "no"
        with self.assertRaisesRegex(UserError, "what was found"):
            check.action_done()
        check.finding = "No place"
        words = {"Failed the quality check: %s": "质检不合格：%s"}
        with self._in_chinese(self.supervisor, words):
            check.action_done()
        self.assertEqual(check.state, "failed")
        self.assertEqual(check.activity_ids.user_id, self.supervisor)
        self.assertIn("质检不合格：", check.activity_ids.summary)

    def test_who_may_only_look_is_offered_no_steps(self):
        models = ("request", "visit", "incident.proposal", "reception", "duty.log")
        # What is there already may be opened and printed by who reads it.
        steps = "//header/button[not(contains(@name, '_open_'))]"
        steps += "[not(contains(@name, '_print_'))]"
        for model in models:
            records = self.env[f"estate.{model}"]
            offered = [
                etree.fromstring(records.with_user(user).get_view()["arch"]).xpath(
                    steps
                )
                for user in (self.quality, self.desk)
            ]
            self.assertEqual([bool(buttons) for buttons in offered], [False, True])

    def test_who_is_on_his_way_finds_cards_on_his_telephone(self):
        for name in ("incident_proposal", "duty_log"):
            action = self.env.ref(f"estate_service.estate_{name}_action")
            self.assertIn("kanban", action.view_mode.split(","))
            model = self.env[action.res_model].with_user(self.control_room)
            self.assertIn("<kanban", model.get_view(view_type="kanban")["arch"])

    def test_r430_other_roles_check_nothing(self):
        self._closed_last_week(1)
        check = self._checks()
        with self.assertRaises(AccessError):
            check.with_user(self.supervisor).action_done()
        with self.assertRaises(AccessError):
            check.with_user(self.desk).read(["state"])
        both = self._new_staff("admin")
        check.request_id.sudo().user_id = both
        check.line_ids.verdict = "yes"
        with self.assertRaisesRegex(UserError, "hand in the case"):
            check.with_user(both).action_done()
