from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .desk_common import DeskCommon
from .quality_checks import QualityChecks
from .visit_rules import VisitRules


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskPattern(VisitRules, QualityChecks, DeskCommon):
    """Visits by rule, like requests of one building, checks by lot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = cls._new_staff("steward")
        cls.quality = cls._new_staff("quality")
        cls.building.steward_id = cls.steward
        cls.company.partner_id.tz = "UTC"

    # -------------------------------------------------------------------- RULES
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

    def test_b17_what_lies_elsewhere_is_no_part_of_it(self):
        requests = self._calls(0, 1, 2)
        incident = requests.incident_id
        other = self.building.copy({"code": "9", "name": "9"})
        requests[0].write({"unit_id": False, "building_id": other.id})
        self.assertEqual(incident.request_ids, requests[1:])
        self.assertIn("No part of incident", requests[0].message_ids[0].body)
        requests[1].type_id = self.question
        self.assertEqual(incident.request_ids, requests[2])

    def test_b17_who_calls_after_the_notice_is_told_too(self):
        incident = self._calls(0, 1, 2).incident_id.with_user(self.engineer)
        incident.action_accept()
        incident.action_tell()
        later = self._calls(30)
        self.assertEqual(later.incident_id, incident)
        self.assertIn("we know of it", later.message_ids[0].body)

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
