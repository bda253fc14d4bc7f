from base64 import b64decode
from unittest.mock import patch
from uuid import uuid4

from lxml import html

from odoo import http
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .desk_common import DeskCommon

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskPortal(DeskCommon, HttpCase):
    """What owners and tenants ask for and follow themselves (R-304, B-19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building.steward_id = cls._new_staff("steward")
        cls.resident = cls._new_resident("wang", cls.owner)

    @classmethod
    def _new_resident(cls, login, partner):
        user = cls._create_new_portal_user(login=login)
        user.partner_id = partner
        return user

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, url, files=None, **vals):
        self.env.flush_all()
        answer = self.url_open(
            url,
            data={"csrf_token": http.Request.csrf_token(self), **vals},
            files=files,
        )
        self.env.invalidate_all()
        return answer

    def _said(self, **vals):
        return {
            "unit_id": self.unit.id,
            "type_id": self.water.id,
            "summary": "The tap drips",
            "content": "Since yesterday",
            "place": "",
            "phone": "13900000000",
            "appointment": "",
            "token": str(uuid4()),
            **vals,
        }

    def _register(self, files=None, **vals):
        answer = self._post("/my/requests/new", files, **self._said(**vals))
        found = self._portal_requests().search([], limit=1)
        return found, answer

    def _portal_requests(self):
        # As the controller asks: a resident holds no right on requests.
        return self.env["estate.request"].with_user(self.resident).sudo()

    def _mine(self):
        return self.env["estate.request"].search_count(
            [("partner_id", "=", self.owner.id)]
        )

    # ---------------------------------------------------------------- REGISTER

    def test_r304_a_resident_registers_from_his_telephone(self):
        self._log_in(self.resident)
        form = html.fromstring(self.url_open("/my/requests/new").content)
        homes = form.xpath("//select[@name='unit_id']/option/@value")
        self.assertEqual(homes, [str(self.unit.id)])
        self.assertIn("Water and Drains", form.text_content())
        self.assertTrue(form.xpath("//textarea[@name='content']"))
        token = form.xpath("//input[@name='token']/@value")[0]
        request, answer = self._register(
            {"photos": ("tap.png", PNG, "image/png")},
            token=token,
            appointment="2026-11-11T09:30",
        )
        self.assertTrue(answer.url.endswith(f"/my/requests/{request.id}"))
        self.assertIn("The tap drips", answer.text)
        self.assertEqual(
            (request.channel, request.partner_id, request.unit_id, request.state),
            ("portal", self.owner, self.unit, "new"),
        )
        self.assertEqual(request.caller_phone, "13900000000")
        # By the clocks of the community, which is in New York here.
        self.assertEqual(str(request.appointment), "2026-11-11 14:30:00")
        self.assertEqual(request.photo_ids.name, "tap.png")
        self.assertIn(self.owner, request.message_partner_ids)
        # The steward receives it first, and is told.
        steward = self.building.steward_id
        self.assertEqual(request.first_owner_id, steward)
        self.assertEqual(request.activity_ids.user_id, steward)
        self.assertEqual(request.activity_ids.summary, "From the portal: The tap drips")
        self.assertIn("answer", request.clock_ids.mapped("target"))
        photo = f"/my/requests/{request.id}/photo/{request.photo_ids.id}"
        self.assertEqual(self.url_open(photo).content, PNG)

    def test_b12_a_second_click_registers_nothing(self):
        self._log_in(self.resident)
        token = str(uuid4())
        first, _answer = self._register(token=token)
        second, _answer = self._register(token=token)
        self.assertEqual(first, second)
        self.assertEqual(self._mine(), 1)
        # What another resident draws is his own, even if it were the same.
        other = self._new_resident("guo", self.owner_2)
        self._log_in(other)
        self._register(token=token, unit_id=self.unit_2.id)
        self.assertEqual(self._mine(), 1)

    def test_r304_what_is_wrong_is_said_at_once_and_nothing_is_kept(self):
        self._log_in(self.resident)
        _none, answer = self._register(
            unit_id=self.unit_2.id, type_id="x", summary=" ", content="Typed already"
        )
        for words in ("which of your homes", "what it is about", "in a few words"):
            self.assertIn(words, answer.text)
        self.assertIn("Typed already", answer.text)
        for vals, words in (
            ({"summary": "x" * 121}, "longer than 120"),
            ({"content": "x" * 1_000_000}, "longer than 4000"),
            ({"appointment": "2026-11-10T04:59"}, "has passed"),
            ({"appointment": "tomorrow"}, "day and time"),
            ({"token": "guess"}, "out of date"),
            ({"unit_id": "9" * 5000}, "which of your homes"),
        ):
            with self.subTest(words=words):
                _none, answer = self._register(**vals)
                self.assertIn(words, answer.text)
        for name, raw, words in (
            ("run.exe", b"MZ junk", "is no photo"),
            ("tap.png", PNG[:40], "cannot be opened"),
            ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no photo"),
        ):
            with self.subTest(name=name):
                _none, answer = self._register({"photos": (name, raw)})
                self.assertIn(words, answer.text)
        self.assertFalse(self._mine())

    def test_r304_after_a_conflict_all_pictures_are_read_anew(self):
        lock = type(self.env["estate.request"])._lock_buildings
        calls = []

        def conflict_at_first(requests):
            calls.append(requests)
            if len(calls) == 1:
                raise ConcurrencyError
            return lock(requests)

        self._log_in(self.resident)
        files = [("photos", (f"{name}.png", PNG, "image/png")) for name in "abc"]
        requests = self.registry["estate.request"]
        with patch.object(requests, "_lock_buildings", conflict_at_first):
            request, _answer = self._register(files)
        self.assertEqual(len(calls), 2)
        self.assertEqual(len(request.photo_ids), 3)

    def test_r304_pictures_have_their_limits(self):
        requests = self._portal_requests()
        with self.assertRaisesRegex(UserError, "6 photos at most"):
            requests._portal_pictures([("a.png", PNG)] * 7)
        with self.assertRaisesRegex(UserError, "larger than 10 MB"):
            requests._portal_pictures([("a.png", PNG + b"0" * 10 * 1024 * 1024)])

    def test_r311_not_more_than_can_be_taken_up(self):
        self.company.estate_portal_new_max = 1
        self._log_in(self.resident)
        self._register()
        _request, answer = self._register()
        self.assertIn("wait to be taken up", answer.text)
        self.assertEqual(self._mine(), 1)

    def test_r415_of_public_areas_no_home_is_named(self):
        self._log_in(self.resident)
        lamp = self.env.ref("estate_service.request_type_public_repair_light")
        request, _answer = self._register(type_id=lamp.id, place="Stairs, floor 3")
        self.assertFalse(request.unit_id)
        self.assertEqual(request.building_id, self.building)
        self.assertEqual(request.place, "Stairs, floor 3")

    def test_r312_at_night_the_control_room_receives_it(self):
        shifts = self.env["estate.duty.shift"]
        shifts.with_user(self.control_room).create(
            {"community_id": self.community.id, "team": "control_room"}
        )
        receiver = self.env["estate.request"].sudo()._portal_receiver
        self.assertEqual(receiver(self.unit), self.building.steward_id)
        with freeze_time("2026-11-10 23:40:00"):
            self.assertEqual(receiver(self.unit), self.control_room)
        self.building.steward_id.active = False
        self.assertEqual(receiver(self.unit), self.supervisor)
        (self.supervisor + self.manager).estate_community_ids = False
        with self.assertRaisesRegex(UserError, "Please call"):
            receiver(self.unit)

    # ------------------------------------------------------------------ FOLLOW

    def test_b19_a_resident_sees_what_is_his_and_nobody_elses(self):
        mine = self._request(summary="Mine")
        theirs = self._request(unit_id=self.unit_2.id, summary="Of the neighbour")
        seen_by_staff = self._request(channel="staff", summary="Seen by the guard")
        self._log_in(self.resident)
        page = self.url_open("/my/requests").text
        self.assertIn("Mine", page)
        self.assertNotIn("Of the neighbour", page)
        self.assertNotIn("Seen by the guard", page)
        self.assertIn("/my/requests", self.url_open("/my").text)
        self.assertEqual(self.url_open(f"/my/requests/{mine.id}").status_code, 200)
        for other in (theirs, seen_by_staff):
            url = f"/my/requests/{other.id}"
            self.assertEqual(self.url_open(url).status_code, 404)
            self.assertEqual(self._post(f"{url}/remark", text="Hello").status_code, 404)
        files = self.env["ir.attachment"]
        secret = files.create({"name": "secret.png", "raw": PNG})
        url = f"/my/requests/{mine.id}/photo/{secret.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(
            self._post(f"/my/requests/{mine.id}/close", text="x").status_code, 404
        )
        # Staff see what is their own as residents here, and no more.
        self._log_in(self.desk)
        self.assertNotIn("Mine", self.url_open("/my/requests").text)
        self.authenticate(None, None)
        answer = self.url_open("/my/requests", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_b19_who_has_moved_out_registers_nothing_for_his_old_home(self):
        self.assertEqual(self.owner._estate_homes(), self.unit)
        self.unit.active = False
        self.assertFalse(self.owner._estate_homes(), "out of use")
        self.unit.active = True
        occupancy = self.env["estate.occupancy"].search(
            [("unit_id", "=", self.unit.id)]
        )
        occupancy.date_end = "2026-11-09"
        self.assertFalse(self.owner._estate_homes())
        self._log_in(self.resident)
        _none, answer = self._register()
        self.assertIn("No home stands in your name", answer.text)
        self.assertFalse(self._mine())

    def test_b19_both_write_to_each_other(self):
        request = self._request()
        request.action_hand_over()
        request.message_post(body="Secret of the house")
        request.with_user(self.desk).message_post(
            body="We come at nine",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._log_in(self.resident)
        url = f"/my/requests/{request.id}"
        page = self.url_open(url).text
        self.assertIn("We come at nine", page)
        self.assertNotIn("Secret of the house", page)
        self.assertIn("We promise to be done by", page)
        answer = self._post(f"{url}/remark", text="<b>Ring twice</b>")
        self.assertIn("&lt;b&gt;Ring twice", answer.text)
        told = request.activity_ids.filtered(lambda a: "resident adds" in a.summary)
        self.assertEqual(told.user_id, self.engineer)
        message = request.message_ids[0]
        self.assertEqual(message.author_id, self.owner)

    def test_b19_many_messages_are_one_task(self):
        request = self._request()
        for number in range(3):
            request.with_user(self.resident).sudo()._portal_remark(f"Remark {number}")
        told = request.activity_ids.filtered(lambda a: "resident adds" in a.summary)
        self.assertEqual(len(told), 1)

    def test_r304_what_settles_itself_is_withdrawn_before_it_is_in_hand(self):
        self._log_in(self.resident)
        request, _answer = self._register()
        url = f"/my/requests/{request.id}/withdraw"
        self.assertIn("in a few words", self._post(url, text=" ").text)
        self._post(url, text="It has stopped")
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(request.activity_ids)
        later = self._request()
        later.action_hand_over()
        answer = self._post(f"/my/requests/{later.id}/withdraw", text="No need")
        self.assertIn("in progress already", answer.text)
        self.assertEqual(later.state, "handed")

    # ----------------------------------------------------------------- ANSWERS

    def _answer(self, request, satisfaction, **vals):
        visit = request.sudo()._portal_visit()
        answers = {f"answer_{line.id}": "Good" for line in visit.answer_ids}
        url = f"/my/requests/{request.id}/answer"
        answer = self._post(url, satisfaction=satisfaction, **(answers | vals))
        return visit, answer

    def _cleaned(self):
        """A request whose first receiver asks the resident, done."""
        cleaning = self.env.ref("estate_service.request_type_public_cleaning")
        request = self._request(type_id=cleaning.id, partner_id=self.owner.id)
        request.action_hand_over()
        self._confirm(request, "feed_back", "Swept", self.supervisor)
        return request

    def test_r511_the_resident_answers_himself_and_the_case_closes(self):
        request = self._cleaned()
        self._log_in(self.resident)
        page = self.url_open(f"/my/requests/{request.id}").text
        self.assertIn("Are You Content?", page)
        self.assertIn("How do you judge our service as a whole?", page)
        visit, answer = self._answer(request, "very", wishes="Thank you")
        self.assertEqual(visit.state, "done")
        self.assertEqual((visit.method, visit.wishes), ("message", "Thank you"))
        self.assertEqual(visit.done_by_id, self.resident)
        self.assertEqual(request.state, "closed")
        self.assertIn("The case is closed", answer.text)
        # A second click finds nothing that is asked.
        answer = self._post(f"/my/requests/{request.id}/answer", satisfaction="very")
        self.assertIn("asks for no answer", answer.text)

    def test_r304_who_is_not_content_has_it_gone_on_with(self):
        request = self._cleaned()
        self._log_in(self.resident)
        page = self.url_open("/my/requests").text
        self.assertEqual(page.count("Please tell us whether you are content"), 1)
        visit, answer = self._answer(request, "splendid")
        self.assertIn("whether you are content.", answer.text)
        self.assertEqual(visit.state, "due")
        visit, answer = self._answer(request, "not", wishes="Still dirty")
        self.assertEqual(visit.state, "done")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        self.assertIn("we go on", answer.text)

    def test_r410_after_a_repair_the_engineering_supervisor_asks_all_the_same(self):
        request = self._done()
        self._log_in(self.resident)
        visit, answer = self._answer(request, "content")
        self.assertIn("will call you once more", answer.text)
        self.assertEqual((visit.state, visit.satisfaction), ("due", "content"))
        self.assertEqual(request.state, "done")
        _visit, answer = self._answer(request, "angry")
        self.assertIn("asks for no answer", answer.text)
        self.assertEqual(visit.satisfaction, "content")
        visit.with_user(self.engineer).action_done()
        self.assertEqual(request.state, "closed")

    def test_r304_what_was_closed_is_gone_on_with_for_some_days(self):
        request = self._done()
        self._ask_resident(request)
        self._log_in(self.resident)
        url = f"/my/requests/{request.id}/reopen"
        with freeze_time("2026-11-18 10:00:00"):
            self.assertFalse(request.sudo()._portal_may_reopen())
            with self.assertRaisesRegex(UserError, "register a new request"):
                request.sudo()._portal_reopen("It drips again")
        self._post(url, text="It drips again")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        self.assertEqual(request.user_id, self.engineer)
