"""What proves that a notice reached its owner, and what does not (R-808)."""

from lxml import html

from odoo import http
from odoo.exceptions import AccessError, UserError

from ..bounced import come_back


class NoticeProof:
    """For a test class with an adjustment whose notices are sent and followed."""

    def test_a_mail_reaches_when_its_record_says_so(self):
        notice = self._notice(self._notify(), self.owner)
        self.assertEqual(notice.state, "waiting")
        self._deliver()
        self.assertEqual((notice.state, notice.reached_by), ("reached", "mail"))
        self.assertTrue(notice.message_ref)
        self.assertEqual(self.adjustment.unreached_count, 1)

    def _bounce(self, notice, status="5.1.1"):
        """As the mail gateway hands over the report of a mail server."""
        come_back(notice, notice.partner_id, status)
        self.env.invalidate_all()

    def test_r808_an_sms_reaches_when_its_own_record_says_so(self):
        if "sms.sms" not in self.env:
            self.skipTest("No SMS service is installed.")
        (self.owner + self.owner_2).email = False
        adjustment = self._notify()
        notice = self._notice(adjustment, self.owner)
        other = self._notice(adjustment, self.owner_2)
        self.assertEqual((notice.channel, notice.state), ("sms", "waiting"))
        self.assertEqual(notice.address, self.owner.phone)
        sms = self.env["sms.sms"].search([("uuid", "=", notice.message_ref)])
        self.assertIn("2.80 → 3.20", sms.body)
        self.assertIn(f"access_token={notice.sudo().access_token}", sms.body)
        status = notice.sudo().notification_id
        for value, state in (("process", "waiting"), ("sent", "reached")):
            status.notification_status = value
            self._run_notices()
            self.assertEqual(notice.state, state)
        self.assertEqual(notice.reached_by, "sms")
        other.sudo().notification_id.write(
            {
                "notification_status": "exception",
                "failure_type": "sms_number_format",
            }
        )
        self._run_notices()
        self.assertEqual((other.state, other.failure), ("failed", "sms_number_format"))
        self.assertTrue(self.owner_2.estate_phone_invalid)
        self.assertEqual(adjustment.unreached_count, 2)

    def test_r808_a_mail_that_comes_back_reached_nobody(self):
        adjustment = self._notify()
        self._deliver()
        notice = self._notice(adjustment, self.owner)
        read = self._notice(adjustment, self.owner_2)
        read.sudo()._note_read()
        self.assertEqual(adjustment.unreached_count, 1)
        self._bounce(notice)
        self._bounce(read, status="4.2.2")
        self.assertEqual((notice.state, notice.reached_by), ("failed", False))
        self.assertIn("No such user", notice.failure)
        self.assertEqual(adjustment.unreached_count, 2)
        self.assertEqual((read.state, read.reached_by), ("reached", "portal"))
        self.assertTrue(self.owner.estate_email_invalid)
        self.assertFalse(self.owner_2.estate_email_invalid)
        self._run_notices()
        self.assertEqual(notice.state, "failed")
        # The next step is a letter: no other way to him is known.
        self.owner.phone = False
        action = adjustment.action_print_letters()
        self.assertIn(notice.id, action["context"]["active_ids"])
        notice.with_user(self.accountant).action_resend()
        self.assertEqual((notice.state, notice.channel), ("todo", "letter"))

    def test_r808_no_notice_goes_where_nobody_is_reached(self):
        channel_for = self.env["estate.fee.adjustment.notice"]._channel_for
        self.assertEqual(channel_for(self.owner), "mail")
        self.owner.estate_email_invalid = True
        by_sms = "sms" if "sms.sms" in self.env else "letter"
        self.assertEqual(channel_for(self.owner), by_sms)
        self.owner.estate_phone_invalid = True
        self.assertEqual(channel_for(self.owner), "letter")
        self.owner.email = "new@example.com"
        self.assertEqual(channel_for(self.owner), "mail")

    def test_what_failed_is_listed_and_sent_again(self):
        notice = self._notice(self._notify(), self.owner)
        mail = notice.sudo().mail_id
        mail.write({"state": "exception", "failure_reason": "No such mailbox"})
        self._run_notices()
        self.assertEqual(notice.state, "failed")
        self.assertEqual(notice.failure, "No such mailbox")
        self.owner.email = "new@example.com"
        notice.with_user(self.accountant).action_resend()
        self._run_notices()
        self.assertEqual((notice.state, notice.address), ("waiting", "new@example.com"))
        self.assertNotEqual(notice.sudo().mail_id, mail)

    def test_a_letter_reaches_when_it_is_signed_for(self):
        notice = self._notice(self._notify(), self.shop_owner).with_user(self.steward)
        notice.proof_on = "2026-11-12"
        self.assertEqual(notice.state, "waiting")
        notice.write({"proof_by": "顾怡国", "proof_signature": "c2lnbmVk"})
        self.assertEqual((notice.state, notice.reached_by), ("reached", "letter"))
        notice.proof_signature = False
        self.assertEqual(notice.state, "waiting")

    def test_no_file_of_another_record_or_person_is_taken_as_a_proof(self):
        """Neither would its text be told by a search, nor would it be shown."""
        notice = self._notice(self._notify(), self.shop_owner)
        files = self.env["ir.attachment"]
        scan = {"name": "signed.txt", "raw": b"signed"}
        loose = files.with_user(self.manager).create(scan)
        other = self.company.partner_id
        theirs = files.create({**scan, "res_model": other._name, "res_id": other.id})
        mine = notice.with_user(self.steward)
        for file in (loose, theirs):
            with self.subTest(file=file), self.assertRaises(AccessError):
                mine.proof_attachment_ids = [(4, file.id)]
        self.assertEqual((loose.res_id, theirs.res_id), (0, other.id))
        own = files.with_user(self.steward).create(scan)
        mine.write({"proof_on": "2026-11-12", "proof_attachment_ids": [(4, own.id)]})
        self.assertEqual((notice.state, own.res_id), ("reached", notice.id))

    def test_nobody_says_himself_that_it_was_reached(self):
        notice = self._notice(self._notify(), self.owner).with_user(self.manager)
        for vals in ({"state": "reached"}, {"read_on": "2026-11-10 10:00:00"}):
            with self.assertRaises(AccessError):
                notice.write(vals)
        with self.assertRaises(AccessError):
            notice.read(["access_token"])
        with self.assertRaises(AccessError):
            notice.unlink()

    def test_letters_are_printed_for_the_unreached(self):
        self._notify()
        self._deliver()
        action = self.adjustment.action_print_letters()
        notice = self._notice(self.adjustment, self.shop_owner)
        self.assertEqual(action["context"]["active_ids"], notice.ids)
        self.assertEqual(str(notice.printed_on), "2026-11-10")
        notice.sudo()._note_reached("letter")
        with self.assertRaises(UserError):
            self.adjustment.action_print_letters()

    # ------------------------------------------------------------ THE PORTAL

    def _url(self, notice, token=None, read=False):
        url = f"/my/price-notices/{notice.id}{'/read' if read else ''}"
        return f"{url}?access_token={token}" if token else url

    def test_a_stranger_finds_nothing(self):
        notice = self._notice(self._notify(), self.owner)
        stranger = self._create_new_portal_user(login="stranger")
        self.authenticate(stranger.login, stranger.login)
        for url in (
            self._url(notice),
            self._url(notice, "guess"),
            "/my/price-notices/999999999",
        ):
            answer = self.url_open(url, allow_redirects=False)
            self.assertEqual(answer.status_code, 404, url)
        self.authenticate(None, None)
        answer = self.url_open(self._url(notice), allow_redirects=False)
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(notice.read_on)

    def test_the_owner_reads_it_and_that_is_proof(self):
        notice = self._notice(self._notify(), self.owner)
        user = self._create_new_portal_user(login="wang")
        user.partner_id = self.owner
        self.authenticate(user.login, user.login)
        answer = self.url_open(self._url(notice), allow_redirects=False)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Wages of the guards", answer.text)
        self.env.invalidate_all()
        self.assertTrue(notice.read_on)
        self.assertEqual((notice.state, notice.reached_by), ("reached", "portal"))

    def test_r808_an_owner_finds_his_notices_without_the_link(self):
        adjustment = self._notify()
        notice = self._notice(adjustment, self.owner)
        other = self._notice(adjustment, self.owner_2)
        other.sudo().subject = "To another owner"
        user = self._create_new_portal_user(login="wang")
        user.partner_id = self.owner
        self.authenticate(user.login, user.login)
        self.assertIn("/my/price-notices", self.url_open("/my").text)
        counted = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["estate_price_notice_count"]}
        )
        self.assertEqual(counted["estate_price_notice_count"], 1)
        page = html.fromstring(self.url_open("/my/price-notices").content)
        links = page.xpath("//tr[@class='o_estate_notice_row']//a/@href")
        self.assertEqual(links, [f"/my/price-notices/{notice.id}"])
        self.assertNotIn("To another owner", page.text_content())
        self.env.invalidate_all()
        self.assertFalse(notice.read_on, "a list is not the notice")
        # His login may belong to another company that looks after a home of his.
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        user.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        page = html.fromstring(self.url_open("/my/price-notices").content)
        self.assertEqual(len(page.find_class("o_estate_notice_row")), 1)
        self.assertIn("Wages of the guards", self.url_open(self._url(notice)).text)
        self.assertEqual(self.url_open(self._url(other)).status_code, 404)
        # Staff see the notices of all owners, but here those to themselves.
        self.authenticate(self.manager.login, self.manager.login)
        page = html.fromstring(self.url_open("/my/price-notices").content)
        self.assertFalse(page.find_class("o_estate_notice_row"))
        self.authenticate(None, None)
        answer = self.url_open("/my/price-notices", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_a_program_that_opens_links_has_read_nothing(self):
        notice = self._notice(self._notify(), self.owner)
        token = notice.sudo().access_token
        answer = self.url_open(self._url(notice, token), allow_redirects=False)
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(notice.read_on)
        form = html.fromstring(answer.text).get_element_by_id("wrapwrap").forms[-1]
        self.url_open(self._url(notice, read=True), data=dict(form.fields))
        self.env.invalidate_all()
        self.assertTrue(notice.read_on)

    def test_staff_do_not_read_in_the_name_of_the_owner(self):
        notice = self._notice(self._notify(), self.owner)
        self.authenticate(self.manager.login, self.manager.login)
        seen = self.url_open(self._url(notice))
        posted = self.url_open(
            self._url(notice, read=True),
            data={"access_token": "guess", "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual((seen.status_code, posted.status_code), (200, 200))
        self.env.invalidate_all()
        self.assertFalse(notice.read_on)
