"""收银日报: the paper's sums are those of the session, in both languages."""

from odoo.tests import freeze_time, tagged

from .session_common import SessionCommon

REPORT = "estate_service.action_report_session"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestCashierReportSession(SessionCommon):
    def _page(self, session, user=None):
        report = self.env["report.estate_service.report_session"]
        values = report.with_user(user or self.cashier)._get_report_values(session.ids)
        return values["pages"][0]

    def test_items_and_ways_add_up_to_the_same(self):
        session = self._session(20)
        self._collect(
            self.unit, [(line["move_line_id"], 10) for line in self._open(self.unit)]
        )
        void = self._collect(self.unit_2, [], prepayments=[(None, 50)])
        self._void(void)
        page = self._page(session)
        net = sum(item["net"] for item in page["items"])
        self.assertEqual(net, 20)
        self.assertEqual(session.expected - session.opening_float, net)
        self.assertEqual([voucher.name for voucher in page["voided"]], [void.name])
        self.assertIn(void.name, page["receipts"])
        self.assertIn("2 in number", page["receipts"])

    def test_paper_prints_in_both_languages(self):
        session = self._session(20)
        self._take(10)
        self._close(session, reason="Coins", cash=29)
        reports = self.env["ir.actions.report"].with_user(self.cashier)
        for lang, word in (("en_US", "Coins"), ("zh_CN", "Coins")):
            if not self.env["res.lang"]._lang_get(lang):
                continue
            html, _kind = reports.with_context(lang=lang)._render_qweb_html(
                REPORT, session.ids
            )
            with self.subTest(lang=lang):
                self.assertIn(word, html.decode())
                self.assertIn(session.name, html.decode())
