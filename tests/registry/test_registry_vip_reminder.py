from odoo import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .vip_common import NOW, VipCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRegistryVipReminder(VipCommon):
    """Each file is brought up to date once a month, by who is reminded (R-110)."""

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

    # ------------------------------------------------------------
    # WHO IS REMINDED NOW
    # ------------------------------------------------------------

    def _new_steward(self, name, communities=None):
        communities = self.community if communities is None else communities
        return new_test_user(
            self.env,
            name,
            groups="estate_service.group_estate_steward",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            estate_community_ids=[Command.set(communities.ids)],
        )

    def _assert_handed_to(self, user, reminder):
        """The same reminder is the user's now, however often it is planned."""
        for _again in range(2):
            self._plan()
            self.assertEqual(self._reminders(), reminder)
            self.assertEqual(reminder.user_id, user)

    def _reminder_of_steward(self):
        self.community.manager_id = self._new_role("manager")
        self._plan()
        reminder = self._reminders()
        self.assertEqual(reminder.user_id, self.steward)
        return reminder

    def test_the_reminder_of_who_serves_elsewhere_now_is_handed_over(self):
        reminder = self._reminder_of_steward()
        self.steward.estate_community_ids = [Command.set(self.neighbour.ids)]
        self._assert_handed_to(self.community.manager_id, reminder)

    def test_the_reminder_of_who_is_archived_is_handed_over(self):
        reminder = self._reminder_of_steward()
        self.steward.active = False
        self._assert_handed_to(self.community.manager_id, reminder)

    def test_the_reminder_goes_with_the_file_at_once(self):
        reminder = self._reminder_of_steward()
        follower = self._new_steward("follower")
        self.profile.with_user(self.clerk).user_id = follower
        self.assertEqual(reminder.user_id, follower)
        self._assert_handed_to(follower, reminder)

    def test_a_file_given_to_who_cannot_serve_it_reminds_the_manager(self):
        reminder = self._reminder_of_steward()
        self.profile.user_id = self._new_steward("distant", self.neighbour)
        self.assertEqual(reminder.user_id, self.community.manager_id)
        self._assert_handed_to(self.community.manager_id, reminder)

    def test_a_file_changes_hands_in_the_company_of_its_new_user(self):
        """Whoever hands it over may work in more companies than the other one."""
        reminder = self._reminder_of_steward()
        self.clerk.company_ids |= self.other_company
        both = (self.company | self.other_company).ids
        follower = self._new_steward("follower")
        profile = self.profile.with_user(self.clerk)
        profile.with_context(allowed_company_ids=both).user_id = follower
        self.assertEqual(reminder.user_id, follower)

    def test_a_reminder_stays_where_nobody_else_may_be_reminded(self):
        reminder = self._reminder_of_steward()
        self.community.manager_id = False
        self.steward.estate_community_ids = [Command.clear()]
        self._assert_handed_to(self.steward, reminder)
        self.steward.estate_community_ids = [Command.set(self.community.ids)]
        self._assert_handed_to(self.steward, reminder)

    def test_the_file_of_who_has_left_reminds_the_manager_who_archives_it(self):
        reminder = self._reminder_of_steward()
        self.unit.occupancy_ids.date_end = "2026-11-09"
        self._assert_handed_to(self.community.manager_id, reminder)
