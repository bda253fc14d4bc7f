"""A clerk takes money in a real browser."""

from unittest.mock import patch

from odoo.tests import tagged

from ..cashier.cashier_common import CashierCommon
from ..tour_common import EstateHttpCase


@tagged("post_install", "-at_install")
class TestCounterTour(CashierCommon, EstateHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill(cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)])

    def test_clerk_collects_in_two_ways_and_is_ready_for_the_next(self):
        """The paper itself has tests of its own: here it is enough that it is asked."""
        report = type(self.env["ir.actions.report"])
        with patch.object(
            report, "_render", lambda *args, **kwargs: (b"%PDF-1.4", "pdf")
        ):
            self.start_tour(
                "/odoo/estate-collect", "estate_collect_tour", login=self.cashier.login
            )
        receipt = self.env["estate.receipt"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(receipt.amount, 257.18)
        self.assertEqual(receipt.cashier_id, self.cashier)
        self.assertEqual(
            receipt.payment_ids.sorted("id").mapped("amount"), [200, 57.18]
        )
        self.assertEqual([float(line["open"]) for line in self._open(self.unit)], [7.5])
