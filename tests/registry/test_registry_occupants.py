from odoo import fields
from odoo.tests import freeze_time, tagged

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
class TestRegistryOccupants(RegistryCommon):
    """Today's owner, tenant and payer of a unit follow its occupancies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenant = cls._person("程秀英")

    def test_owner_pays_when_nobody_else_does(self):
        for unit, owner in ((self.unit, self.owner), (self.unit_2, self.owner_2)):
            self.assertEqual(unit.owner_id, owner)
            self.assertFalse(unit.tenant_id)
            self.assertEqual(unit.payer_id, owner)

    @freeze_time("2026-03-10")
    def test_tenant_who_pays_is_the_payer_until_he_leaves(self):
        lease = self._occupy(
            self.unit, self.tenant, "tenant", "2026-03-01", is_payer=True
        )
        self.assertEqual(self.unit.tenant_id, self.tenant)
        self.assertEqual(self.unit.payer_id, self.tenant)
        self.assertEqual(self.unit.owner_id, self.owner)
        lease.date_end = "2026-03-09"
        self.assertFalse(self.unit.tenant_id)
        self.assertEqual(self.unit.payer_id, self.owner)

    @freeze_time("2026-03-10")
    def test_payer_need_not_live_in_the_unit(self):
        agent = self._occupy(
            self.unit, self.tenant, "agent", "2026-01-01", is_payer=True
        )
        self.assertEqual(self.unit.payer_id, self.tenant)
        self.assertFalse(self.unit.tenant_id)
        agent.unlink()
        self.assertEqual(self.unit.payer_id, self.owner)

    @freeze_time("2026-03-10")
    def test_moving_an_occupancy_refreshes_both_units(self):
        lease = self._occupy(self.unit, self.tenant, "tenant", "2026-03-01")
        lease.unit_id = self.unit_2
        self.assertFalse(self.unit.tenant_id)
        self.assertEqual(self.unit_2.tenant_id, self.tenant)

    def test_cron_follows_the_calendar(self):
        with freeze_time("2026-03-10"):
            self._occupy(
                self.unit,
                self.tenant,
                "tenant",
                "2026-04-01",
                date_end="2026-04-30",
                is_payer=True,
            )
            self.assertEqual(self.unit.payer_id, self.owner)
        for day, payer in (
            ("2026-04-01 12:00:00", self.tenant),
            ("2026-05-01 12:00:00", self.owner),
        ):
            with freeze_time(day):
                self._run_cron("cron_refresh_occupants")
            self.assertEqual(self.unit.payer_id, payer)

    def test_people_of_today_are_those_of_the_local_day(self):
        """Ten past midnight in Shenzhen, with nobody's time zone set."""
        self.company.partner_id.tz = False
        self.company.country_id = self.env.ref("base.cn")
        with freeze_time("2026-03-10"):
            self._occupy(self.unit, self.tenant, "tenant", "2026-04-01")
        for hour, tenant in (
            ("15:50", self.env["res.partner"]),
            ("16:10", self.tenant),
        ):
            with freeze_time(f"2026-03-31 {hour}:00"):
                self._run_cron("cron_refresh_occupants")
            self.assertEqual(self.unit.tenant_id, tenant, hour)

    def test_a_community_without_a_country_has_the_zone_of_its_staff(self):
        self.company.partner_id.tz = False
        self.company.country_id = False
        self.community.user_ids = self.env.user
        self.env.user.tz = "Asia/Urumqi"
        self.assertEqual(self.community._timezone(), "Asia/Urumqi")
        self.env.user.tz = False
        self.assertEqual(self.community._timezone(), "UTC")

    def test_refresh_takes_the_same_queries_for_any_number(self):
        units = self.env["estate.unit"].create(
            [self._unit_vals(f"2{n:02}", 80.0) for n in range(1, 31)]
        )
        self.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": self.owner.id,
                    "date_start": fields.Date.to_date("2024-01-01"),
                }
                for unit in units
            ]
        )
        self.assertEqual(units.payer_id, self.owner)
        for some in (units[:1], units):
            with self.assertQueryCount(1):
                some._refresh_occupants()
