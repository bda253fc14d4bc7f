"""Every menu, view and filter of the app opens in a real browser, for its users."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

CLICK = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('estate_service.estate_menu_root');"
)


@tagged("post_install", "-at_install")
class TestCounterClickEverywhere(HttpCase):
    # Core's robot walks through forms and may leave one open at the end.
    allow_end_on_form = True

    def _click_everywhere(self, role):
        """Let core's robot open all that a user with this role finds in the app."""
        communities = self.env["estate.community"].search([("id", "!=", False)])
        companies = communities.company_id or self.env.company
        user = new_test_user(
            self.env,
            f"{role}.clicks",
            groups=f"estate_service.group_estate_{role}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            estate_community_ids=[Command.set(communities.ids)],
            tour_enabled=False,
        )
        self.browser_js(
            "/odoo",
            CLICK,
            "odoo.isReady === true",
            login=user.login,
            timeout=300,
            success_signal="clickbot test succeeded",
        )

    def test_front_desk_opens_everything_it_sees(self):
        self._click_everywhere("front_desk")

    def test_accountant_opens_everything_he_sees(self):
        self._click_everywhere("accountant")

    def test_administrator_opens_everything_he_sees(self):
        self._click_everywhere("admin")
