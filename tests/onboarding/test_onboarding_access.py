from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .onboarding_common import OnboardingCommon


@freeze_time("2026-11-03")
@tagged("post_install", "-at_install")
class TestOnboardingAccess(OnboardingCommon):
    """Managers import for their communities; nobody else does."""

    def _file(self):
        return {"a.xlsx": self._estate(self._owner())}

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_other_roles_neither_see_nor_make_imports(self):
        importer = self._imported(self._file())
        for role in ("front_desk", "cashier", "accountant", "supervisor"):
            user = self._new_staff(role, login=f"import_{role}")
            user.estate_community_ids |= self.hillside
            with self.subTest(role), self.assertRaises(AccessError):
                importer.with_user(user).read(["name"])
            with self.subTest(role), self.assertRaises(AccessError):
                importer.with_user(user).action_roll_back()
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["estate.import"].with_user(user).create(
                    {"community_id": self.hillside.id}
                )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_manager_imports_for_his_own_communities_only(self):
        importer = self._imported(self._file())
        stranger = self._new_staff("manager", login="stranger")
        imports = self.env["estate.import"].with_user(stranger)
        self.assertFalse(imports.search([]))
        with self.assertRaises(AccessError):
            importer.with_user(stranger).action_roll_back()
        with self.assertRaises(AccessError):
            imports.create({"community_id": self.hillside.id})

    def test_an_administrator_imports(self):
        admin = self._new_staff("admin", login="import_admin")
        importer = self._new_import(self._file(), user=admin)
        importer.action_check()
        importer.action_import_all()
        self.assertEqual(importer.state, "done")

    def test_nobody_forges_a_result(self):
        importer = self._checked(self._file())
        for values in ({"state": "done"}, {"plan_digest": "x"}, {"bad_row_count": 0}):
            with self.assertRaises(AccessError):
                importer.write(values)

    def test_proof_is_not_changed(self):
        importer = self._imported(self._file())
        with self.assertRaises(UserError):
            importer.cut_over = "2026-12-01"
        with self.assertRaises(UserError):
            importer.sheet_ids[0].kind = False
        with self.assertRaises(UserError):
            importer.column_ids[0].field_id = False
        with self.assertRaises(UserError):
            importer.unlink()
        with self.assertRaisesRegex(UserError, "reload"):
            importer.action_import_good()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_shipped_profile_is_not_changed_by_a_company(self):
        shipped = self.env.ref("estate_service.import_profile_common")
        with self.assertRaises(AccessError):
            shipped.with_user(self.manager).name = "Mine"

    def test_files_are_read_by_those_who_may_see_the_import(self):
        importer = self._imported(self._file())
        self.assertEqual(importer.attachment_ids.res_id, importer.id)
        clerk = self._new_staff("front_desk", login="import_clerk")
        clerk.estate_community_ids |= self.hillside
        with self.assertRaises(AccessError):
            importer.attachment_ids.with_user(clerk).read(["raw"])
