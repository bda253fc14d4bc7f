from odoo.tests import HttpCase, freeze_time, tagged

from .work_common import WorkCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestWorkPage(WorkCommon, HttpCase):
    """Prices, hotline and addresses are public where published (R-311, R-420)."""

    def _page(self, community=None):
        return self.url_open(f"/estate/services/{(community or self.community).id}")

    def _entry(self, name, **vals):
        heading = self.env.ref("estate_service.directory_category_food_drink")
        values = {"name": name, "category_id": heading.id, "phone": "5551", **vals}
        return self.env["estate.directory.entry"].create(values)

    def test_r311_everybody_reads_prices_and_hotline_where_published(self):
        self.community.hotline = "400-800-1234"
        self.assertEqual(self._page().status_code, 404)
        self.community.publishes_services = True
        self.assertTrue(
            self.community.services_url.endswith(
                f"/estate/services/{self.community.id}"
            )
        )
        page = self._page()
        self.assertEqual(page.status_code, 200)
        for words in ("400-800-1234", "30.00", "80.00", "价备〔2026〕18号"):
            self.assertIn(words, page.text)
        self.assertGreaterEqual(page.text.count("o_estate_service_row"), 88)
        self.tap.product_tmpl_id.active = False
        self.assertNotIn("30.00", self._page().text)

    def test_r311_a_page_tells_of_its_own_community_and_company_only(self):
        other = self.setup_other_company()["company"]
        hidden, abroad = (
            self.env["estate.community"]
            .sudo()  # fixture: of another company
            .create(
                [
                    {"name": "Hilltop", "code": "HT", "company_id": self.company.id},
                    {"name": "Overseas", "code": "OS", "company_id": other.id},
                ]
            )
        )
        self._entry("Noodle House", note="Owner owes us a favour")
        self._entry("Hill Bakery", community_ids=hidden.ids)
        self._entry("Gone", active=False)
        (self.community | abroad).publishes_services = True
        page = self._page().text
        self.assertIn("Noodle House", page)
        for words in ("favour", "Hill Bakery", "Gone", "Hilltop", self.owner.name):
            self.assertNotIn(words, page)
        foreign = self._page(abroad).text
        for words in ("Noodle House", "30.00", "18号"):
            self.assertNotIn(words, foreign)
        self.assertEqual(self._page(hidden).status_code, 404)
        hidden.publishes_services = True
        self.assertIn("Hill Bakery", self._page(hidden).text)
        gone = self.url_open("/estate/services/999999")
        self.assertEqual(gone.status_code, 404)

    def test_r311_a_new_visitor_reads_the_page_in_his_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.community.publishes_services = True
        self.tap.product_tmpl_id.with_context(lang="zh_CN").name = "更换龙头"
        url = f"/estate/services/{self.community.id}"
        self.assertIn(
            "更换龙头",
            self.url_open(url, headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text,
        )
        self.opener.cookies.clear()
        english = {"Accept-Language": "en-US"}
        self.assertNotIn("更换龙头", self.url_open(url, headers=english).text)
        self.opener.cookies.clear()
        self.company.partner_id.lang = "zh_CN"
        french = {"Accept-Language": "fr-FR"}
        self.assertIn("更换龙头", self.url_open(url, headers=french).text)
