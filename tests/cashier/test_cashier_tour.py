"""A cashier gives money back in a real browser."""

from unittest.mock import patch

from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .cashier_common import CashierCommon


@tagged("post_install", "-at_install")
class TestCashierTour(CashierCommon, EstateHttpCase):
    def test_refund_is_printed_and_its_voucher_shown(self):
        """The paper itself has tests of its own: here it is enough that it is asked."""
        self._collect(self.unit, [], prepayments=[(False, 300)])
        asked = []

        def render(reports, report_ref, res_ids, **kwargs):
            asked.extend(res_ids)
            return b"%PDF-1.4", "pdf"

        report = type(self.env["ir.actions.report"])
        with patch.object(report, "_render_qweb_pdf", render):
            self.start_tour(
                "/odoo/estate-held-money",
                "estate_refund_tour",
                login=self.cashier.login,
            )
        refund = self.env["estate.refund"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual((refund.amount, refund.reason), (300, "Moved out"))
        self.assertEqual(asked, refund.ids)
