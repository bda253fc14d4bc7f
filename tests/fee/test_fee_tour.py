"""A change of prices is simulated in a real browser."""

from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .adjustment_common import AdjustmentCommon


@tagged("post_install", "-at_install")
class TestFeeTour(AdjustmentCommon, EstateHttpCase):
    def test_b09_simulate_an_adjustment(self):
        adjustment = self._adjustment(price=3.0)
        adjustment.action_plan()
        self.start_tour(
            "/odoo/estate-price-adjustments",
            "estate_adjustment_tour",
            login=self.accountant.login,
        )
        self.assertEqual(adjustment.line_ids.new_price, 3.2)
        self.assertEqual(adjustment.simulated_count, 3)
        self.assertAlmostEqual(adjustment.difference, 95.66)
