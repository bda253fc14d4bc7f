from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..paper import rows_of, tree_of, words_of
from .desk_common import DeskCommon

VISIT_RECORD = "estate_service.report_visit_record"
REQUEST_RECORD = "estate_service.report_request_record"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskVisit(DeskCommon):
    """The resident is asked afterwards; who is not content is gone on with."""

    def _visit_of(self, request, user=None):
        visits = self.env["estate.visit"].with_user(user or self.engineer)
        return visits.search([("request_id", "=", request.id)], order="id desc")[:1]

    # ------------------------------------------------------------- FALLING DUE

    def test_r410_the_engineering_supervisor_asks_within_a_day_of_a_repair(self):
        request = self._done()
        visit = self._visit_of(request)
        self.assertEqual(visit.state, "due")
        self.assertEqual(visit.user_id, self.engineer)
        self.assertEqual(visit.deadline, datetime(2026, 11, 11, 10, 0))
        self.assertEqual((visit.unit_id, visit.phone), (self.unit, "13969493179"))
        self.assertEqual(visit.activity_ids.user_id, self.engineer)
        self._ask_resident(request)
        self.assertFalse(request.activity_ids)

    @mute_logger("odoo.sql_db")
    def test_r410_settings_that_cannot_be_are_refused(self):
        for name in (
            "estate_visit_attempts",
            "estate_visit_hours",
            "estate_burst_minutes",
            "estate_quality_percent",
        ):
            with self.subTest(name=name), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.company[name] = -3
                    self.env.flush_all()

    def test_r410_the_hours_are_a_setting(self):
        self.company.estate_visit_hours = 48
        visit = self._visit_of(self._done())
        self.assertEqual(visit.deadline, datetime(2026, 11, 12, 10, 0))

    def test_r410_nobody_else_asks_after_a_repair(self):
        request = self._done()
        visit = self._visit_of(request, self.desk)
        visit.user_id = self.desk
        for step in (
            visit.action_take,
            lambda: visit._missed("No answer"),
            lambda: visit._cancel("Moved away"),
            lambda: self._ask_resident(request, user=self.desk),
        ):
            with self.assertRaisesRegex(UserError, "R-410"):
                step()
        self.assertEqual((visit.state, visit.attempts), ("due", 0))
        # Whom the community names is the engineering supervisor, whatever his role.
        self.community.engineer_id = self.supervisor
        visit.with_user(self.supervisor).action_take()
        self._ask_resident(request)
        self.assertEqual(self._visit_of(request).done_by_id, self.engineer)

    def test_r602_kinds_follow_what_was_asked_for(self):
        kinds = {
            "request_type_public_cleaning": ("report", self.desk),
            "request_type_complaint_other": ("complaint", self.desk),
            "request_type_special_service": ("service", self.desk),
            "request_type_public_repair_lift": ("report", self.engineer),
        }
        for name, (kind, user) in kinds.items():
            with self.subTest(type=name):
                request_type = self.env.ref(f"estate_service.{name}")
                visit = self._visit_of(self._done(type_id=request_type.id))
                self.assertEqual((visit.kind, visit.user_id), (kind, user))

    def test_who_asked_a_question_is_not_visited(self):
        request = self._request(type_id=self.question.id)
        self._confirm(request, "answer", "Every ten minutes")
        self.assertFalse(self._visit_of(request))
        request.action_close()
        self.assertEqual(request.state, "closed")

    def test_a_case_has_one_return_visit(self):
        request = self._done()
        request._visit_due()
        self.assertEqual(request.visit_count, 1)

    # -------------------------------------------------------------- FOUR QUESTIONS

    def test_r511_all_four_questions_are_asked(self):
        visit = self._visit_of(self._done())
        self.assertEqual(len(visit.answer_ids), 4)
        visit.satisfaction = "very"
        visit.answer_ids[:3].answer = "Good"
        with self.assertRaisesRegex(UserError, "as a whole"):
            visit.action_done()
        visit.answer_ids[3].answer = "Friendly"
        visit.satisfaction = False
        with self.assertRaisesRegex(UserError, "whether the resident is content"):
            visit.action_done()

    def test_r511_a_question_worded_anew_changes_no_record(self):
        visit = self._visit_of(self._done())
        question = self.env.ref("estate_service.visit_question_prevention")
        was = question.name
        question.name = "Anything else?"
        self.assertIn(was, visit.answer_ids.mapped("question"))
        with self.assertRaises(AccessError):
            visit.answer_ids[0].question = "Forged"

    def test_r511_the_questions_are_worded_for_who_asks(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        question = self.env.ref("estate_service.visit_question_prevention")
        question.with_context(lang="zh_CN").name = "如何防止再次发生？"
        self.engineer.sudo().lang = "zh_CN"
        asked = self._visit_of(self._done()).answer_ids.mapped("question")
        self.assertIn("如何防止再次发生？", asked)

    def test_r511_an_administrator_asks_less(self):
        self.env.ref("estate_service.visit_question_prevention").active = False
        self.assertEqual(len(self._visit_of(self._done()).answer_ids), 3)

    # ------------------------------------------------------------------ ENDINGS

    def test_r304_it_is_not_closed_before_the_resident_was_asked(self):
        request = self._done()
        with self.assertRaisesRegex(UserError, "return visit"):
            request.action_close()
        visit = self._ask_resident(request)
        self.assertEqual((visit.state, request.state), ("done", "closed"))
        self.assertFalse(visit.activity_ids)
        self.assertEqual(visit.score, 4)

    def test_r515_who_is_not_content_is_gone_on_with_until_he_is(self):
        request = self._done()
        self._ask_resident(request, "not")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        self.assertIn("Not Content\nGood", request.message_ids[0].body)
        self._confirm(request, "feed_back", "New pipe", self.engineer)
        self.assertEqual(request.visit_count, 2)
        self._ask_resident(request, "angry")
        self._confirm(request, "feed_back", "New wall", self.engineer)
        self._ask_resident(request, "very")
        self.assertEqual((request.state, request.reopen_count), ("closed", 2))

    def test_what_still_misses_something_stays_open_after_the_visit(self):
        request = self._done(channel="letter")
        self._ask_resident(request)
        self.assertEqual(request.state, "done")

    def test_a_case_that_goes_on_is_not_asked_about_yet(self):
        request = self._done()
        visit = self._visit_of(request)
        self._confirm(request, "reopen", "It drips")
        self.assertEqual(visit.state, "cancelled")
        self.assertFalse(visit.activity_ids)

    def test_nobody_reached_is_tried_again_and_not_for_ever(self):
        request = self._done()
        visit = self._visit_of(request)
        for number, day in enumerate((11, 12, 13), 1):
            with freeze_time(f"2026-11-{day} 09:00:00"):
                self._try_in_vain(visit)
            self.assertEqual(visit.attempts, number)
        self.assertEqual((visit.state, request.state), ("missed", "closed"))
        with self.assertRaisesRegex(UserError, "is over"):
            visit.action_done()

    def _try_in_vain(self, visit, **vals):
        wizard = self.env["estate.visit.step"].with_user(self.engineer)
        wizard.create(
            {"visit_id": visit.id, "step": "missed", "text": "No answer", **vals}
        ).action_confirm()

    def test_three_dialogs_in_a_row_are_no_three_attempts(self):
        visit = self._visit_of(self._done())
        with self.assertRaisesRegex(UserError, "Between two attempts lie 2 hours"):
            self._try_in_vain(visit, again="2026-11-10 11:00:00")
        self._try_in_vain(visit, again="2026-11-10 15:00:00")
        for time, refused in (("10:00:00", True), ("15:00:00", False)):
            with self.subTest(time=time), freeze_time(f"2026-11-10 {time}"):
                if refused:
                    with self.assertRaisesRegex(UserError, "not before"):
                        self._try_in_vain(visit)
                else:
                    self._try_in_vain(visit)
        self.assertEqual((visit.state, visit.attempts), ("due", 2))

    def test_a_visit_that_is_not_needed_says_why_and_hinders_no_longer(self):
        request = self._done()
        visit = self._visit_of(request)
        wizard = self.env["estate.visit.step"].with_user(self.engineer)
        wizard.create(
            {"visit_id": visit.id, "step": "cancel", "text": "Moved away"}
        ).action_confirm()
        self.assertEqual(visit.state, "cancelled")
        self.assertIn("Moved away", visit.message_ids[0].body)
        request.action_close()
        self.assertEqual(request.state, "closed")

    def test_a_visit_made_by_hand_is_followed_as_a_planned_one(self):
        request = self._done()
        self._by_hand(request)
        with self.assertRaisesRegex(UserError, "R-410"):
            self._ask_resident(request, user=self.desk)
        self._ask_resident(request, "not")
        self.assertEqual((request.state, request.reopen_count), ("handed", 1))
        content = self._done()
        self._by_hand(content)
        self._ask_resident(content)
        self.assertEqual(content.state, "closed")

    def test_r304_what_was_said_before_it_was_done_closes_nothing(self):
        cleaning = self.env.ref("estate_service.request_type_public_cleaning")
        request = self._request(type_id=cleaning.id)
        request.action_hand_over()
        visits = self.env["estate.visit"].with_user(self.desk)
        visits.create({"request_id": request.id, "kind": "report"})
        self._ask_resident(request, user=self.desk)
        self.assertEqual(request.state, "handed")
        with freeze_time("2026-11-10 12:00:00"):
            self._done(request)
            self.assertTrue(self._visit_of(request))
            with self.assertRaisesRegex(UserError, "return visit"):
                request.action_close()

    def _by_hand(self, request):
        """Instead of the planned visit somebody makes one from the request."""
        self._visit_of(request)._cancel("He comes by himself")
        context = request.action_view_visits()["context"]
        visits = self.env["estate.visit"].with_user(self.desk)
        visits.with_context(**context).create({})

    def test_one_that_is_not_needed_beside_one_that_is_lets_nothing_close(self):
        cleaning = self.env.ref("estate_service.request_type_public_cleaning")
        request = self._done(type_id=cleaning.id)
        visits = self.env["estate.visit"].with_user(self.desk)
        visits.create({"request_id": request.id, "kind": "report"})._cancel("Twice")
        with self.assertRaisesRegex(UserError, "return visit"):
            request.action_close()

    def test_a_colleague_visits_whose_case_is_not_his_to_see(self):
        self.building.steward_id = self._new_staff("steward")
        colleague = self._new_staff("steward", login="colleague")
        cleaning = self.env.ref("estate_service.request_type_public_cleaning")
        for satisfaction, state in (("very", "closed"), ("not", "handed")):
            with self.subTest(satisfaction=satisfaction):
                request = self._done(type_id=cleaning.id)
                self._visit_of(request, self.desk).user_id = colleague
                self.assertFalse(request.with_user(colleague).has_access("read"))
                self._ask_resident(request, satisfaction, colleague)
                self.assertEqual(request.state, state)

    def test_r304_a_visit_asks_about_the_case_it_was_planned_for(self):
        """Else its case had nobody to ask any more, and could not be closed."""
        request, other = self._done(), self._request()
        due = self._visit_of(request)
        with self.assertRaisesRegex(UserError, "was planned for"):
            due.request_id = other
        due.request_id = request
        done = self._ask_resident(request)
        with self.assertRaisesRegex(UserError, "was planned for"):
            done.request_id = other

    def test_a_dialog_is_not_turned_to_a_visit_of_elsewhere(self):
        visit = self._visit_of(self._done())
        dialogs = self.env["estate.visit.step"].with_user(self.engineer)
        dialog = dialogs.create({"visit_id": visit.id, "text": "No answer"})
        self.engineer.estate_community_ids = False
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.write({"visit_id": visit.id})
        with self.assertRaises(AccessError):
            dialogs.new({"visit_id": visit.id}).mapped("attempts")

    def test_a_step_is_not_written_past_its_button(self):
        visit = self._visit_of(self._done())
        for name, value in (
            ("state", "done"),
            ("attempts", 9),
            ("coverage", 100),
            ("visitor", "first"),
            ("again_at", False),
            ("done_by_id", self.engineer.id),
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                visit[name] = value
        with self.assertRaises(AccessError):
            visit.with_user(self._new_staff("technician")).satisfaction = "very"

    def test_what_was_said_stays_as_it_was_said(self):
        visit = self._ask_resident(self._done())
        with self.assertRaisesRegex(UserError, "is over"):
            visit.satisfaction = "very"
        with self.assertRaisesRegex(UserError, "is over"):
            visit.answer_ids[0].answer = "Splendid"

    # ----------------------------------------------------------- REGULAR VISITS

    def test_r601_a_regular_visit_says_what_was_told_or_wished(self):
        steward = self._new_staff("steward")
        form = Form(self.env["estate.visit"].with_user(steward))
        form.unit_id = self.unit
        form.method = "event"
        visit = form.save()
        self.assertEqual((visit.partner_id, visit.user_id), (self.owner, steward))
        self.assertFalse(visit.answer_ids)
        with self.assertRaisesRegex(UserError, "what was told"):
            visit.action_done()
        visit.wishes = "A bench at the gate"
        visit.action_done()
        self.assertEqual(visit.state, "done")
        action = visit.action_new_request()
        requests = self.env["estate.request"].with_user(steward)
        form = Form(requests.with_context(**action["context"]))
        form.type_id = self.env.ref("estate_service.request_type_suggestion")
        form.summary = "Bench"
        wish = form.save()
        self.assertEqual((wish.visit_id, wish.unit_id), (visit, self.unit))
        self.assertEqual(wish.content, "A bench at the gate")

    # ---------------------------------------------------------------- FOLLOW-UP

    def test_r310_the_first_receiver_follows_it_until_it_is_closed(self):
        request = self._request()
        request.action_hand_over()
        follow = request.activity_ids.filtered(lambda a: a.user_id == self.desk)
        self.assertEqual(follow.summary, "Follow until it is closed: Burst pipe")
        request._escalate(self.supervisor, "Insists")
        self._confirm(request, "feed_back", "Mended", self.supervisor)
        self.assertTrue(follow.exists())
        self._ask_resident(request)
        self.assertFalse(follow.exists())

    def test_each_reads_his_tasks_in_his_language(self):
        words = {"Follow until it is closed: %s": "跟进至结案：%s"}
        request = self._request()
        with self._in_chinese(self.desk, words):
            request.with_user(self.supervisor).action_hand_over()
        follow = request.activity_ids.filtered(lambda a: a.user_id == self.desk)
        self.assertEqual(follow.summary, "跟进至结案：Burst pipe")

    # ------------------------------------------------------------------- PAPERS

    def test_r513_the_visit_record_is_a_form_and_then_a_record(self):
        request = self._done()
        visit = self._visit_of(request)
        page = tree_of(self.env, VISIT_RECORD, visit, self.engineer)
        self.assertEqual(len(rows_of(page, "e_answer")), 4)
        self.assertNotIn("☑", words_of(page, "e_satisfaction")[0])
        self._ask_resident(request, "very")
        page = tree_of(self.env, VISIT_RECORD, visit, self.engineer)
        self.assertIn("☑ Very Content", words_of(page, "e_satisfaction")[0])
        self.assertTrue(rows_of(page, "e_answer")[0][0].endswith("Good"))

    def test_r513_the_request_record_tells_the_whole_way(self):
        request = self._done()
        self._ask_resident(request, "content")
        page = tree_of(self.env, REQUEST_RECORD, request, self.desk)
        self.assertEqual(words_of(page, "e_result"), ["Pipe mended"])
        self.assertIn("Content Good", words_of(page, "e_said")[0])
