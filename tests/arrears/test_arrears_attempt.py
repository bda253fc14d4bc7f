import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..bounced import come_back
from .arrears_common import ArrearsCommon

SCAN = {"name": "signed.pdf", "raw": b"%PDF-1.4 signed"}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsAttempt(ArrearsCommon):
    """*Sent* is what a mail, an SMS or a signature says, never a flag (B-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_months(7, 8, 9)
        cls.clerk = cls._new_staff("finance_clerk")

    def _attempt(self, channel="mail"):
        self.mail.channel = channel
        run = self._send()
        return self._case(run, self.unit).attempt_ids

    def test_a_mail_is_sent_when_its_own_record_says_so(self):
        attempt = self._attempt()
        self.assertEqual(attempt.state, "waiting")
        self._sweep()
        self.assertEqual(attempt.state, "waiting", "it lies in the queue")
        with self.mock_mail_gateway():
            attempt.mail_id.send()
        self._sweep()
        self.assertEqual(attempt.state, "sent")
        self.assertEqual(attempt.case_id.state, "done")
        self.assertEqual(attempt.message_ref, attempt.mail_id.message_id)
        self.assertSentEmail(
            attempt.mail_id.email_from, [self.owner.email], body_content="749.04"
        )

    def test_a_mail_that_failed_is_no_contact_and_may_be_sent_again(self):
        attempt = self._attempt()
        attempt.mail_id.write({"state": "exception", "failure_reason": "No such box"})
        self._sweep()
        self.assertEqual((attempt.state, attempt.failure), ("failed", "No such box"))
        self.assertEqual(attempt.case_id.state, "failed")
        again = self._send()
        self.assertEqual(self._case(again, self.unit).state, "queued")

    def test_a_deleted_mail_was_not_sent(self):
        attempt = self._attempt()
        attempt.sudo().mail_id.unlink()
        self._sweep()
        self.assertEqual(attempt.state, "failed")

    def test_an_sms_is_sent_when_it_was_delivered(self):
        if "sms.sms" not in self.env:
            self.skipTest("No SMS service is installed.")
        attempt = self._attempt("sms")
        self.assertEqual(attempt.contact_name, self.owner.name)
        sms = self.env["sms.sms"].search([("uuid", "=", attempt.message_ref)])
        self.assertEqual(sms.body, attempt.text)
        for status, state in (("pending", "waiting"), ("sent", "sent")):
            attempt.sudo().notification_id.notification_status = status
            self._sweep()
            self.assertEqual(attempt.state, state)

    def test_an_sms_to_who_may_not_hear_of_it_is_neutral(self):
        if "sms.sms" not in self.env:
            self.skipTest("No SMS service is installed.")
        self.owner.phone = False
        self.env["estate.contact.point"].create(
            {
                "occupancy_id": self.unit.occupancy_ids.id,
                "name": "Friend",
                "phone": "13500000002",
                "relation": "friend",
            }
        )
        attempt = self._attempt("sms")
        self.assertEqual(
            (attempt.contact_name, attempt.audience), ("Friend", "neutral")
        )
        self.assertNotIn("749.04", attempt.text)
        self.assertNotIn(self.unit.code, attempt.subject + attempt.text)

    def test_a_letter_is_sent_when_somebody_signed_for_it(self):
        attempt = self._attempt("letter").with_user(self.clerk)
        attempt.proof_on = "2026-11-10"
        self.assertEqual(attempt.state, "waiting", "a date alone proves nothing")
        attempt.write(
            {"proof_by": "汪健强", "proof_signature": base64.b64encode(b"signature")}
        )
        self.assertEqual(attempt.state, "sent")
        self.assertEqual(attempt.case_id.state, "done")

    def test_a_proof_that_stands_is_changed_by_the_manager_alone(self):
        attempt = self._attempt("letter").with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "made on"):
            attempt.proof_on = "2026-11-09"
        with self.assertRaisesRegex(UserError, "until today"):
            attempt.proof_on = "2026-11-11"
        signature = base64.b64encode(b"signature")
        attempt.write({"proof_on": "2026-11-10", "proof_signature": signature})
        for vals in (
            {"proof_signature": False},
            {"proof_on": False},
            {"proof_by": "X"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                attempt.write(vals)
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", attempt._name), ("res_field", "=", "proof_signature")]
        )
        for change in (lambda f: f.write({"raw": b"forged"}), lambda f: f.unlink()):
            with self.assertRaises(UserError):
                change(kept.with_user(self.clerk))
        attempt.with_user(self.manager).proof_signature = False
        self.assertEqual((attempt.state, attempt.case_id.state), ("waiting", "queued"))
        self.assertIn("is changed", attempt.debt_id.message_ids[0].body)

    def test_no_file_of_another_letter_or_person_is_taken_as_a_proof(self):
        attempt = self._attempt("letter").with_user(self.clerk)
        other = self._case(attempt.case_id.run_id, self.unit_2).attempt_ids
        files = self.env["ir.attachment"]
        loose = files.with_user(self.manager).create(SCAN)
        theirs = files.create({**SCAN, "res_model": other._name, "res_id": other.id})
        for file in (loose, theirs):
            with self.subTest(file=file), self.assertRaises(AccessError):
                attempt.proof_attachment_ids = [(4, file.id)]
        self.assertEqual((loose.res_id, theirs.res_id), (0, other.id))

    def test_a_mail_that_comes_back_after_it_was_sent_was_no_contact(self):
        attempt = self._attempt()
        with self.mock_mail_gateway():
            attempt.mail_id.send()
        self._sweep()
        self.assertEqual(attempt.state, "sent")
        self._bounce(attempt)
        self.assertEqual((attempt.state, attempt.case_id.state), ("failed", "failed"))
        self.assertIn("No such user", attempt.failure)
        self._sweep()
        self.assertEqual(attempt.state, "failed")
        self.assertEqual(self._case(self._send(), self.unit).level_id, self.mail)

    def test_a_mail_under_way_longer_is_not_one_that_came_back(self):
        attempt = self._attempt()
        with self.mock_mail_gateway():
            attempt.mail_id.send()
        self._sweep()
        self._bounce(attempt, "4.4.1", "delayed")
        self.assertEqual(attempt.state, "sent")

    def _bounce(self, attempt, code=None, action="failed", words=""):
        come_back(attempt, self.owner, code, action, words)

    def test_b18_only_what_is_wrong_for_good_is_not_written_to_again(self):
        """A full mailbox, or one that says nothing, may be free tomorrow."""
        for code in ("4.2.2", "5.2.2", None):
            attempt = self._attempt()
            self._bounce(attempt, code)
            self.assertEqual(attempt.state, "failed", "it reached nobody")
            self.assertFalse(self.owner.estate_email_invalid, code)
        self._bounce(self._attempt(), "5.1.1")
        self.assertTrue(self.owner.estate_email_invalid)

    def test_b18_a_server_that_only_refuses_is_asked_for_its_words(self):
        for words, wrong in (
            ("smtp; 450 4.2.1 try\n  again later", False),
            ("smtp; 550 5.1.1 <owner@example.com>:\n  user unknown", True),
        ):
            self._bounce(self._attempt(), "5.0.0", words=words)
            self.assertEqual(self.owner.estate_email_invalid, wrong)

    def test_b18_an_address_that_always_comes_back_is_given_up(self):
        limit = self.env["discuss.channel"].MAX_BOUNCE_LIMIT
        self.owner.message_bounce = limit - 2
        for expected in (False, True):
            self._bounce(self._attempt(), "4.2.2")
            self.assertEqual(self.owner.estate_email_invalid, expected)

    def test_a_scan_proves_a_letter_and_stays(self):
        attempt = self._attempt("letter").with_user(self.clerk)
        scan = self.env["ir.attachment"].with_user(self.clerk).create(SCAN)
        attempt.write(
            {"proof_on": "2026-11-10", "proof_attachment_ids": [(6, 0, scan.ids)]}
        )
        self.assertEqual(attempt.state, "sent")
        with self.assertRaisesRegex(UserError, "proves"):
            scan.sudo().unlink()
        for vals in ({"raw": b"%PDF-1.4 forged"}, {"res_id": 0}, {"name": "x.pdf"}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "proves"):
                scan.write(vals)

    def test_nobody_writes_that_something_was_sent(self):
        attempt = self._attempt()
        for role in ("front_desk", "steward", "finance_clerk", "accountant", "admin"):
            user = self.clerk
            if role != "finance_clerk":
                user = self._new_staff(role, login=f"forger_{role}")
            mine = attempt.with_user(user)
            for vals in (
                {"state": "sent"},
                {"text": "Nothing"},
                {"mail_id": False},
                {"date": "2025-01-01"},
                {"outcome": "reached"},
            ):
                with self.subTest(role=role, vals=vals):
                    with self.assertRaises(AccessError):
                        mine.write(vals)
            with self.assertRaises(AccessError):
                mine.copy()
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                attempt.case_id.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                attempt.debt_id.with_user(user).write({"date_end": "2026-11-10"})

    def test_a_signature_is_for_letters_only(self):
        attempt = self._attempt().with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "Only letters"):
            attempt.proof_on = "2026-11-12"

    def test_evidence_is_kept_as_long_as_the_claim_lives(self):
        attempt = self._attempt()
        with self.assertRaisesRegex(UserError, "3 years"):
            attempt.sudo().unlink()
        with freeze_time("2029-11-11"):
            attempt.sudo().unlink()
            self.assertFalse(attempt.exists())
