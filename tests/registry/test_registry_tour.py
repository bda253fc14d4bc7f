from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
class TestRegistryTour(RegistryCommon, EstateHttpCase):
    """What clerks do with the registry, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_role("front_desk")
        cls.unit_2.state = "vacant"

    def test_chessboard_is_coloured_filtered_and_leads_to_the_unit(self):
        self.start_tour(
            "/odoo/estate-buildings", "estate_chessboard_tour", login=self.clerk.login
        )

    def test_clerk_lets_a_tenant_in_and_out(self):
        self.start_tour(
            "/odoo/estate-units", "estate_tenant_tour", login=self.clerk.login
        )
        tenancy = self.unit.occupancy_ids.filtered(lambda o: o.role == "tenant")
        self.assertEqual(tenancy.partner_id.name, "夏雨")
        self.assertTrue(tenancy.date_end)
