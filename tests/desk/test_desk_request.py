from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskRequest(DeskCommon):
    """The way of a request from its first receiver to its end (R-301…R-310)."""

    def test_r303_the_form_knows_who_calls_and_who_answers(self):
        form = Form(self.env["estate.request"].with_user(self.desk))
        form.unit_id = self.unit
        form.type_id = self.water
        form.summary = "Burst pipe"
        request = form.save()
        self.assertEqual(request.community_id, self.community)
        self.assertEqual(request.building_id, self.building)
        self.assertEqual(request.caller_name, "汪健强")
        self.assertEqual(request.phone_tail, "3179")
        self.assertEqual(request.department_id, self.engineering)
        self.assertEqual(request.state, "new")

    def test_r304_the_head_of_a_department_answers_where_he_works(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        head = self._new_staff("engineer", login="head")
        self._make_head(head)
        self.community.route_ids.unlink()
        self.assertEqual(self.community._answering(self.engineering), head)
        stranger = self._new_staff("engineer", login="stranger")
        stranger.write(
            {
                "company_ids": [Command.set(elsewhere.ids)],
                "company_id": elsewhere.id,
                "estate_community_ids": False,
            }
        )
        self._make_head(stranger)
        self.assertFalse(self.community._answering(self.engineering))
        request = self._request()
        request.action_hand_over()
        self.assertFalse(request.user_id)

    def _make_head(self, user):
        employees = self.env["hr.employee"].sudo()
        self.engineering.sudo().manager_id = employees.create(
            {"name": user.name, "user_id": user.id, "company_id": user.company_id.id}
        )

    def test_r310_the_first_receiver_stays_whoever_works_on_it(self):
        request = self._request()
        request.action_hand_over()
        self.assertEqual(request.user_id, self.engineer)
        self.assertEqual(request.first_owner_id, self.desk)
        with self.assertRaises(AccessError):
            request.with_user(self.supervisor).first_owner_id = self.supervisor

    def test_r318_who_was_named_and_has_left_gets_no_cases(self):
        route = self.community.route_ids
        self.assertEqual(self.community._answering(self.engineering), self.engineer)
        self.engineer.estate_community_ids = False
        request = self._request()
        request.action_hand_over()
        self.assertFalse(request.user_id)
        with self.assertRaisesRegex(ValidationError, "does not serve"):
            route.user_id = self.engineer

    def test_r301_nobody_is_sent_before_it_was_read_back(self):
        request = self._request(repeated=False)
        with self.assertRaisesRegex(UserError, "Read back"):
            request.action_hand_over()
        letter = self._request(repeated=False, channel="letter")
        letter.action_hand_over()
        self.assertEqual(letter.state, "handed")
        # Nor is it a way around to say that it is done.
        with self.assertRaisesRegex(UserError, "Read back"):
            self._confirm(request, "feed_back", "Pipe mended")

    def test_r304_a_question_is_answered_at_once(self):
        request = self._request(type_id=self.question.id, summary="When is the bus?")
        self._confirm(request, "answer", "Every ten minutes")
        self.assertEqual(request.state, "done")
        self.assertEqual(request.result, "Every ten minutes")
        self.assertEqual(request.user_id, self.desk)
        clocks = request.clock_ids
        self.assertEqual(set(clocks.mapped("state")), {"reached"})
        request.action_close()
        self.assertEqual(request.state, "closed")

    def test_r304_who_is_not_content_is_not_closed_but_gone_on_with(self):
        request = self._request()
        request.action_hand_over()
        self._confirm(request, "feed_back", "Pipe mended", self.engineer)
        self._confirm(request, "reopen", "It drips again")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        self.assertIn("It drips again", request.message_ids[0].body)
        running = request.clock_ids.filtered(lambda c: c.state == "running")
        self.assertEqual(running.target, "finish")

    def test_r304_a_screen_of_yesterday_takes_no_step_back(self):
        request = self._done()
        self._ask_resident(request)
        self.assertEqual(request.state, "closed")
        with self.assertRaisesRegex(UserError, "may have been faster"):
            request.action_hand_over()
        self._confirm(request, "reopen", "It drips again")
        for step in ("reopen", "answer"):
            with self.assertRaisesRegex(UserError, "may have been faster"):
                self._confirm(request, step, "It drips again")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        self.assertEqual(request.user_id, self.engineer)

    def test_r306_a_letter_is_answered_by_a_letter(self):
        request = self._done(channel="letter")
        self._ask_resident(request)
        with self.assertRaisesRegex(UserError, "written reply"):
            request.action_close()
        files = self.env["ir.attachment"].with_user(self.desk)
        request.written_reply_ids = files.create(
            {"name": "reply.txt", "raw": b"Dear Sir"}
        )
        with self.assertRaisesRegex(UserError, "taken up"):
            request.channel = "phone"
        request.action_close()
        self.assertEqual(request.state, "closed")
        # What goes on is answered by another letter; the first stays on record.
        self._confirm(request, "reopen", "It drips again")
        self.assertFalse(request.written_reply_ids)
        self.assertEqual(request.message_ids[0].attachment_ids.name, "reply.txt")

    def test_r305_a_call_is_answered_followed_and_the_resident_called_back(self):
        request = self._request(rings=2)
        self.assertFalse(request.answered_late)
        self.assertEqual(request.channel, "phone")
        request.action_hand_over()
        follow = self.env.ref("estate_service.mail_activity_type_follow_up")
        followed = request.activity_ids.filtered(
            lambda one: one.activity_type_id == follow
        )
        self.assertEqual(followed.user_id, self.desk)
        self._done(request)
        self.assertTrue(followed.exists(), "R-310: until it is closed")
        visit = self._ask_resident(request, "not")
        self.assertEqual(visit.method, "phone")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        self._done(request)
        self._ask_resident(request)
        self.assertEqual(request.state, "closed")
        self.assertFalse(request.activity_ids)

    def test_r316_from_the_contact_to_the_judgement_each_stage_leaves_its_mark(self):
        stages = []
        request = self._request()
        stages.append((request.received_at, request.first_owner_id, request.repeated))
        with freeze_time("2026-11-10 10:05:00"):
            request.action_hand_over()
        with freeze_time("2026-11-10 11:00:00"):
            self._done(request)
        with freeze_time("2026-11-10 12:00:00"):
            visit = self._ask_resident(request, "very")
        self.assertEqual(stages[0][1:], (self.desk, True))
        marks = [
            stages[0][0],
            request.handed_at,
            request.done_at,
            visit.done_at,
            request.closed_at,
        ]
        self.assertEqual(marks, sorted(marks))
        self.assertEqual(request.handed_at, datetime(2026, 11, 10, 10, 5))
        self.assertEqual((request.result, visit.score), ("Pipe mended", 5))

    def test_r318_the_departments_of_the_centre_and_their_posts_are_there(self):
        posts = {
            "service_centre": ["Customer Service Manager", "Receptionist"],
            "relations": ["Relations Officer", "Satisfaction Surveyor"],
            "engineering": ["Maintenance Technician"],
            "cleaning": ["Cleaner"],
            "gardening": ["Gardener"],
            "quality": ["Quality Controller", "Quality Analyst"],
            "people": ["Recruiter", "Trainer"],
            "finance": ["Accountant", "Cashier"],
        }
        jobs = self.env["hr.job"].sudo()  # Posts are closed to the counter.
        for name, expected in posts.items():
            department = self.env.ref(f"estate_service.department_{name}")
            found = jobs.search([("department_id", "=", department.id)])
            self.assertGreaterEqual(set(found.mapped("name")), set(expected))
        # Whoever registers a case chooses among them.
        request = self._request(department_id=department.id)
        self.assertEqual(request.with_user(self.desk).department_id, department)
        support = self.env.ref("estate_service.department_support")
        self.assertIn(self.engineering, support.sudo().child_ids)

    def test_r424_each_family_of_services_goes_to_its_department(self):
        answers = {
            "consult_service": "service_centre",
            "public_repair_lift": "engineering",
            "public_repair_light": "engineering",
            "public_order": "order",
            "public_cleaning": "cleaning",
            "public_gardening": "gardening",
            "special_service": "service_centre",
        }
        nobody = self.env["res.users"]
        guard = self._new_staff("supervisor", login="guard")
        order = self.env.ref("estate_service.department_order")
        self.community.route_ids = [
            Command.create({"department_id": order.id, "user_id": guard.id})
        ]
        for kind, name in answers.items():
            with self.subTest(kind=kind):
                kind = self.env.ref(f"estate_service.request_type_{kind}")
                department = self.env.ref(f"estate_service.department_{name}")
                request = self._request(type_id=kind.id)
                self.assertEqual(request.department_id, department)
                request.action_hand_over()
                to = {self.engineering: self.engineer, order: guard}
                self.assertEqual(request.user_id, to.get(department, nobody))
        # What an administrator sends elsewhere goes there from then on.
        kind.department_id = order
        self.assertEqual(self._request(type_id=kind.id).department_id, order)

    def test_r309_what_is_given_by_hand_is_held_from_then_on(self):
        request = self._request()
        with freeze_time("2026-11-10 10:20:00"):
            request.user_id = self.engineer
        self.assertEqual(request.activity_ids.user_id, self.engineer)
        self.assertEqual(request.activity_ids.summary, "Given to you: Burst pipe")
        with freeze_time("2026-11-10 10:23:00"):
            request.user_id = self.engineer
            request._escalate(self.supervisor, "Insists on somebody else")
        self.assertEqual(request.escalation_ids.minutes_held, 3)
        question = self._request(type_id=self.question.id)
        with freeze_time("2026-11-10 10:05:00"):
            self._confirm(question, "answer", "Every ten minutes")
        self.assertEqual(question.held_since, datetime(2026, 11, 10, 10, 5))
        self.assertFalse(question.activity_ids)

    def test_r309_the_list_of_who_gave_it_away_is_empty_again(self):
        request = self._request()
        request.action_hand_over()
        self.assertIn(self.engineer, request.activity_ids.user_id)
        request.with_user(self.engineer).user_id = self.supervisor
        # The first receiver follows it all the same.
        holders = request.activity_ids.user_id
        self.assertEqual(holders, self.supervisor | self.desk)

    def test_r309_a_case_is_held_by_staff(self):
        resident = self._create_new_portal_user(login="resident")
        with self.assertRaisesRegex(ValidationError, "no member of staff"):
            self._request(user_id=resident.id)

    def test_r310_the_wrong_room_corrected_takes_its_resident_along(self):
        form = Form(self.env["estate.request"].with_user(self.desk))
        form.unit_id = self.unit
        form.type_id = self.water
        form.summary = "Burst pipe"
        form.unit_id = self.unit_2
        self.assertEqual(form.partner_id, self.owner_2)
        self.assertEqual(form.caller_name, self.owner_2.name)
        request = form.save()
        with Form(request) as form:
            form.unit_id = self.unit
        self.assertEqual(
            (request.partner_id, request.caller_name), (self.owner, self.owner.name)
        )
        # Who lives nowhere here calls for whom he says.
        request.caller_name = "His daughter"
        with Form(request) as form:
            form.unit_id = self.unit_2
        self.assertEqual(
            (request.partner_id, request.caller_name), (self.owner_2, "His daughter")
        )

    def test_r304_what_is_done_is_done_as_what_it_was_about(self):
        request = self._done()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            request.type_id = self.question
        request.type_id = request.type_id

    def test_r316_what_is_over_stays_as_it_is(self):
        request = self._done()
        self._ask_resident(request)
        for vals in (
            {"result": "Something else"},
            {"unit_id": self.unit_2.id},
            {"partner_id": self.owner_2.id},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "is over"):
                request.write(vals)

    def test_r310_a_copy_is_a_request_of_today(self):
        request = self._request()
        with freeze_time("2026-11-11 09:00:00"):
            copied = request.copy()
        self.assertEqual(copied.received_at, datetime(2026, 11, 11, 9))
        self.assertNotEqual(copied.name, request.name)

    def test_r312_who_was_answered_waits_no_longer(self):
        request = self._request(type_id=self.question.id)
        request._defer(datetime(2026, 11, 11, 9), "Said so")
        self._confirm(request, "answer", "Every ten minutes")
        self.assertFalse(request.deferred_until)

    def test_r312_it_waits_with_the_consent_of_the_caller_only(self):
        with freeze_time("2026-11-10 22:00:00"):
            request = self._request(self.control_room)
            form = Form(
                self.env["estate.request.step"]
                .with_user(self.control_room)
                .with_context(default_request_id=request.id, default_step="defer")
            )
            # The office opens on Wednesday at eight.
            self.assertEqual(form.until, datetime(2026, 11, 11, 8, 1))
            with self.assertRaises(AssertionError):
                form.save()
            form.text = "Mr Wang agreed on the telephone"
            form.save().action_confirm()
        self.assertEqual(request.deferred_until, datetime(2026, 11, 11, 8, 1))
        self.assertEqual(request.deferral_consent, "Mr Wang agreed on the telephone")
        answer = request.clock_ids.filtered(
            lambda c: c.target == "answer" and c.state == "running"
        )
        self.assertEqual(answer.deadline, datetime(2026, 11, 11, 8, 31))

    def test_r312_what_waits_is_not_late_when_its_kind_is_corrected(self):
        request = self._request()
        self._confirm(request, "defer", "agreed", until="2026-11-11 08:00:00")
        lift = self.env.ref("estate_service.request_type_public_repair_lift")
        for vals in ({"type_id": lift.id}, {"urgency": "appointment"}):
            with self.subTest(vals=vals), freeze_time("2026-11-10 12:00:00"):
                request.write(vals)
                running = request.clock_ids.filtered(lambda c: c.state == "running")
                begun = set(running.mapped("started_at"))
                self.assertEqual(begun, {datetime(2026, 11, 11, 8)})
                self.assertFalse(request.is_breached)

    def test_it_cannot_wait_until_yesterday(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "time to come"):
            self._confirm(request, "defer", "agreed", until="2026-11-09 10:00:00")

    def test_b12_a_second_click_finds_the_first_request(self):
        first = self._request(client_token="abc")
        again = self._request(client_token="abc")
        self.assertEqual(first, again)
        self.assertEqual(len(first.clock_ids), 2)

    def test_two_colleagues_take_the_same_step(self):
        request = self._request()
        request.action_hand_over()
        self._confirm(request, "feed_back", "Mended", self.engineer)
        with self.assertRaisesRegex(UserError, "a colleague may have been faster"):
            self._confirm(request, "feed_back", "Mended", self.desk)

    def test_a_step_is_not_written_past_its_button(self):
        request = self._request()
        for name, value in (
            ("state", "closed"),
            ("deferral_consent", "nobody"),
            ("reopen_count", 5),
            ("is_breached", False),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                request[name] = value

    def test_what_was_taken_up_stays_on_record(self):
        request = self._request()
        request.action_hand_over()
        with self.assertRaisesRegex(UserError, "stays on record"):
            request.with_user(self.manager).unlink()
        self._confirm(request, "cancel", "Called twice", self.desk)
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(request.next_deadline)

    def test_a_unit_of_another_community_is_refused(self):
        other = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        with self.assertRaises(ValidationError):
            self._request(self.env.user, community_id=other.id, building_id=False)

    def test_staff_see_the_requests_of_their_communities(self):
        request = self._request()
        stranger = self._new_staff("front_desk", login="stranger")
        stranger.estate_community_ids = False
        with self.assertRaises(AccessError):
            request.with_user(stranger).read(["summary"])

    def test_a_request_is_found_by_the_end_of_a_telephone(self):
        request = self._request()
        found = self.env["estate.request"].with_user(self.desk).name_search("3179")
        self.assertIn(request.id, [res_id for res_id, _name in found])
        # Whoever excludes a number excludes what is named after it.
        numbered = self._request(summary="Meter 3179")
        others = request.search([("display_name", "not ilike", "3179")])
        self.assertNotIn(numbered, others)

    def test_who_serves_several_communities_names_the_unit_only(self):
        other = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        self.desk.estate_community_ids |= other
        self.assertEqual(self._request().community_id, self.community)

    def test_a_list_reads_its_requests_once_whatever_the_rules_ask(self):
        requests = self.env["estate.request"]
        for _number in range(3):
            requests |= self._request()
        fields = {"name": {}, "unit_id": {"fields": {"display_name": {}}}}
        fields["type_id"] = fields["unit_id"]
        # The requests, the codes of units, kinds and the kinds above them; of whom the
        # rules ask for his buildings, those too.
        for user, most in ((self.desk, 4), (self._new_staff("steward"), 5)):
            mine = requests.with_user(user)
            domain = [("id", "in", requests.ids)]
            mine.web_search_read(domain, fields)
            self.env.invalidate_all()
            with self.subTest(user=user.login), self.assertQueryCount(most):
                mine.web_search_read(domain, fields)

    def test_what_another_role_allows_is_not_asked_for_again(self):
        """A or (A and B) is A: no join to the buildings for who has the community."""

        def asked(user):
            rules = (
                self.env["ir.rule"].with_user(user)._compute_domain("estate.request")
            )
            return {rule.field_expr for rule in rules.iter_conditions()}

        self.assertEqual(asked(self.desk), {"community_id", "company_id"})
        steward = self._new_staff("steward")
        self.assertIn("building_id", asked(steward))
        self.assertIn("first_owner_id", asked(steward))
