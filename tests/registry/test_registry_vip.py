from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .vip_common import NOW, VipCommon

MAY = ("front_desk", "steward", "supervisor", "manager", "general_manager", "admin")
LEADERS = ("manager", "general_manager", "admin")
MAY_NOT = ("cashier", "finance_clerk", "accountant", "representative")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRegistryVip(VipCommon):
    """What is known of key customers, and who may know it (R-110)."""

    # ------------------------------------------------------------
    # THE FILE
    # ------------------------------------------------------------

    def test_a_file_makes_a_key_customer_until_it_is_archived(self):
        partners = self.env["res.partner"].with_user(self._new_role("cashier"))
        owner = partners.browse(self.owner.id)
        self.assertTrue(owner.estate_is_vip)
        self.assertFalse(self.owner_2.estate_is_vip)
        self.assertEqual(partners.search([("estate_is_vip", "=", True)]), owner)
        self.assertNotIn(owner, partners.search([("estate_is_vip", "=", False)]))
        self.assertTrue(self.unit.has_vip)
        self.assertFalse(self.unit_2.has_vip)
        self.profile.action_archive()
        self.assertFalse(owner.estate_is_vip)
        self.assertFalse(self.unit.has_vip)

    @mute_logger("odoo.sql_db")
    def test_one_file_per_person_and_company(self):
        self.profile.action_archive()
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._file(self.owner)

    def test_the_button_on_a_person_opens_his_file_or_begins_one(self):
        owner = self.owner.with_user(self.steward)
        self.assertEqual(
            owner.action_open_estate_vip_profile()["res_id"], self.profile.id
        )
        self.profile.action_archive()
        self.assertEqual(
            owner.action_open_estate_vip_profile()["res_id"], self.profile.id
        )
        action = self.owner_2.with_user(self.steward).action_open_estate_vip_profile()
        self.assertFalse(action["res_id"])
        profiles = self.env["estate.vip.profile"].with_user(self.steward)
        with Form(profiles.with_context(**action["context"])) as form:
            form.likes = "Orchids"
        self.assertEqual(form.record.partner_id, self.owner_2)
        self.assertTrue(self.owner_2.estate_is_vip)

    def test_the_button_on_a_unit_opens_the_files_of_its_people(self):
        unit = self.unit.with_user(self.clerk)
        self.assertEqual(unit.action_open_vip_profiles()["res_id"], self.profile.id)
        tenant = self._person("Tenant")
        self._occupy(self.unit, tenant, "tenant", "2026-01-01")
        both = self.profile | self._file(tenant)
        action = unit.action_open_vip_profiles()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), both)
        action = self.unit_2.with_user(self.clerk).action_open_vip_profiles()
        self.assertEqual(action["context"]["default_partner_id"], self.owner_2.id)

    def test_what_is_known_elsewhere_is_shown_not_copied(self):
        self.owner.estate_birthday = "1970-11-20"
        self.env["estate.vehicle"].create(
            {"unit_id": self.unit.id, "plate": "粤B12345", "partner_id": self.owner.id}
        )
        ownership = self.unit.occupancy_ids
        point = self.env["estate.contact.point"].create(
            {"occupancy_id": ownership.id, "name": "Wife", "phone": "13800001111"}
        )
        self.env.flush_all()
        self.profile.invalidate_recordset()
        self.assertEqual(str(self.profile.birthday), "1970-11-20")
        self.assertEqual(self.profile.phone, self.owner.phone)
        self.assertEqual(self.profile.unit_ids, self.unit)
        self.assertEqual(self.profile.vehicle_count, 1)
        self.assertEqual(self.profile.contact_point_ids, point)
        for action, expected in (
            (self.profile.action_view_units(), self.unit),
            (self.profile.action_view_vehicles(), self.unit.vehicle_ids),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, expected)
        self.assertEqual(self.profile.action_view_person()["res_id"], self.owner.id)

    def test_nobody_proposes_to_write_to_him_whom_the_file_is_about(self):
        self.owner.email = "owner@example.com"
        self.assertFalse(self.profile._mail_get_partners()[self.profile.id])
        proposed = self.profile._message_get_suggested_recipients()
        self.assertNotIn(self.owner.id, [one["partner_id"] for one in proposed])

    def test_filters(self):
        other = self._file(self.owner_2)
        other.action_review()
        profiles = self.env["estate.vip.profile"].with_user(self.steward)
        arch = self.env.ref("estate_service.estate_vip_profile_view_search").arch
        self.assertIn("('next_review_on', '&lt;=', 'today')", arch)
        self.assertEqual(
            profiles.search([("next_review_on", "<=", "today")]), self.profile
        )
        self.assertEqual(
            profiles.search([("user_id", "=", self.steward.id)]), self.profile
        )
        self.assertEqual(profiles.search([]), self.profile | other)

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_roles_that_keep_the_files_and_no_others(self):
        for role in MAY:
            user = self._role(role)
            with self.subTest(role):
                mine = self.profile.with_user(user)
                mine.likes = role
                self.assertEqual(mine.special_needs, "Call first")
                self.assertEqual(
                    mine.has_access("unlink"),
                    role in ("manager", "general_manager", "admin"),
                )
        for role in MAY_NOT:
            user = self._role(role)
            mine = self.profile.with_user(user)
            owner = self.owner.with_user(user)
            with self.subTest(role):
                self.assertFalse(mine.browse().has_access("read"))
                for attempt in (
                    lambda: mine.read(["likes"]),  # noqa: B023
                    mine.action_review,
                    owner.action_open_estate_vip_profile,
                ):
                    with self.assertRaises(AccessError):
                        attempt()

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_files_are_for_those_who_serve_the_person_s_community(self):
        stranger = self.neighbour.unit_ids.owner_id
        theirs = (
            self.env["estate.vip.profile"]
            .sudo()
            .create({"partner_id": stranger.id, "company_id": self.company.id})
        )
        for role in ("front_desk", "steward", "supervisor", "manager"):
            user = self._role(role)
            profiles = self.env["estate.vip.profile"].with_user(user)
            with self.subTest(role):
                self.assertEqual(profiles.search([]), self.profile)
                self.assertFalse(theirs.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    self.profile.with_user(user).partner_id = stranger
                with self.assertRaises(AccessError):
                    profiles.create({"partner_id": self.company.partner_id.id})

    @mute_logger("odoo.models")
    def test_stewards_learn_no_birthday_by_way_of_the_file(self):
        mine = self.profile.with_user(self.steward)
        with self.assertRaises(AccessError):
            mine.read(["birthday"])
        with self.assertRaises(AccessError):
            mine.search([("birthday", "!=", False)])
        self.assertNotIn('name="birthday"', mine.get_view(view_type="form")["arch"])

    def test_nobody_dates_an_update_himself(self):
        manager = self._new_role("manager")
        yesterday = fields.Date.today() - relativedelta(days=1)
        for vals in ({"reviewed_on": yesterday}, {"reviewed_by": self.steward.id}):
            with self.assertRaises(AccessError):
                self.profile.with_user(manager).write(vals)
            with self.assertRaises(AccessError):
                self.profile.with_user(manager).create(
                    {"partner_id": self.owner_2.id, **vals}
                )

    def test_units_out_of_reach_are_not_told(self):
        away = self.neighbour.unit_ids
        away.occupancy_ids.date_end = "2025-12-31"
        self._occupy(away, self.owner, "owner", "2026-01-01")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.profile.with_user(self.clerk).unit_ids, self.unit)

    # ------------------------------------------------------------
    # WHO HAS LEFT, AND WHO COMES LATER
    # ------------------------------------------------------------

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def _assert_seen_by(self, profile, roles):
        """Just these roles read and write the file, and find it in the list."""
        self.env.flush_all()
        self.env.invalidate_all()
        for role in MAY:
            user = self.users[role]
            mine = profile.with_user(user).with_context(active_test=False)
            with self.subTest(role):
                self.assertEqual(mine.has_access("read"), role in roles)
                self.assertEqual(mine.has_access("write"), role in roles)
                found = mine.search([("id", "=", profile.id)])
                self.assertEqual(found, profile if role in roles else mine.browse())

    def test_the_file_of_who_left_is_for_the_manager_to_archive(self):
        self.users = {role: self._role(role) for role in MAY}
        ownership = self.unit.occupancy_ids
        ownership.date_end = "2026-11-10"
        self._assert_seen_by(self.profile, MAY)
        with freeze_time("2026-11-11 04:00:00"):
            self._assert_seen_by(self.profile, LEADERS)
            self.profile.with_user(self.users["manager"]).action_archive()
            self._assert_seen_by(self.profile, LEADERS)
        ownership.date_end = False
        self._assert_seen_by(self.profile, MAY)

    def test_the_file_of_who_comes_later_is_for_the_manager_till_then(self):
        self.users = {role: self._role(role) for role in MAY}
        self.unit.occupancy_ids.date_start = "2026-11-11"
        self._assert_seen_by(self.profile, LEADERS)
        with freeze_time("2026-11-11 04:00:00"):
            self._assert_seen_by(self.profile, MAY)

    def test_the_file_of_who_moved_next_door_is_for_those_who_serve_him_there(self):
        self.users = {role: self._role(role) for role in MAY}
        self.unit.occupancy_ids.date_end = "2026-10-31"
        home = self.neighbour.unit_ids
        home.occupancy_ids.date_end = "2026-10-31"
        self._occupy(home, self.owner, "owner", "2026-11-01")
        self._assert_seen_by(self.profile, ("general_manager", "admin"))
        self.clerk.estate_community_ids = [Command.set(self.neighbour.ids)]
        self.users["manager"].estate_community_ids = [Command.set(self.neighbour.ids)]
        self._assert_seen_by(
            self.profile, ("front_desk", "manager", "general_manager", "admin")
        )

    def test_the_file_of_who_left_is_no_manager_s_of_elsewhere(self):
        self.users = {role: self._role(role) for role in MAY}
        self.users["manager"].estate_community_ids = [Command.set(self.neighbour.ids)]
        self.unit.occupancy_ids.date_end = "2026-11-09"
        self._assert_seen_by(self.profile, ("general_manager", "admin"))

    def test_a_unit_in_another_company_does_not_hide_the_file_of_who_left(self):
        self.users = {role: self._role(role) for role in MAY}
        self.unit.occupancy_ids.date_end = "2026-11-09"
        away = self.stranger.sudo().unit_ids
        away.occupancy_ids.date_end = "2026-11-09"
        occupancies = self.env["estate.occupancy"].sudo()
        occupancies.create(
            {
                "unit_id": away.id,
                "partner_id": self.owner.id,
                "date_start": "2026-11-10",
            }
        )
        self._assert_seen_by(self.profile, LEADERS)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_second_file_is_begun_of_who_left(self):
        self.unit.occupancy_ids.date_end = "2026-11-09"
        self.profile.sudo().action_archive()
        owner = self.owner.with_user(self.clerk)
        with self.assertRaises(AccessError):
            owner.action_open_estate_vip_profile()
        manager = self._new_role("manager")
        action = self.owner.with_user(manager).action_open_estate_vip_profile()
        self.assertEqual(action["res_id"], self.profile.id)
