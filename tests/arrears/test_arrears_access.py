from odoo.exceptions import AccessError, UserError
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

    def test_the_screen_of_a_contact_tells_no_debt_of_elsewhere(self):
        self._plan()
        debt = self._debt(self.unit)
        stranger = self._new_staff("steward", login="stranger_2")
        stranger.estate_community_ids = False
        logs = self.env["estate.dunning.log"].with_user(stranger)
        with self.assertRaises(AccessError):
            logs.create({"debt_id": debt.id})
        typed = {"debt_id": debt.id, "outcome": "promised"}
        for name in ("arrears_amount", "phone", "promise_amount", "text", "payer_id"):
            self.env.invalidate_all()
            with self.subTest(field=name), self.assertRaises(AccessError):
                logs.onchange(typed, ["debt_id"], {name: {}, "debt_id": {}})
        mine = logs.with_user(self.steward).create({"debt_id": debt.id})
        self.assertEqual(mine.arrears_amount, 749.04)
        with self.assertRaises(AccessError):
            mine.debt_id = self._debt(self.unit_2)

    def test_files_about_debts_are_talked_about_among_the_staff(self):
        run = self._plan()
        debt = self._debt(self.unit)
        promise = self.env["estate.payment.promise"].create(
            {"debt_id": debt.id, "amount": 5, "date": "2026-11-20"}
        )
        pause = self.env["estate.dunning.pause"].create(
            {"debt_id": debt.id, "note": "Lift"}
        )
        debt.with_user(self.steward).message_post(
            body="Asked him", partner_ids=self.manager.partner_id.ids
        )
        for record in (debt, promise, pause, run):
            with self.subTest(model=record._name):
                with self.assertRaises(AccessError):
                    record.message_post(body="Hi", partner_ids=self.owner.ids)
                with self.assertRaises(AccessError):
                    record.message_post(body="Hi", outgoing_email_to="a@example.com")
                with self.assertRaises(AccessError):
                    record.message_subscribe(self.owner.ids)
        self.env["mail.followers"].create(
            {
                "res_model": debt._name,
                "res_id": debt.id,
                "partner_id": self.owner.id,
                "subtype_ids": [(4, self.env.ref("mail.mt_comment").id)],
            }
        )
        message = debt.message_post(body="He owes", subtype_xmlid="mail.mt_comment")
        self.assertNotIn(self.owner, message.notified_partner_ids)

    def test_a_letter_is_printed_once_it_is_made(self):
        self.mail.channel = "lawyer"
        case = self._case(self._send(), self.unit)
        report = "estate_service.report_dunning_letter"
        with self.assertRaisesRegex(UserError, "not made"):
            self.env["ir.actions.report"]._render_qweb_html(report, case.ids)

    def test_a_screen_of_another_is_not_confirmed(self):
        self._plan()
        log = self.env["estate.dunning.log"].with_user(self.steward)
        mine = log.create({"debt_id": self._debt(self.unit).id})
        with self.assertRaises(AccessError):
            mine.with_user(self.clerk).action_confirm()
