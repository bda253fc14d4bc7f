import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tests.common import JsonRpcException

from .work_common import SIGNED, WorkCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestWorkPortal(WorkCommon, HttpCase):
    """The resident agrees to the quote of a repair in the portal (R-404, B-19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.resident = cls._create_new_portal_user(login="resident")
        cls.resident.partner_id = cls.owner

    def setUp(self):
        super().setUp()
        self.request = self._request(partner_id=self.owner.id)
        self.request.action_hand_over()
        self.order = self._on_site(request_id=self.request.id)
        self._lines(self.order, (self.tap, 2), ("Washer", 5.5))
        self.url = f"/my/requests/{self.request.id}"
        self.authenticate("resident", "resident")

    def _page(self):
        self.env.flush_all()
        return self.url_open(self.url).text

    def _agree(self, path, **vals):
        self.env.flush_all()
        values = {"name": "汪健强", "signature": SIGNED.decode(), **vals}
        answer = self.make_jsonrpc_request(path, values)
        self.env.invalidate_all()
        return answer

    def _asked_at(self, page):
        return re.search(r"/my/requests/\d+/quote/\d+/[0-9a-f]{64}", page)[0]

    def test_r404_the_resident_reads_the_quote_and_signs_it(self):
        page = self._page()
        self.assertIn("Do You Agree to the Quote?", page)
        for words in ("Washer", "60.00", "5.50", "65.50"):
            self.assertIn(words, page)
        path = self._asked_at(page)
        answer = self._agree(path)
        self.assertEqual(answer, {"force_refresh": True, "redirect_url": self.url})
        quote = self.order.sudo().quote_id
        self.assertEqual(
            (quote.state, quote.agreed_by, quote.agreed_how, quote.signature),
            ("agreed", "汪健强", "portal", SIGNED),
        )
        told = self._activities(self.order, self.li).mapped("summary")
        self.assertIn("The resident agrees to the quote: Tap drips", told)
        page = self._page()
        self.assertNotIn("Do You Agree", page)
        self.assertIn("agreed to", page)
        # A second click changes nothing.
        self.assertIn("asks for no consent", self._agree(path)["error"])
        self._finish(self.order)
        self.assertEqual(self.order.state, "done")

    def test_r404_a_quote_that_changed_meanwhile_is_read_again(self):
        path = self._asked_at(self._page())
        self.order.line_ids[0].quantity = 3
        self.assertIn("read it again", self._agree(path)["error"])
        self.assertEqual(self.order.quote_state, "draft")
        self.assertNotEqual(self._asked_at(self._page()), path)

    def test_r404_name_and_signature_are_needed(self):
        path = self._asked_at(self._page())
        for vals, words in (
            ({"name": "  "}, "write your name"),
            ({"signature": ""}, "signature is missing"),
            ({"signature": "#"}, "signature is missing"),
            ({"signature": "PHN2Zy8+"}, "signature is missing"),
            ({"signature": "A" * 2_000_000}, "too large"),
        ):
            with self.subTest(words=words):
                self.assertIn(words, self._agree(path, **vals)["error"])
        self.assertEqual(self.order.quote_state, "draft")

    def test_r404_nothing_is_asked_without_a_price_or_for_what_is_free(self):
        self.order.line_ids[1].price_unit = 0
        self.assertNotIn("Do You Agree", self._page())
        self.order.line_ids[1].price_unit = 6
        self.assertIn("Do You Agree", self._page())
        self.order.price_open = True
        self.assertNotIn("Do You Agree", self._page())

    def test_r405_another_version_says_why_and_is_agreed_to_anew(self):
        self._agree(self._asked_at(self._page()))
        self._step(self.order, "misjudged", text="The pipe is cracked")
        page = self._page()
        self.assertIn("The pipe is cracked", page)
        self._agree(self._asked_at(page), name="汪夫人")
        quotes = self.order.sudo().quote_ids.sorted("version")
        self.assertEqual(quotes.mapped("state"), ["superseded", "agreed"])
        self.assertEqual(quotes.mapped("agreed_by"), ["汪健强", "汪夫人"])

    def test_b19_whom_somebody_is_sent_to_does_not_withdraw(self):
        """An order that was written without handing over: the case is in hand."""
        request = self._request(partner_id=self.owner.id)
        self.assertTrue(request.sudo()._portal_may_withdraw())
        order = self._on_site(request_id=request.id)
        self.assertEqual(request.state, "new")
        self.assertEqual(request.sudo()._portal_state()[0], "In Progress")
        with self.assertRaisesRegex(UserError, "in progress already"):
            request.sudo()._portal_withdraw("It works again")
        order.with_user(self.engineer)._cancel("Not needed")
        request.sudo()._portal_withdraw("It works again")
        self.assertEqual(request.state, "cancelled")

    def test_b19_nobody_else_agrees(self):
        path = self._asked_at(self._page())
        other = self._create_new_portal_user(login="guo")
        other.partner_id = self.owner_2
        self.authenticate("guo", "guo")
        with self.assertRaisesRegex(JsonRpcException, "NotFound"):
            self._agree(path)
        self.assertEqual(self.order.quote_state, "draft")

    def test_r404_the_technician_asks_in_the_portal(self):
        self.assertTrue(self.order.resident_in_portal)
        # Somebody else lets the technician in.
        self.order.contact_name = "His daughter"
        asked = self.order.action_ask_consent()
        message = self.request.sudo().message_ids[0]
        self.assertIn("65.50", message.body)
        self.assertIn(self.owner.name, asked["params"]["message"])
        self.assertIn(self.owner, message.notified_partner_ids)
        self.assertIn("agree to it in the portal", self._page())
        with self.assertRaises(AccessError):
            self.order.with_user(self.wang).action_ask_consent()
        self._step(self.order, "consent", agreed_by="汪健强", agreed_how="site")
        with self.assertRaisesRegex(UserError, "agreed already"):
            self.order.action_ask_consent()
        alone = self._on_site()
        self.assertFalse(alone.resident_in_portal)
        with self.assertRaisesRegex(UserError, "does not use the portal"):
            alone.action_ask_consent()
