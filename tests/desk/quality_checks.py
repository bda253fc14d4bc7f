from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time


class QualityChecks:
    """A share of the closed cases is judged (R-430)."""

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

    def test_r430_who_held_the_case_for_a_while_does_not_judge_it(self):
        request = self._closed_last_week(1)
        request._escalate(self.quality, "Insists")
        request._escalate(self.supervisor, "Insists")
        check = self._checks().with_user(self.quality)
        check.line_ids.verdict = "yes"
        with self.assertRaisesRegex(UserError, "had a hand in the case"):
            check.action_done()

    def test_r430_what_is_in_hand_is_not_judged(self):
        request = self._request()
        checks = self.env["estate.quality.check"].with_user(self.quality)
        with self.assertRaisesRegex(ValidationError, "is not closed"):
            checks.create({"request_id": request.id})

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
