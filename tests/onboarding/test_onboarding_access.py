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

    def test_a_resident_of_elsewhere_is_neither_named_nor_changed(self):
        number = "990000200109185252"
        stranger = self.env["res.partner"].create(
            {
                "name": "赵敏",
                "phone": "13900000003",
                "estate_id_type": "resident_id",
                "estate_id_number": number,
                "company_id": self.company.id,
            }
        )
        elsewhere = self.env["estate.community"].create(
            {"name": "Seaside", "code": "SE", "company_id": self.company.id}
        )
        unit = self.env["estate.unit"].create(
            {"community_id": elsewhere.id, "room": "901"}
        )
        self.env["estate.occupancy"].create(
            {"unit_id": unit.id, "partner_id": stranger.id, "date_start": "2024-01-01"}
        )
        for name in ("赵敏", "王伟"):
            row = ("1-1-101", name, "业主", number, "13900000009", "2024-01-01")
            importer = self._checked({"a.xlsx": self._estate(row)})
            with self.subTest(name):
                reason = importer.issue_ids.reason
                self.assertIn("another community", reason)
                self.assertNotIn("赵敏", reason)
        row = ("1-1-101", "赵敏", "业主", None, "13900000003", "2024-01-01")
        self._imported({"b.xlsx": self._estate(row)})
        self.assertNotEqual(self._unit("1-1-101").owner_id, stranger)

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

    def test_words_of_another_company_are_refused(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        profile = self.env["estate.import.profile"].create(
            {"name": "Theirs", "company_id": abroad.id}
        )
        importer = self._new_import(self._file())
        with self.assertRaises(UserError):
            importer.sudo().profile_id = profile

    def test_accountants_set_up_the_companies_they_work_in(self):
        abroad = self.env["res.company"].create({"name": "Abroad"})
        accountant = self._new_staff("accountant", login="setup_accountant")
        setups = self.env["estate.setup"].with_user(accountant)
        with self.assertRaises(AccessError):
            setups.create({"company_id": abroad.id})
        setup = setups.create({"company_id": self.company.id})
        setup.company_id = abroad
        for step in ("action_load_chart", "action_apply", "action_propose_again"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(setup, step)()
        self.assertFalse(abroad.chart_template)

    def test_files_are_read_by_those_who_may_see_the_import(self):
        importer = self._imported(self._file())
        self.assertEqual(importer.attachment_ids.res_id, importer.id)
        clerk = self._new_staff("front_desk", login="import_clerk")
        clerk.estate_community_ids |= self.hillside
        with self.assertRaises(AccessError):
            importer.attachment_ids.with_user(clerk).read(["raw"])
