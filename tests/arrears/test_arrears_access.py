from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsAccess(ArrearsCommon):
    """Who reminds, who writes down, who lets a lawyer's letter go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_months(7, 8, 9)
        cls.clerk = cls._new_staff("finance_clerk")
        cls.steward = cls._new_staff("steward")

    def test_the_finance_clerk_runs_from_the_list_to_the_letter(self):
        run = self._plan(self.clerk)
        run.action_send()
        self._run_job()
        self.assertEqual(run.state, "done")
        attempt = self._case(run, self.unit).attempt_ids
        self.assertEqual(attempt.user_id, self.clerk)

    def test_a_steward_reads_but_does_not_run(self):
        run = self._plan()
        self.assertTrue(run.with_user(self.steward).case_ids)
        for step in ("action_plan", "action_send", "action_cancel", "action_stop"):
            with self.subTest(step=step), self.assertRaises(AccessError):
                getattr(run.with_user(self.steward), step)()
        with self.assertRaises(AccessError):
            self._plan(self.steward)

    def test_steps_are_not_written_directly(self):
        run = self._plan(self.clerk)
        for vals in ({"state": "done"}, {"next_send_at": False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                run.write(vals)
        with self.assertRaises(AccessError):
            run.create({"community_id": self.community.id, "state": "sending"})

    def test_only_the_manager_lets_a_lawyer_s_letter_go(self):
        self.mail.channel = "lawyer"
        case = self._case(self._send(), self.unit)
        for user in (self.clerk, self.steward):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                case.with_user(user).action_release()
        case.with_user(self.manager).action_release()
        self.assertEqual(case.released_by_id, self.manager)

    def test_a_stranger_sees_nothing_of_another_community(self):
        run = self._send()
        stranger = self._new_staff("steward", login="stranger")
        stranger.estate_community_ids = False
        for model in ("run", "case", "debt", "attempt"):
            records = self.env[f"estate.dunning.{model}"].with_user(stranger)
            with self.subTest(model=model):
                self.assertFalse(records.search([]))
        with self.assertRaises(AccessError):
            run.with_user(stranger).read(["name"])
        with self.assertRaises(AccessError):
            self.unit.with_user(stranger).action_view_debts()

    def test_a_screen_of_another_is_not_confirmed(self):
        self._plan()
        log = self.env["estate.dunning.log"].with_user(self.steward)
        mine = log.create({"debt_id": self._debt(self.unit).id})
        with self.assertRaises(AccessError):
            mine.with_user(self.clerk).action_confirm()
