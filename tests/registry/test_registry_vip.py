from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .registry_common import RegistryCommon

NOW = "2026-11-10 04:00:00"
MAY = ("front_desk", "steward", "supervisor", "manager", "general_manager", "admin")
MAY_NOT = ("cashier", "finance_clerk", "accountant", "representative")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRegistryVip(RegistryCommon):
    """Key customers have a file that is brought up to date each month (R-110)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_role("front_desk")
        cls.steward = cls._new_role("steward")
        cls.unit.steward_id = cls.steward
        cls.review = cls.env.ref("estate_service.mail_activity_type_vip_review")
        cls.profile = cls._file(cls.owner)
        cls.env.flush_all()

    @classmethod
    def _file(cls, partner, user=None):
        profiles = cls.env["estate.vip.profile"].with_user(user or cls.clerk)
        return profiles.create(
            {"partner_id": partner.id, "special_needs": "Call first"}
        )

    def _plan(self, day=NOW):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref("estate_service.cron_plan_vip_reviews").method_direct_trigger()

    def _reminders(self, profile=None):
        profile = (profile or self.profile).sudo()
        profile.invalidate_recordset()
        return profile.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.review
        )

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

    # ------------------------------------------------------------
    # THE MONTHLY UPDATE
    # ------------------------------------------------------------

    def test_his_steward_is_responsible_unless_there_is_none(self):
        self.assertEqual(self.profile.user_id, self.steward)
        self.assertEqual(self._file(self.owner_2).user_id, self.clerk)

    def test_one_reminder_until_the_file_is_up_to_date(self):
        self.assertEqual(str(self.profile.next_review_on), "2026-11-10")
        for _again in range(2):
            self._plan()
            self._plan("2026-12-24 04:00:00")
        reminder = self._reminders()
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.user_id, self.steward)
        self.assertEqual(reminder.summary, self.review.name)
        self.assertEqual(str(reminder.date_deadline), "2026-11-10")
        self.profile.with_user(self.clerk).action_review()
        self.assertFalse(self._reminders())
        self.assertEqual(str(self.profile.reviewed_on), "2026-11-10")
        self.assertEqual(self.profile.reviewed_by, self.clerk)
        self._plan("2026-12-09 04:00:00")
        self.assertFalse(self._reminders())
        self._plan("2026-12-10 04:00:00")
        self.assertEqual(str(self._reminders().date_deadline), "2026-12-10")

    def test_a_reminder_marked_done_is_an_update(self):
        self._plan()
        self._reminders().with_user(self.steward).action_feedback(feedback="No news")
        self.assertEqual(self.profile.reviewed_by, self.steward)
        self.assertEqual(str(self.profile.next_review_on), "2026-12-10")
        self.profile.sudo().reviewed_on = False
        self.profile.activity_schedule("mail.mail_activity_data_todo").action_done()
        self.assertFalse(self.profile.reviewed_on)

    def test_a_reminder_outlives_the_right_to_the_file(self):
        self._plan()
        reminder = self._reminders()
        self.steward.estate_community_ids = [Command.clear()]
        reminder.with_user(self.steward).action_done()
        self.assertFalse(self._reminders())
        self.assertFalse(self.profile.reviewed_on)

    def test_who_left_is_not_reminded(self):
        manager = self._new_role("manager")
        self.community.manager_id = manager
        self.steward.estate_community_ids = [Command.clear()]
        other = self._file(self.owner_2)
        self.clerk.active = False
        self._plan()
        self.assertEqual(self._reminders().user_id, manager)
        self.assertEqual(self._reminders(other).user_id, manager)
        self.community.manager_id = False
        self._reminders().unlink()
        self._plan()
        self.assertFalse(self._reminders())

    def test_the_interval_is_a_setting(self):
        self.profile.action_review()
        self.company.estate_vip_review_months = 3
        self.assertEqual(str(self.profile.next_review_on), "2027-02-10")
        self.company.estate_vip_review_months = 0
        self.assertFalse(self.profile.next_review_on)
        self._plan("2030-01-01 04:00:00")
        self.assertFalse(self._reminders())

    def test_archived_files_are_not_reminded_of(self):
        self._plan()
        self.profile.action_archive()
        self.assertFalse(self._reminders())
        self._plan("2027-01-01 04:00:00")
        self.assertFalse(self._reminders())

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

    def _role(self, role):
        known = {"front_desk": self.clerk, "steward": self.steward}
        return known.get(role) or self._new_role(role)

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
