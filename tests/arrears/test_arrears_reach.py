from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsReach(ArrearsCommon):
    """The owner first; details for who may hear of the debt (R-116)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_months(7, 8, 9)
        cls._plan()
        cls.desk = cls._new_staff("front_desk")
        cls.spouse, cls.friend = cls.env["estate.contact.point"].create(
            [
                {
                    "occupancy_id": cls.unit.occupancy_ids.id,
                    "name": name,
                    "phone": phone,
                    "relation": relation,
                    "may_discuss_debt": may,
                }
                for name, phone, relation, may in (
                    ("Spouse", "13500000001", "spouse", True),
                    ("Friend", "13500000002", "friend", False),
                )
            ]
        )

    def _log(self, **vals):
        log = self.env["estate.dunning.log"].with_user(self.desk)
        return log.create({"debt_id": self._debt(self.unit).id, **vals})

    def test_the_debtor_comes_first_then_who_may_know(self):
        debt = self._debt(self.unit)
        keys = [contact.key for contact in debt._ladders()[debt.id]]
        self.assertEqual(keys, [0, self.spouse.id, self.friend.id])

    def test_details_are_for_the_debtor_and_who_he_allowed(self):
        told = [
            self._log(contact_point_id=point.id) for point in (self.spouse, self.friend)
        ]
        self.assertEqual([log.audience for log in told], ["details", "neutral"])
        self.assertIn("749.04", told[0].text)

    def test_a_number_noted_as_the_person_s_own_hears_what_was_allowed(self):
        """The third number of the list may be a friend's: no one asked (R-116)."""
        self.friend.relation = "self"
        self.assertEqual(self._log(contact_point_id=self.friend.id).audience, "neutral")
        self.friend.may_discuss_debt = True
        self.assertEqual(self._log(contact_point_id=self.friend.id).audience, "details")

    def test_a_debt_that_is_paid_is_not_asked_for_any_more(self):
        self.mail.channel = "call"
        run = self._send()
        case = self._case(run, self.unit)
        log = self._log()
        self._pay(self.unit)
        self.assertFalse(log.text)
        self._sweep()
        self.assertEqual((case.state, case.reason_code), ("skipped", "paid"))
        self.assertEqual(self._case(run, self.unit_2).state, "queued")

    def test_who_may_not_hear_of_it_gets_no_word_of_unit_or_amount(self):
        log = self._log(contact_point_id=self.friend.id)
        self.assertNotIn("749.04", log.text)
        self.assertNotIn(self.unit.code, log.text)
        log.action_confirm()
        attempt = self._debt(self.unit).attempt_ids
        self.assertEqual(attempt.audience, "neutral")
        self.assertEqual(attempt.text, log.text)
        self.assertEqual(attempt.user_id, self.desk)

    def test_a_tenant_never_hears_of_the_owner_s_debt(self):
        tenant = self.env["res.partner"].create(
            {"name": "Tenant", "phone": "135-0000-0001"}
        )
        self.env["estate.occupancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": tenant.id,
                "role": "tenant",
                "date_start": "2026-11-01",
            }
        )
        log = self._log(contact_point_id=self.spouse.id)
        self.assertEqual(log.audience, "nothing")
        self.assertFalse(log.text)
        with self.assertRaisesRegex(UserError, "nothing is said"):
            log.action_confirm()

    def test_an_owner_never_hears_of_the_tenant_s_debt(self):
        tenant = self.env["res.partner"].create({"name": "Tenant", "phone": "13511112"})
        occupancy = self.env["estate.occupancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": tenant.id,
                "role": "tenant",
                "date_start": "2026-10-01",
                "is_payer": True,
            }
        )
        owner_too, mother = self.env["estate.contact.point"].create(
            [
                {
                    "occupancy_id": occupancy.id,
                    "name": name,
                    "phone": phone,
                    "may_discuss_debt": True,
                }
                for name, phone in (
                    ("Landlord", self.owner.phone),
                    ("Mother", "13511113"),
                )
            ]
        )
        (owner_too | mother).relation = "other"
        self._bill_months(10)
        self._plan()
        debts = self.env["estate.dunning.debt"].search(
            [("unit_id", "=", self.unit.id), ("payer_id", "=", tenant.id)]
        )
        keys = [contact.key for contact in debts._ladders()[debts.id]]
        self.assertEqual(keys, [0, mother.id])

    def test_a_promise_at_the_phone_is_kept_with_the_call(self):
        form = Form(
            self.env["estate.dunning.log"]
            .with_user(self.desk)
            .with_context(default_debt_id=self._debt(self.unit).id)
        )
        form.outcome = "promised"
        self.assertEqual(form.promise_amount, 749.04)
        form.promise_date = "2026-11-20"
        form.save().action_confirm()
        promise = self._debt(self.unit).promise_ids
        self.assertEqual((promise.amount, promise.user_id), (749.04, self.desk))
        self.assertTrue(self._debt(self.unit).is_paused)

    def test_who_may_not_hear_of_it_cannot_promise(self):
        log = self._log(
            contact_point_id=self.friend.id,
            outcome="promised",
            promise_date="2026-11-20",
        )
        with self.assertRaisesRegex(UserError, "may hear"):
            log.action_confirm()

    def test_a_call_is_done_when_somebody_heard_it(self):
        self.mail.channel = "call"
        run = self._send()
        case = self._case(run, self.unit)
        self.assertEqual(case.state, "queued")
        self._log(outcome="no_answer").action_confirm()
        self.assertEqual(case.state, "queued")
        self._log(outcome="reached").action_confirm()
        self.assertEqual(case.state, "done")
        self.assertEqual(len(case.attempt_ids), 2)

    def test_b18_quiet_hours_are_said_before_a_call_or_a_visit(self):
        policy = self.env["estate.dunning.policy"]._policy_of(self.community)
        policy.write({"quiet_from": 20.0, "quiet_to": 9.0})
        self.community.company_id.partner_id.tz = "Asia/Shanghai"
        # 18:00 and 21:00 where the community is.
        for hour, quiet in (("10:00:00", False), ("13:00:00", True)):
            with freeze_time(f"2026-11-10 {hour}"):
                for channel in ("call", "visit"):
                    log = self._log(channel=channel)
                    self.assertEqual(log.is_quiet, quiet)
                log.action_confirm()  # he may have asked for it

    # ------------------------------------------------------- DISPUTES, DEAD NUMBERS

    def test_b18_a_dispute_told_on_a_call_lets_the_next_letter_wait(self):
        with self.assertRaisesRegex(UserError, "What is disputed"):
            self._log(outcome="disputed").action_confirm()
        form = Form(
            self.env["estate.dunning.log"]
            .with_user(self.desk)
            .with_context(default_debt_id=self._debt(self.unit).id)
        )
        form.outcome = "disputed"
        form.note = "The lift stood still"
        self.assertEqual(form.review_date, date(2026, 12, 10))
        form.review_date = "2026-11-30"
        form.save().action_confirm()
        pause = self._debt(self.unit).pause_ids
        self.assertEqual((pause.reason, pause.note), ("dispute", form.note))
        self.assertEqual(pause.date_to, date(2026, 11, 30))
        run = self._send()
        case = self._case(run, self.unit)
        self.assertEqual((case.state, case.reason_code), ("skipped", "paused"))
        self.assertFalse(case.attempt_ids)
        self._log(outcome="disputed", note="Still so").action_confirm()
        self.assertEqual(len(self._debt(self.unit).pause_ids), 1)

    def test_r116_who_may_not_hear_of_it_cannot_dispute_it(self):
        log = self._log(
            contact_point_id=self.friend.id, outcome="disputed", note="Not his"
        )
        with self.assertRaisesRegex(UserError, "may hear"):
            log.action_confirm()

    def test_r116_a_wrong_number_is_called_no_more_and_the_next_one_is(self):
        """The debtor, his wife, a friend; then the debt says that nobody is left."""
        self.mail.channel = "call"
        case = self._case(self._send(), self.unit)
        debt = self._debt(self.unit)
        self.owner.email = False
        self.assertFalse(self._log().contact_point_id)
        action = self._log(outcome="wrong_number").action_confirm()
        self.assertEqual(action["res_model"], "estate.dunning.log")
        self.assertTrue(self.owner.estate_phone_invalid)
        log = self._log(outcome="wrong_number")
        self.assertEqual(log.contact_point_id, self.spouse)
        log.action_confirm()
        self.assertTrue(self.spouse.invalid)
        self.assertFalse(debt.is_unreachable)
        log = self._log(outcome="wrong_number")
        self.assertEqual((log.contact_point_id, log.audience), (self.friend, "neutral"))
        self.assertEqual(case.state, "queued")
        log.action_confirm()
        debt.invalidate_recordset(["is_unreachable"])
        self.assertTrue(debt.is_unreachable)
        self.assertEqual((case.state, case.reason_code), ("skipped", "unreachable"))
        self.owner.phone = "13600000009"
        self.assertFalse(self.owner.estate_phone_invalid)
        self.assertFalse(debt._ladders()[debt.id][0].key)

    def test_r116_reached_verifies_the_number(self):
        self.friend.sudo().invalid = False
        self._log(contact_point_id=self.friend.id).action_confirm()
        self.assertEqual(self.friend.verified_on, date(2026, 11, 10))
        self._log().action_confirm()
        self.assertEqual(self.owner.estate_phone_verified_on, date(2026, 11, 10))
        visit = self._log(channel="visit", outcome="wrong_number")
        with self.assertRaisesRegex(UserError, "Only a call"):
            visit.action_confirm()

    def test_r116_a_resend_never_goes_to_what_is_known_to_be_dead(self):
        """By SMS to the next number, by mail and letter to none: the ladder goes on."""
        run = self._send()
        mail = self._case(run, self.unit).attempt_ids
        mail.sudo().mail_id.write(
            {"state": "exception", "failure_type": "mail_email_invalid"}
        )
        self._sweep()
        self.assertTrue(self.owner.estate_email_invalid)
        run.action_resume()
        self._run_job()
        case = self._case(run, self.unit)
        self.assertEqual((case.state, case.reason_code), ("skipped", "unreachable"))
        self.assertEqual(len(case.attempt_ids), 1)
        self.assertEqual(self._case(self._plan(), self.unit).level_id, self.call)
        if "sms.sms" not in self.env:
            return
        self.call.channel = "sms"
        run = self._send()
        sms = self._case(run, self.unit).attempt_ids
        self.assertEqual(sms.contact_name, self.owner.name)
        sms.sudo().notification_id.write(
            {"notification_status": "exception", "failure_type": "sms_number_format"}
        )
        self._sweep()
        self.assertTrue(self.owner.estate_phone_invalid)
        run.action_resume()
        self._run_job()
        again = self._case(run, self.unit).attempt_ids - sms
        self.assertEqual(again.contact_name, "Spouse")

    def test_r116_a_letter_that_came_back_goes_to_the_other_address_or_nowhere(self):
        self.mail.channel = "letter"
        self.owner.street = "8 Harbour Road"
        run = self._send()
        first = self._case(run, self.unit).attempt_ids
        first.with_user(self.desk).action_came_back()
        self.assertEqual((first.state, first.case_id.state), ("failed", "failed"))
        run.action_resume()
        self._run_job()
        second = self._case(run, self.unit).attempt_ids - first
        self.assertIn("8 Harbour Road", second.address)
        second.with_user(self.desk).action_came_back()
        run.action_resume()
        self._run_job()
        self.assertEqual(self._case(run, self.unit).reason_code, "unreachable")
        with self.assertRaisesRegex(UserError, "nobody signed"):
            second.with_user(self.desk).action_came_back()
