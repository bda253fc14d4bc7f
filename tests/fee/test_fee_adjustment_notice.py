from unittest.mock import patch

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .adjustment_common import AdjustmentCommon
from .notice_proof import NoticeProof


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestFeeAdjustmentNotice(NoticeProof, AdjustmentCommon, HttpCase):
    """The written notice that reaches every owner, with proof (R-808)."""

    # Odoo's own runner leaves out the tests of NoticeProof otherwise.
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant = cls.env["res.partner"].create(
            {"name": "罗租客", "email": "tenant@example.com"}
        )
        cls._occupy(cls.unit_2, cls.tenant, "tenant", "2026-01-01", is_payer=True)
        cls.adjustment = cls._consented()

    def _notify(self):
        self.adjustment.action_notify()
        self._run_notices()
        return self.adjustment

    def _run_notices(self):
        """As the cron does; a case with a browser is in test mode all the time."""
        self.env.ref("estate_service.cron_adjustment_notices").method_direct_trigger()
        self.env.invalidate_all()

    def _deliver(self):
        with self.mock_mail_gateway():
            self.adjustment.sudo().notice_ids.mail_id.send()
        self._run_notices()

    # --------------------------------------------------------------- SENDING

    def test_r808_one_notice_per_owner_and_one_for_who_else_pays(self):
        adjustment = self._notify()
        self.assertEqual(
            {
                (one.partner_id, one.role, one.channel, one.unit_ids)
                for one in adjustment.notice_ids
            },
            {
                (self.owner, "owner", "mail", self.unit),
                (self.owner_2, "owner", "mail", self.unit_2),
                (self.shop_owner, "owner", "letter", self.shop),
                (self.tenant, "payer", "mail", self.unit_2),
            },
        )
        self.assertEqual(set(adjustment.notice_ids.mapped("state")), {"waiting"})
        self.assertEqual(adjustment.unreached_count, 3)

    def test_an_owner_of_two_units_hears_once(self):
        self.env["estate.occupancy"].search([("unit_id", "=", self.shop.id)]).write(
            {"partner_id": self.owner.id}
        )
        notice = self._notice(self._notify(), self.owner)
        self.assertEqual(notice.unit_ids, self.unit + self.shop)
        self.assertIn(self.shop.code, notice.text)

    def test_r808_every_co_owner_of_the_day_has_a_notice_and_a_proof_of_his_own(self):
        wife, former, coming = self.env["res.partner"].create(
            [
                {"name": "秦月", "email": "wife@example.com"},
                {"name": "旧共有人"},
                {"name": "新共有人"},
            ]
        )
        shares = {"role": "co_owner", "share": 0, "date_start": "2024-01-01"}
        self.env["estate.occupancy"].create(
            [
                shares | {"unit_id": self.unit.id, "partner_id": wife.id},
                # She owns another unit as well: she is told once.
                shares | {"unit_id": self.shop.id, "partner_id": wife.id},
                shares
                | {
                    "unit_id": self.unit.id,
                    "partner_id": former.id,
                    "date_end": "2026-11-09",
                },
            ]
        )
        adjustment = self._notify()
        notice = self._notice(adjustment, wife)
        self.assertEqual(
            (notice.role, notice.channel, notice.unit_ids),
            ("owner", "mail", self.unit + self.shop),
        )
        self.assertFalse(self._notice(adjustment, former))
        self.assertEqual(adjustment.unreached_count, 4)
        self._notice(adjustment, self.owner).sudo()._note_reached("mail")
        self.assertEqual((adjustment.unreached_count, notice.state), (3, "waiting"))
        notice.sudo()._note_reached("portal")
        self.assertEqual(adjustment.unreached_count, 2)
        self.env["estate.occupancy"].create(
            shares | {"unit_id": self.unit_2.id, "partner_id": coming.id}
        )
        self.env.invalidate_all()
        self.assertEqual(adjustment.newcomer_count, 1)

    def test_the_words_name_reason_extent_day_and_consent(self):
        notice = self._notice(self._notify(), self.owner)
        for said in (
            "Wages of the guards",
            "2.80 → 3.20",
            "+14.3 %",
            "1/1/2027",
            "2026-9",
            "285.34",
            "400-888",
        ):
            self.assertIn(said, notice.text)
        mail = notice.sudo().mail_id
        # The key is the owner's: staff who read the notice do not see it.
        key = f"access_token={notice.sudo().access_token}"
        self.assertIn(key, mail.body_html)
        self.assertNotIn(key, notice.text)
        self.assertEqual(mail.email_to, "owner@example.com")
        self.assertEqual(notice.address, "owner@example.com")

    def test_nothing_is_sent_twice(self):
        self._notify()
        mails = self.adjustment.sudo().notice_ids.mail_id
        queued = self.env["mail.mail"].sudo().search_count([])
        self._run_notices()
        self.assertEqual(self.adjustment._make_notices(), 4)
        self._run_notices()
        self.assertEqual(self.adjustment.sudo().notice_ids.mail_id, mails)
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), queued)
        with self.assertRaises(UserError):
            self.adjustment.action_notify()

    def test_the_chunks_go_on_where_a_kill_stopped_them(self):
        self.company.estate_chunk_size = 1
        self.adjustment.action_notify()
        self.assertEqual(self.adjustment._send_chunk(), 1)
        self.assertEqual(self.adjustment.todo_count, 3)
        self._run_notices()
        self.assertEqual(self.adjustment.todo_count, 0)
        self.assertEqual(len(self.adjustment.sudo().notice_ids.mail_id), 3)

    def test_notices_cost_no_queries_per_owner(self):
        self.env.flush_all()
        start = self.cr.sql_log_count
        self.adjustment._make_notices()
        few = self.cr.sql_log_count - start
        self.adjustment.sudo().notice_ids.unlink()
        units = self.env["estate.unit"].create(
            [self._unit_vals(f"{floor}01", 80.0) for floor in range(2, 32)]
        )
        for unit in units:
            person = self.env["res.partner"].create({"name": unit.code})
            self.env["estate.occupancy"].create(
                {
                    "unit_id": unit.id,
                    "partner_id": person.id,
                    "date_start": "2026-01-01",
                }
            )
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        self.assertEqual(self.adjustment._make_notices(), 34)
        self.assertLessEqual(self.cr.sql_log_count - start, few + 5)

    def test_a_chunk_reads_the_simulation_once(self):
        adjustment = self.adjustment
        adjustment.action_notify()
        simulated = self.registry["estate.fee.adjustment.unit"]
        with patch.object(
            simulated, "_search", autospec=True, side_effect=simulated._search
        ) as searched:
            sent = adjustment._send_chunk()
        self.assertLess(searched.call_count, sent)
        domains = [str(call.args[1]) for call in searched.call_args_list]
        self.assertEqual(sum("adjustment_id" in domain for domain in domains), 1)
        self.assertIn("1-1-102", self._notice(adjustment, self.owner_2).text)

    # ------------------------------------------------- WHO CAME SINCE, WHO IS UNKNOWN

    def test_r808_owners_who_came_since_are_counted_and_told(self):
        adjustment = self._notify()
        self.assertFalse(adjustment.newcomer_count + adjustment.ownerless_count)
        with self.assertRaisesRegex(UserError, "has a notice"):
            adjustment.action_tell_newcomers()
        units = self.env["estate.unit"].create(
            [self._unit_vals(code, 80.0) for code in ("0901", "0902")]
        )
        newcomer = self.env["res.partner"].create({"name": "新业主"})
        self.env["estate.occupancy"].create(
            {
                "unit_id": units[0].id,
                "partner_id": newcomer.id,
                "date_start": "2026-11-01",
            }
        )
        self.env.invalidate_all()
        self.assertEqual(
            (adjustment.newcomer_count, adjustment.ownerless_count), (1, 1)
        )
        found = adjustment.action_view_ownerless()
        self.assertEqual(found["res_id"], units[1].id)
        doubts = "\n".join(adjustment._decision_doubts())
        self.assertIn("1 owners came after", doubts)
        self.assertIn(units[1].code, doubts)
        adjustment.action_tell_newcomers()
        self._run_notices()
        notice = self._notice(adjustment, newcomer)
        self.assertEqual((notice.state, notice.unit_ids), ("waiting", units[0]))
        self.assertEqual(adjustment.newcomer_count, 0)

    def test_r808_whom_a_notice_went_to_hears_that_it_is_withdrawn(self):
        adjustment = self._notify()
        adjustment._give_up("withdrawn", "The costs fell")
        self._run_notices()
        told = self._notice(adjustment, self.owner)
        change, revocation = told.sorted("id")
        self.assertEqual(revocation.kind, "revocation")
        self.assertIn("The costs fell", revocation.text)
        self.assertEqual(revocation.state, "waiting")
        self.assertEqual(revocation.sudo().mail_id.email_to, "owner@example.com")
        self.assertEqual(len(adjustment.notice_ids), 8)
        token = change.sudo().access_token
        for notice, key in (
            (change, token),
            (revocation, revocation.sudo().access_token),
        ):
            answer = self.url_open(self._url(notice, key), allow_redirects=False)
            self.assertIn("was withdrawn", answer.text)
        text = self._paper(revocation)
        self.assertIn("The costs fell", text)
        self.assertNotIn("3.20", text)

    def test_r808_what_was_not_sent_yet_is_not_sent_any_more(self):
        self.adjustment.action_notify()
        self.adjustment._give_up("withdrawn", "The costs fell")
        self._run_notices()
        self.assertFalse(self.adjustment.notice_ids)

    def test_r808_unsent_notices_of_one_withdrawn_long_ago_never_go_out(self):
        """As a database may hold them from before they were deleted."""
        adjustment = self._notify()
        adjustment._give_up("withdrawn", "The costs fell")
        unsent = self._notice(adjustment, self.owner_2).filtered(
            lambda notice: notice.kind == "change"
        )
        unsent.sudo().write({"state": "todo", "mail_id": False, "text": False})
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        self._run_notices()
        self.assertEqual((unsent.state, unsent.text), ("todo", False))
        sent = (mails.search([]) - before).filtered("email_to")
        self.assertEqual(
            set(sent.mapped("subject")), {"Price adjustment withdrawn: Lakeside"}
        )
        self.assertFalse(adjustment.search_count(adjustment._in_hand()))
        with self.assertRaisesRegex(UserError, "not sent any more"):
            unsent.with_user(self.steward).action_print()

    def test_r808_letters_say_to_the_unreached_that_it_is_withdrawn(self):
        adjustment = self._notify()
        self.assertEqual(adjustment.unrevoked_count, 0)
        adjustment._give_up("withdrawn", "The costs fell")
        self._run_notices()
        revoked = adjustment.notice_ids.filtered(lambda one: one.kind == "revocation")
        self.assertEqual(adjustment.unrevoked_count, len(revoked))
        arch = adjustment.get_view(view_type="form")["arch"]
        button = html.fromstring(arch).xpath("//*[@name='action_print_letters']")[0]
        self.assertIn("unrevoked_count", button.get("invisible"))
        action = adjustment.with_user(self.steward).action_print_letters()
        self.assertEqual(action["context"]["active_ids"], revoked.ids)
        revoked.sudo()._note_reached("letter")
        self.assertEqual(adjustment.unrevoked_count, 0)
        with self.assertRaisesRegex(UserError, "is reached"):
            adjustment.action_print_letters()

    def _paper(self, notice):
        report = self.env["ir.actions.report"].sudo()
        content, _kind = report._render_qweb_html(
            "estate_service.action_report_fee_notice", notice.ids
        )
        return content.decode()

    def test_the_paper_says_it_in_the_language_of_its_reader(self):
        notice = self._notice(self._notify(), self.owner)
        # Who prints it speaks another.
        self.env["res.lang"]._activate_lang("zh_CN")
        reports = self.env["ir.actions.report"].with_context(lang="zh_CN")
        text, _type = reports._render_qweb_html(
            "estate_service.report_fee_notice", notice.ids
        )
        page = html.fromstring(text)

        def shown(name):
            return " ".join(
                "".join(node.itertext()).strip() for node in page.find_class(name)
            )

        self.assertIn("Wages of the guards", shown("e_reason"))
        self.assertIn("1/1/2027", shown("e_effective"))
        self.assertIn("3.20", shown("e_price"))
        self.assertIn("285.34", shown("e_unit"))
        self.assertIn("2026-9", shown("e_consent"))
        self.assertTrue(page.find_class("e_qr_code")[0].get("src").startswith("data:"))
