import json
from datetime import date, datetime
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL
from odoo.tools.translate import code_translations

from ...models.desk.estate_service_clock_sweep import LATE, WARN
from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskClock(DeskCommon):
    """What was promised, and what happens when its time passes (R-317, B-15)."""

    def test_r317_each_target_has_its_deadline_by_its_clock(self):
        request = self._request()
        deadlines = {clock.target: clock.deadline for clock in request.clock_ids}
        self.assertEqual(
            deadlines,
            {
                # Half an hour by any clock; three days of eight office hours.
                "answer": datetime(2026, 11, 10, 10, 30),
                "finish": datetime(2026, 11, 13, 10, 0),
            },
        )
        self.assertEqual(request.next_deadline, deadlines["answer"])
        self.assertEqual(request.next_target, "answer")

    def test_r317_each_kind_of_request_has_times_of_its_own(self):
        """Answered by, done by: a working day has eight hours."""
        for name, answer, finish in (
            ("consult_service", datetime(2026, 11, 10, 10, 15), 10),
            ("complaint_service", datetime(2026, 11, 10, 10, 15), 13),
            ("suggestion", datetime(2026, 11, 11, 10), 17),
            ("rectify_warranty", datetime(2026, 11, 10, 11), 19),
            ("public_repair_lift", datetime(2026, 11, 10, 10, 30), 12),
            ("public_cleaning", datetime(2026, 11, 10, 10, 30), 11),
            ("special_service", datetime(2026, 11, 10, 10, 30), 12),
            ("paid_repair_power", datetime(2026, 11, 10, 10, 30), 13),
        ):
            with self.subTest(type=name):
                kind = self.env.ref(f"estate_service.request_type_{name}")
                clocks = self._request(type_id=kind.id).clock_ids
                due = {clock.target: clock.deadline for clock in clocks}
                self.assertEqual(due["answer"], answer)
                self.assertEqual(due["finish"].date(), date(2026, 11, finish))

    def test_r317_what_is_agreed_for_later_is_not_late_before(self):
        request = self._request(
            urgency="appointment", appointment="2026-11-16 10:00:00"
        )
        finish = request.clock_ids.filtered(lambda c: c.target == "finish")
        self.assertEqual(finish.started_at, datetime(2026, 11, 16, 10))
        request.appointment = "2026-11-17 10:00:00"
        finish = request.clock_ids.filtered(
            lambda c: c.target == "finish" and c.state == "running"
        )
        self.assertEqual(finish.deadline, datetime(2026, 11, 20, 10))

    def test_r317_what_is_corrected_in_hand_is_promised_anew(self):
        request = self._request(
            type_id=self.question.id, department_id=self.engineering.id
        )
        request.action_hand_over()
        self.assertEqual(request.next_deadline, datetime(2026, 11, 10, 15))
        with freeze_time("2026-11-10 11:00:00"):
            request.type_id = self.water
        self.assertEqual(request.next_deadline, datetime(2026, 11, 13, 10))
        later = {"urgency": "appointment", "appointment": "2026-11-16 10:00:00"}
        with self.assertRaisesRegex(UserError, "as the caller agrees"):
            request.write(later)
        request.sudo().write(later)
        self.assertEqual(request.next_deadline, datetime(2026, 11, 19, 10))
        answers = request.clock_ids.filtered(lambda clock: clock.target == "answer")
        self.assertEqual(answers.mapped("state"), ["reached"])
        self._confirm(request, "feed_back", "Mended", self.engineer)
        with freeze_time("2026-11-18 09:00:00"):
            self._confirm(request, "reopen", "It drips again")
        with freeze_time("2026-11-18 11:00:00"):
            request.type_id = self.env.ref(
                "estate_service.request_type_rectify_warranty"
            )
        running = request.clock_ids.filtered(lambda clock: clock.state == "running")
        self.assertEqual(running.started_at, datetime(2026, 11, 18, 9))

    def test_r317_office_hours_begin_in_the_morning(self):
        with freeze_time("2026-11-13 23:40:00"):
            request = self._request()
            finish = request.clock_ids.filtered(lambda c: c.target == "finish")
            self.assertEqual(finish.deadline, datetime(2026, 11, 18, 17, 0))

    def test_a_target_that_is_met_stands_still(self):
        request = self._request()
        with freeze_time("2026-11-10 10:20:00"):
            request.action_hand_over()
        answer = request.clock_ids.filtered(lambda c: c.target == "answer")
        self.assertEqual(answer.state, "reached")
        self.assertEqual(answer.reached_at, datetime(2026, 11, 10, 10, 20))
        self.assertFalse(answer.breached_at)
        self.assertEqual(request.next_target, "finish")

    def test_who_is_responsible_is_warned_once(self):
        request = self._request()
        with freeze_time("2026-11-10 10:21:00"):
            self._sweep_clocks()
            self._sweep_clocks()
        warned = request.activity_ids
        self.assertEqual(warned.mapped("summary"), ["Due soon: Answer"])
        self.assertEqual(warned.user_id, self.desk)
        self.assertFalse(request.is_breached)

    def test_r317_what_stands_still_is_on_nobody_s_list(self):
        kept, late = self._request(), self._request()
        self._sweep_at("2026-11-10 10:21:00")
        self.assertTrue(self._told_of(kept))
        kept.action_hand_over()
        self.assertFalse(self._told_of(kept))
        self._sweep_at("2026-11-10 10:31:00")
        self.assertIn("Late: Answer", self._told_of(late))
        late.action_hand_over()
        self.assertFalse(self._told_of(late))
        self._sweep_at("2026-11-13 10:01:00")
        self.assertTrue(self._told_of(kept) and self._told_of(late))
        self._confirm(kept, "feed_back", "Mended", self.engineer)
        self._confirm(late, "cancel", "Called twice")
        self.assertFalse(self._told_of(kept | late))

    def _told_of(self, requests):
        types = self.env.ref(LATE) | self.env.ref(WARN)
        told = requests.activity_ids.filtered(lambda a: a.activity_type_id in types)
        return told.mapped("summary")

    def test_r317_everybody_is_told_in_his_own_language(self):
        """Whatever the language of the scheduled action."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.desk.lang = self.supervisor.lang = "zh_CN"
        words = {
            "Due soon: %s": "即将到时：%s",
            "Late: %s": "已超时：%s",
            "Moved up to you: %s": "上移给您：%s",
        }
        known = {("estate_service", "zh_CN"): words}
        request = self._request()
        with patch.dict(code_translations.python_translations, known):
            for minute in (21, 31):
                with freeze_time(f"2026-11-10 10:{minute}:00"):
                    self._sweep_clocks()
        told = " ".join(request.activity_ids.mapped("summary"))
        for begin in ("即将到时：", "已超时：", "上移给您：已超时："):
            self.assertIn(begin, told)
        self.assertIn("已超时：", request.escalation_ids.reason)

    def test_r308_what_is_late_is_stored_once_and_moves_up(self):
        request = self._request()
        with freeze_time("2026-11-10 10:31:00"):
            self._sweep_clocks()
            self._sweep_clocks()
            self.assertTrue(request.is_breached)
            self.assertEqual(request.user_id, self.supervisor)
            escalation = request.escalation_ids
            self.assertEqual(len(escalation), 1)
            self.assertTrue(escalation.automatic)
            self.assertEqual(escalation.minutes_held, 31)
        answer = request.clock_ids.filtered(lambda c: c.target == "answer")
        self.assertEqual(answer.breached_at, datetime(2026, 11, 10, 10, 30))
        self.assertEqual(answer.state, "running")

    def test_r317_one_that_cannot_be_told_of_keeps_no_other_waiting(self):
        first, second, gone = self._request(), self._request(), self._request()
        orphan = gone.clock_ids.filtered(lambda clock: clock.target == "answer")
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM estate_request WHERE id = %s", gone.id))
        self.env.invalidate_all()
        move_up = type(first)._escalate_late

        def fail(case, clock):
            if case == first:
                raise UserError("no more")
            move_up(case, clock)

        with (
            patch.object(type(first), "_escalate_late", fail),
            self.assertLogs("odoo.addons.estate_service.models.mixins.sweep", "ERROR"),
        ):
            self._sweep_at("2026-11-10 10:31:00")
        self.assertEqual((first + second).mapped("is_breached"), [False, True])
        self.assertEqual(second.user_id, self.supervisor)
        self.assertEqual(orphan.state, "stopped")
        self._sweep_at("2026-11-10 10:32:00")
        self.assertTrue(first.is_breached)

    def test_r317_who_has_left_keeps_no_time(self):
        request = self._request()
        self.desk.sudo().active = False
        self._sweep_at("2026-11-10 10:31:00")
        late = self.env.ref("estate_service.mail_activity_type_late")
        told = request.sudo().activity_ids.filtered(
            lambda one: one.activity_type_id == late
        )
        self.assertEqual(told.user_id, self.supervisor)

    def test_r317_clocks_follow_the_place(self):
        other = self.env["estate.community"].create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        self.desk.sudo().estate_community_ids |= other
        request = self._request(unit_id=False, community_id=self.community.id)
        request.community_id = other
        running = request.clock_ids.filtered(lambda clock: clock.state == "running")
        self.assertEqual(running.community_id, other)

    def _sweep_at(self, moment):
        with freeze_time(moment):
            self._sweep_clocks()

    def test_what_was_late_stays_late_when_it_is_done(self):
        request = self._request()
        with freeze_time("2026-11-10 10:45:00"):
            request.action_hand_over()
        answer = request.clock_ids.filtered(lambda c: c.target == "answer")
        self.assertEqual(answer.minutes_late, 15)
        self.assertTrue(request.is_breached)
        with freeze_time("2026-11-10 11:00:00"):
            self._confirm(request, "feed_back", "Mended", self.engineer)
            self._ask_resident(request)
        self.assertEqual(request.state, "closed")
        self.assertTrue(request.is_breached)

    def test_r317_who_held_it_says_why_it_was_late(self):
        """Also once it has moved up; who had nothing to do with it does not."""
        request = self._request()
        answer = request.clock_ids.filtered(lambda c: c.target == "answer")
        with freeze_time("2026-11-10 10:20:00"):
            with self.assertRaisesRegex(UserError, "has not passed"):
                answer.with_user(self.desk).action_why_late()
        with freeze_time("2026-11-10 10:31:00"):
            self._sweep_clocks()
        self.assertEqual(request.user_id, self.supervisor)
        self.assertEqual(answer.responsible_id, self.desk)
        with self.assertRaisesRegex(UserError, "says why"):
            answer.with_user(self.control_room).action_why_late()
        for user, text in (
            (self.desk, "Three calls at once"),
            (self.supervisor, "Three calls at once, one desk was empty"),
        ):
            action = answer.with_user(user).action_why_late()
            wizard = self.env["estate.clock.reason"].with_user(user)
            form = Form(wizard.with_context(**action["context"]))
            form.reason = text
            form.save().action_confirm()
            self.assertEqual(answer.reason, text)
        with self.assertRaises(AccessError):
            answer.with_user(self._new_staff("cashier")).action_why_late()
        with self.assertRaises(AccessError):
            answer.with_user(self.desk).reason = "Nothing happened"

    def test_r317_who_meets_it_too_late_says_why(self):
        request = self._request()
        with freeze_time("2026-11-10 10:45:00"):
            request.action_hand_over()
        answer = request.clock_ids.filtered(lambda c: c.target == "answer")
        self.assertEqual(answer.responsible_id, self.desk)

    def test_b15_the_board_tells_what_is_late_from_what_is_not(self):
        self._request()
        self._sweep_at("2026-11-10 10:31:00")
        self._request()
        requests = self.env["estate.request"].with_user(self.desk)
        arch = requests.get_view(view_type="kanban")["arch"]
        [bar] = etree.fromstring(arch).iter("progressbar")
        counts = requests.read_progress_bar(
            [("community_id", "=", self.community.id)],
            "state",
            {"field": bar.get("field"), "colors": json.loads(bar.get("colors"))},
        )
        self.assertEqual(counts["new"], {"late": 1, "in_time": 1})

    def test_a_policy_changed_later_moves_no_deadline(self):
        request = self._request()
        policy = self.env.ref("estate_service.service_policy_request")
        answer = policy.target_ids.filtered(lambda target: target.target == "answer")
        answer.minutes = 20
        self.assertEqual(request.next_deadline, datetime(2026, 11, 10, 10, 30))

    def test_the_first_policy_that_fits_counts(self):
        self.env["estate.service.policy"].create(
            {
                "name": "Repairs at home",
                "sequence": 5,
                "type_ids": self.water.parent_id.ids,
                "target_ids": [(0, 0, {"target": "answer", "minutes": 10})],
            }
        )
        self.assertEqual(self._request().next_deadline, datetime(2026, 11, 10, 10, 10))
        self.assertEqual(
            self._request(type_id=self.question.id).next_deadline,
            datetime(2026, 11, 10, 10, 15),
        )

    def test_r317_promised_times_are_named_for_all_who_may_list_them(self):
        """Also where the case is not theirs to see; and read together."""
        requests = self._request() | self._request()
        technician = self._new_staff("technician")
        requests.clock_ids.sudo().responsible_id = technician
        for user, named in ((self.desk, 4), (technician, 0)):
            clocks = requests.clock_ids.with_user(user)
            names = clocks.mapped("display_name")
            self.assertEqual(sum("Burst pipe" in name for name in names), named)
            words = {name.split(": ")[-1] for name in names}
            self.assertEqual(words, {"Answer", "Completion"})
        costs = []
        for count in (0, 3):
            for number in range(count):
                requests |= self._request(summary=f"Case {number}")
            clocks = clocks.with_user(self.desk).browse(requests.clock_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            begin = self.env.cr.sql_log_count
            clocks.mapped("display_name")
            costs.append(self.env.cr.sql_log_count - begin)
        self.assertEqual(*costs)

    def test_a_warning_comes_before_the_end(self):
        policy = self.env.ref("estate_service.service_policy_request")
        with self.assertRaises(ValidationError):
            policy.target_ids[0].warn_minutes = 2000

    def test_the_sweep_warns_of_many_in_few_queries(self):
        def queries(count):
            for number in range(count):
                self._request(summary=f"Case {number}")
            self._sweep_clocks()
            self.env.invalidate_all()
            begin = self.env.cr.sql_log_count
            with freeze_time("2026-11-10 10:21:00"):
                self._sweep_clocks()
            return self.env.cr.sql_log_count - begin

        queries(1)
        few = queries(2)
        self.assertLessEqual(queries(12) - few, 6)
