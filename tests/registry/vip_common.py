from odoo.tests import freeze_time

from .registry_common import RegistryCommon

NOW = "2026-11-10 04:00:00"


class VipCommon(RegistryCommon):
    """The owner of the first unit is a key customer; his steward is responsible."""

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
        with freeze_time(day):
            self._run_cron("cron_plan_vip_reviews")

    def _reminders(self, profile=None):
        profile = (profile or self.profile).sudo()
        profile.invalidate_recordset()
        return profile.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.review
        )

    def _role(self, role):
        known = {"front_desk": self.clerk, "steward": self.steward}
        return known.get(role) or self._new_role(role)
