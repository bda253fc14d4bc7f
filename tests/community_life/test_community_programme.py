from lxml import html

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from ..common import EstateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestCommunityProgramme(EstateCommon, HttpCase):
    """四点半学校, classes, the health centre: planned, signed up for, held (R-423)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.supervisor = cls._new_staff("supervisor")
        cls.desk = cls._new_staff("front_desk")
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "Asia/Shanghai", "company_id": cls.company.id}
        )
        cls.community.office_calendar_id = cls.calendar

    def _school(self, **vals):
        """Half past four, from Monday to Friday, with two seats."""
        programmes = self.env["estate.programme"].with_user(self.supervisor)
        return programmes.create(
            {
                "name": "Half past four school",
                "kind": "school",
                "community_id": self.community.id,
                "seats": 2,
                "date_from": "2026-11-09",
                "date_to": "2026-11-20",
                **vals,
            }
        )

    def _published(self, **vals):
        school = self._school(**vals)
        school.action_publish()
        return school

    def _sessions(self, programme):
        return programme._coming().sorted("date_begin")

    # ---------------------------------------------------------------- PLANNING

    def test_r423_sessions_are_planned_by_the_clocks_of_the_community_once_each(self):
        # 10:00 UTC is 18:00 in Shanghai: today's half past four is over.
        school = self._school()
        school.action_plan()
        begins = self._sessions(school).mapped("date_begin")
        self.assertEqual(
            [f"{begin:%d %H:%M}" for begin in begins],
            [f"{day} 08:30" for day in (11, 12, 13, 16, 17, 18, 19, 20)],
        )
        session = self._sessions(school)[0]
        self.assertEqual((session.seats_max, session.date_tz), (2, "Asia/Shanghai"))
        self.assertFalse(session.event_mail_ids)
        school.action_plan()
        self.assertEqual(len(self._sessions(school)), 8)
        self.assertEqual(school.coming_count, 8)

    def test_r423_on_public_holidays_there_is_none_unless_it_is_for_them(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "resource_id": False,
                "date_from": "2026-11-10 16:00:00",
                "date_to": "2026-11-12 15:59:59",
            }
        )
        # The company as a whole is closed on the 19th.
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Jubilee",
                "calendar_id": False,
                "company_id": self.company.id,
                "date_from": "2026-11-18 16:00:00",
                "date_to": "2026-11-19 15:59:59",
            }
        )
        school = self._school()
        school.action_plan()
        days = [session.date_begin.day for session in self._sessions(school)]
        self.assertEqual(days, [13, 16, 17, 18, 20])
        tutoring = self._school(name="Tutoring", kind="tutoring", not_closed=False)
        tutoring.action_plan()
        self.assertEqual(self._sessions(tutoring)[0].date_begin.day, 11)

    def test_r423_so_many_days_ahead_and_each_night_one_more(self):
        self.company.estate_programme_days = 3
        school = self._published(date_to=False)
        self.assertEqual(len(self._sessions(school)), 3)
        with freeze_time("2026-11-13 10:00:00"):
            self.env["estate.programme"].sudo()._cron_plan()
            days = [session.date_begin.day for session in self._sessions(school)]
        self.assertEqual(days, [16])

    def test_r423_a_new_time_moves_what_nobody_signed_up_for(self):
        school = self._published()
        first = self._sessions(school)[0]
        first._estate_sign_up(self.owner, "Xiao Wang")
        school.write({"hour_from": 17, "hour_to": 19, "name": "School at five"})
        sessions = self._sessions(school)
        self.assertIn(first, sessions)
        self.assertEqual(set(sessions.mapped("name")), {"School at five"})
        moved = {f"{one.date_begin:%H:%M}" for one in sessions - first}
        self.assertEqual(moved, {"09:00"})
        with self.assertRaisesRegex(UserError, "first call off"):
            school.active = False
        first.with_user(self.supervisor).action_estate_call_off()
        school.active = False
        self.assertFalse(self._sessions(school))
        school.active = True
        # What was called off at half past four is held at five.
        self.assertEqual(len(self._sessions(school)), 8)

    def test_r423_what_cannot_be_is_refused(self):
        with self.assertRaises(UserError):
            self._school(date_to="2026-11-09").action_plan()
        school = self._published()
        other = self.env["estate.community"].create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        with self.assertRaisesRegex(ValidationError, "has sessions"):
            school.sudo().community_id = other
        with self.assertRaises(AccessError):
            school.with_user(self.desk).name = "Mine"

    # ----------------------------------------------------------------- SIGN-UP

    def test_r423_the_last_seat_is_given_once(self):
        session = self._sessions(self._published())[0]
        first = session._estate_sign_up(self.owner, "Xiao Wang")
        self.assertEqual(first, session._estate_sign_up(self.owner, "Xiao Wang"))
        self.assertEqual(first.estate_unit_id, self.unit)
        session._estate_sign_up(self.owner_2, "")
        with self.assertRaisesRegex(UserError, "is full"):
            session._estate_sign_up(self.shop_owner, "")
        first._estate_withdraw()
        session._estate_sign_up(self.shop_owner, "")
        self.assertEqual(session.estate_signed_up, 2)

    def test_r423_one_resident_does_not_take_all_seats(self):
        session = self._sessions(self._published(seats=20, seats_each=2))[0]
        session._estate_sign_up(self.owner, "Xiao Wang")
        session._estate_sign_up(self.owner, "Xiao Xiao")
        with self.assertRaisesRegex(UserError, "2 seats"):
            session._estate_sign_up(self.owner, "Lao Wang")
        with self.assertRaisesRegex(UserError, "longer than 60"):
            session._estate_sign_up(self.owner_2, "x" * 61)

    def test_r423_who_gave_his_seat_back_has_not_come(self):
        session = self._sessions(self._published())[0]
        seat = session._estate_sign_up(self.owner, "Xiao Wang")
        with self.assertRaisesRegex(UserError, "has not come"):
            seat.with_user(self.desk).action_estate_came()
        seat._estate_withdraw()
        with freeze_time("2026-11-11 09:00:00"):
            with self.assertRaisesRegex(UserError, "does not come"):
                seat.with_user(self.desk).action_estate_came()

    def test_r423_a_given_back_seat_holds_no_session_in_its_place(self):
        school = self._published()
        first = self._sessions(school)[0]
        first._estate_sign_up(self.owner, "")._estate_withdraw()
        school.hour_from = 17
        self.assertEqual(
            {f"{one.date_begin:%H:%M}" for one in self._sessions(school)}, {"09:00"}
        )

    def test_r423_each_sign_up_writes_the_session(self):
        """Of two at once the second begins anew and finds the seat taken."""
        session = self._sessions(self._published())[0]

        def version():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT ctid FROM event_event WHERE id = %s", (session.id,)
            )
            return self.env.cr.fetchone()

        before = version()
        session._estate_sign_up(self.owner, "")
        self.assertNotEqual(version(), before)

    def test_r423_who_lives_elsewhere_has_no_seat_here(self):
        session = self._sessions(self._published())[0]
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaisesRegex(UserError, "has no home in Lakeside"):
            session._estate_sign_up(stranger, "")
        with (
            freeze_time("2026-11-11 08:31:00"),
            self.assertRaisesRegex(UserError, "has begun"),
        ):
            session._estate_sign_up(self.owner, "")

    def test_r423_the_counter_signs_up_and_ticks_who_came(self):
        session = self._sessions(self._published())[0].with_user(self.desk)
        action = session.action_estate_sign_up()
        wizards = self.env["estate.programme.sign.up"].with_user(self.desk)
        form = Form(wizards.with_context(**action["context"]))
        form.partner_id = self.owner
        form.name = "Xiao Wang"
        form.save().action_confirm()
        seat = session.registration_ids
        self.assertEqual((seat.name, seat.state), ("Xiao Wang", "open"))
        with freeze_time("2026-11-11 08:20:00"):
            seat.action_estate_came()
            self.assertEqual(seat.state, "done")
            seat.action_estate_came()
            seat.action_estate_withdraw()
        self.assertEqual(seat.state, "cancel")
        with self.assertRaises(AccessError):
            seat.state = "open"
        technician = self._new_staff("technician")
        with self.assertRaises(AccessError):
            seat.with_user(technician).action_estate_came()

    def test_r423_who_signed_up_is_told_when_it_is_called_off(self):
        session = self._sessions(self._published())[0]
        self.owner.email = "wang@example.com"
        self.owner_2.write({"email": False, "phone": "13900000002"})
        seat = session._estate_sign_up(self.owner, "")
        session._estate_sign_up(self.owner_2, "Xiao <b>Guo</b>")
        with self.assertRaises(AccessError):
            session.with_user(self.desk).action_estate_call_off()
        session.with_user(self.supervisor).action_estate_call_off()
        self.assertEqual((session.active, seat.state), (False, "cancel"))
        message = session.message_ids[0]
        self.assertIn("Half past four school on 11/11/26, 4:30", message.body)
        self.assertEqual(message.partner_ids, self.owner)
        # Whom no mail reaches the one who is responsible calls.
        call = session.estate_programme_id.activity_ids
        self.assertEqual(call.user_id, self.supervisor)
        self.assertIn("Xiao &lt;b&gt;Guo&lt;/b&gt; 13900000002", call.note)
        # Nobody is asked anew for the day that was called off by hand.
        session.estate_programme_id._plan()
        self.assertNotIn(
            session.date_begin,
            self._sessions(session.estate_programme_id).mapped("date_begin"),
        )

    def test_r423_staff_see_the_sessions_of_their_communities(self):
        session = self._sessions(self._published())[0]
        elsewhere = self._new_staff("front_desk", login="elsewhere")
        elsewhere.estate_community_ids = False
        core = (
            self.env["event.event"]
            .sudo()
            .create(
                {
                    "name": "Fair",
                    "date_begin": "2026-12-01 01:00:00",
                    "date_end": "2026-12-01 02:00:00",
                }
            )
        )
        events = self.env["event.event"]
        self.assertIn(session, events.with_user(self.desk).search([]))
        self.assertNotIn(core, events.with_user(self.desk).search([]))
        self.assertFalse(events.with_user(elsewhere).search([]))
        # Who holds Odoo's own rights on events keeps all of them.
        elsewhere.sudo().group_ids += self.env.ref("event.group_event_user")
        self.assertIn(core, events.with_user(elsewhere).search([]))

    # ------------------------------------------------------------------ PORTAL

    def _log_in(self, login, partner):
        user = self._create_new_portal_user(login=login)
        user.partner_id = partner
        self.authenticate(login, login)
        return user

    def _post(self, url, **vals):
        self.env.flush_all()
        token = http.Request.csrf_token(self)
        answer = self.url_open(url, data={"csrf_token": token, **vals})
        self.env.invalidate_all()
        return answer

    def test_b19_a_resident_signs_up_and_gives_his_seat_back(self):
        school = self._published(note="Bring your homework")
        self._school(name="Not open yet").action_plan()
        session = self._sessions(school)[0]
        self._log_in("wang", self.owner)
        self.assertIn("/my/programmes", self.url_open("/my").text)
        page = self.url_open("/my/programmes").text
        self.assertIn("Bring your homework", page)
        self.assertNotIn("Not open yet", page)
        url = f"/my/programmes/{session.id}/sign-up"
        self._post(url, name="Xiao Wang")
        self._post(url, name="Xiao Wang")
        seat = session.registration_ids
        self.assertEqual((seat.name, seat.partner_id), ("Xiao Wang", self.owner))
        session._estate_sign_up(self.owner_2, "")
        self.assertIn("is full", self._post(url, name="Another").text)
        page = html.fromstring(self.url_open("/my/programmes").content)
        card = page.find_class("o_estate_session")[0]
        self.assertIn("Signed Up", card.text_content())
        self._post(f"/my/programmes/seat/{seat.id}/withdraw")
        self.assertEqual(seat.state, "cancel")

    def test_b19_strangers_find_nothing(self):
        session = self._sessions(self._published())[0]
        seat = session._estate_sign_up(self.owner, "")
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self._log_in("stranger", stranger)
        self.assertNotIn("Half past", self.url_open("/my/programmes").text)
        for url in (f"{session.id}/sign-up", f"seat/{seat.id}/withdraw"):
            answer = self._post(f"/my/programmes/{url}")
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(seat.state, "open")
