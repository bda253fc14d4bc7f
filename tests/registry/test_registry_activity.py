from odoo.tests import new_test_user, tagged

from .vip_common import VipCommon

OTHERS = ("cashier", "accountant", "representative")


@tagged("post_install", "-at_install")
class TestRegistryActivity(VipCommon):
    """The reminders of key customers stand in nobody's way (R-110)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._person("Colleague")

    def _people(self):
        """Yield (role, user) of those who keep no files of key customers."""
        for role in OTHERS:
            yield role, self._new_role(role)
        yield "internal", new_test_user(self.env, "internal", groups="base.group_user")

    def _to_do(self, record, user, **vals):
        return record.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, **vals
        )

    def test_everybody_ends_an_ordinary_to_do(self):
        for role, user in self._people():
            with self.subTest(role):
                to_do = self._to_do(self.colleague, user).with_user(user)
                to_do.action_done()
                self.assertFalse(to_do.active)

    def test_everybody_ends_several_to_dos_at_once(self):
        for role, user in self._people():
            with self.subTest(role):
                to_dos = self._to_do(self.colleague, user)
                to_dos |= self._to_do(self.colleague, user)
                to_dos.with_user(user).action_done()
                self.assertFalse(any(to_dos.mapped("active")))

    def test_a_reminder_ended_without_right_to_the_file_dates_no_review(self):
        for role, user in self._people():
            with self.subTest(role):
                reminder = self.profile.sudo().activity_schedule(
                    "estate_service.mail_activity_type_vip_review", user_id=user.id
                )
                reminder.with_user(user).action_done()
                self.assertFalse(reminder.active)
                self.assertFalse(self.profile.sudo().reviewed_on)

    def _reminder_of(self, model, res_id):
        reminder = self._to_do(self.colleague, self.steward)
        reminder.write(
            {
                "activity_type_id": self.review.id,
                "res_model_id": self.env["ir.model"]._get_id(model),
                "res_id": res_id,
            }
        )
        return reminder.with_user(self.steward)

    def test_a_reminder_of_a_deleted_file_is_ended(self):
        reminder = self._reminder_of("estate.vip.profile", self.profile.id + 1000)
        reminder.action_done()
        self.assertFalse(reminder.exists())

    def test_a_reminder_about_something_else_dates_no_review(self):
        """The kind of a reminder alone does not make its record a file."""
        self._reminder_of("res.partner", self.profile.id).action_done()
        self.assertFalse(self.profile.sudo().reviewed_on)
