from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01")
class TestRegistryContact(RegistryCommon):
    """An owner leaves three ways to reach him (R-116)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ownership = cls.unit.occupancy_ids

    def _add(self, phone, **vals):
        return self.env["estate.contact.point"].create(
            {
                "occupancy_id": self.ownership.id,
                "name": "Friend",
                "phone": phone,
                **vals,
            }
        )

    def _missing(self):
        return self.env["estate.occupancy"].search(
            [
                ("contacts_missing", "=", True),
                ("community_id", "=", self.community.id),
            ]
        )

    def test_own_phone_is_the_first_way(self):
        self.assertEqual(self.ownership.contact_count, 1)
        self.assertIn("1 of 3", self.unit.contact_note)
        self.assertIn(self.ownership, self._missing())

    def test_three_numbers_are_enough(self):
        self._add("13800000001")
        self._add("13800000002")
        self.assertEqual(self.ownership.contact_count, 3)
        self.assertFalse(self.unit.contact_note)
        self.assertNotIn(self.ownership, self._missing())

    def test_same_number_twice_is_one_way(self):
        self._add("139-6949-3179", relation="self")
        self._add("+86 13969493179", relation="spouse")
        self.assertEqual(self.ownership.contact_count, 1)

    def test_invalid_number_does_not_count(self):
        point = self._add("13800000001")
        self._add("13800000002")
        point.invalid = True
        self.assertEqual(self.ownership.contact_count, 2)
        point.action_verify()
        self.assertEqual(self.ownership.contact_count, 3)
        self.assertEqual(str(point.verified_on), "2026-11-01")

    def test_number_is_a_setting(self):
        self.company.estate_contact_points_required = 1
        self.assertFalse(self.unit.contact_note)
        self.assertFalse(self._missing())

    def test_nobody_asks_tenants_and_former_owners(self):
        tenant = self._occupy(
            self.unit_2, self._person("Tenant"), "tenant", "2025-01-01"
        )
        self.ownership.date_end = "2025-12-31"
        missing = self._missing()
        self.assertNotIn(tenant, missing)
        self.assertNotIn(self.ownership, missing)
        self.assertFalse(self.unit.contact_note)

    def test_missing_and_not_missing_are_all(self):
        everyone = self.env["estate.occupancy"].search([])
        found = self.env["estate.occupancy"].search([("contacts_missing", "=", False)])
        missing = self.env["estate.occupancy"].search([("contacts_missing", "=", True)])
        self.assertEqual(found | missing, everyone)
        self.assertFalse(found & missing)
        self.assertEqual(missing, everyone.filtered("contacts_missing"))

    def test_nothing_is_blocked_by_missing_contacts(self):
        self.unit.note = "The bell is broken"
        self.assertTrue(self.unit.contact_note)

    def test_what_the_owner_allowed_is_for_this_person_at_this_number(self):
        desk = self._new_staff("front_desk")
        point = self._add("13800000001", may_discuss_debt=True).with_user(desk)
        self.assertEqual(str(point.discuss_noted_on), "2026-11-01")
        point.phone = "138-0000-0001"
        self.assertTrue(point.may_discuss_debt, "the same number written otherwise")
        for vals in ({"phone": "13800000002"}, {"name": "Neighbour"}):
            with self.subTest(vals=vals):
                point.write(vals)
                self.assertFalse(point.may_discuss_debt)
                point.may_discuss_debt = True
                self.assertEqual(point.discuss_noted_by_id, desk)
        with self.assertRaises(AccessError):
            point.discuss_noted_on = "2020-01-01"
