"""A month is closed in a real browser."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .closing_common import ClosingCommon


@tagged("post_install", "-at_install")
class TestClosingTour(ClosingCommon, EstateHttpCase):
    def test_b07_close_a_month(self):
        """Check the month that is over, see it green, close it."""
        month = fields.Date.today().replace(day=1) - relativedelta(months=1)
        self._publish(month, date_invoice=month)
        self.start_tour(
            "/odoo/month-end", "estate_close_tour", login=self.accountant.login
        )
        close = self.env["estate.close"].search([("company_id", "=", self.company.id)])
        self.assertEqual((close.state, close.period), ("closed", month))
        self.assertEqual(self.company.fiscalyear_lock_date, close.date_end)
        self.assertEqual(close.pack_state, "waiting")
