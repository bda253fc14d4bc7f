"""A statement is matched and a till is counted in a real browser."""

from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .recon_common import ReconCommon


@tagged("post_install", "-at_install")
class TestReconTour(ReconCommon, EstateHttpCase):
    def test_b02_from_the_statement_to_the_closed_session(self):
        """Import, accept, split and undo, then the counter's till is closed."""
        self._match_in_the_browser()
        self._close_in_the_browser()

    def _match_in_the_browser(self):
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        other = self._file(self._csv(("20261101", 1, "x", "", "x")), name="long.csv")
        other.action_check()
        # A long file that the job is writing: the page reads itself again meanwhile.
        other.sudo().state = "importing"
        self.start_tour(
            "/odoo/action-estate_service.estate_statement_import_action/new",
            "estate_recon_tour",
            login=self.accountant.login,
        )
        file = self.env["estate.statement.import"].search(
            [("company_id", "=", self.company.id), ("id", "!=", other.id)]
        )
        first, split, accepted = file.line_ids.sorted("id")
        self.assertEqual(first.estate_proposal_ids.state, "auto")
        self.assertEqual(accepted.estate_proposal_ids.state, "accepted")
        self.assertFalse(split.is_reconciled)
        self.assertEqual(self._suspense(), -200)
        self.assertEqual(self._owed(self.shop), 115)

    def _close_in_the_browser(self):
        """What is open of the shop is paid in cash, and the till counted."""
        self.env["estate.cash.denomination"].create(
            {"currency_id": self.company.currency_id.id, "value": 100}
        )
        sessions = self.env["estate.cashier.session"].with_user(self.cashier)
        session = sessions._open(self.company, 200)
        [fee, _light] = self._open(self.shop)
        self._collect(self.shop, [(fee["move_line_id"], 100)])
        self.start_tour(
            "/odoo/estate-cashier-sessions",
            "estate_session_tour",
            login=self.cashier.login,
        )
        self.assertEqual(session.state, "closed")
        self.assertEqual(session.line_ids.mapped("counted"), [300])
        self.assertEqual(session.line_ids.mapped("difference"), [0])
        self.assertEqual(self._owed(self.shop), 15)
