from lxml import html

from odoo.tests import HttpCase, freeze_time, tagged

from .fund_common import FundCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 02:00:00")
class TestClosingFundPage(FundCommon, HttpCase):
    """R-807: owners read the report by the link on its paper, strangers do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        reports = cls.env["estate.fund.report"].with_user(cls.accountant)
        cls.report = reports.create(
            {
                "community_id": cls.community.id,
                "date_from": "2026-07-01",
                "date_to": "2026-12-31",
            }
        )
        cls.report.action_confirm()

    def _get(self, **parameters):
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.url_open(f"/estate/fund/{self.report.id}?{query}")

    def test_only_the_link_of_a_published_report_opens_it(self):
        token = self.report.sudo()._portal_ensure_token()
        self.assertEqual(self._get(access_token=token).status_code, 404)
        printing = self.report.with_context(force_report_rendering=True)
        printing.with_user(self.manager).action_publish()
        self.assertEqual(self._get().status_code, 404)
        self.assertEqual(self._get(access_token="0" * 36).status_code, 404)
        page = self._get(access_token=token)
        self.assertEqual(page.status_code, 200)
        self.assertIn("20,000.00", page.text)
        paper = self._get(access_token=token, paper=1)
        self.assertTrue(paper.content.startswith(b"%PDF"))
        gone = self.url_open(f"/estate/fund/999999?access_token={token}")
        self.assertEqual(gone.status_code, 404)

    def test_r807_owners_find_it_in_the_portal_and_strangers_do_not(self):
        owner, stranger = (
            self._create_new_portal_user(login=login) for login in ("wang", "gone")
        )
        owner.partner_id = self.owner
        stranger.partner_id = self.shop_owner
        self.env["estate.occupancy"].search(
            [("partner_id", "=", self.shop_owner.id)]
        ).date_end = "2026-10-19"
        self.assertEqual(self._listed(owner), [])
        printing = self.report.with_context(force_report_rendering=True)
        printing.with_user(self.manager).action_publish()
        self.assertEqual(self._listed(stranger), [])
        (link,) = self._listed(owner)
        self.assertIn("20,000.00", self.url_open(link).text)
        self.assertIn("/my/fund-reports", self.url_open("/my").text)
        counted = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["estate_fund_report_count"]}
        )
        self.assertEqual(counted["estate_fund_report_count"], 1)

    def _listed(self, user):
        self.authenticate(user.login, user.login)
        page = html.fromstring(self.url_open("/my/fund-reports").content)
        return page.xpath("//tr[@class='o_estate_report_row']//a/@href")
