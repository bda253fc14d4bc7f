from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .registry_common import RegistryCommon

ID_NUMBER = "11010519491231002X"
PERSONAL = {
    "estate_id_type": "resident_id",
    "estate_id_number": ID_NUMBER,
    "estate_birthday": "1949-12-31",
    "estate_native_place": "广东梅州",
    "estate_household_registration": "深圳市南山区",
    "estate_occupation": "教师",
}
MAY_READ = ("front_desk", "supervisor", "manager", "general_manager", "admin")
MAY_NOT = ("steward", "cashier", "finance_clerk", "accountant", "representative")


@tagged("post_install", "-at_install")
class TestRegistryPersonalData(RegistryCommon, HttpCase):
    """Identifiers of residents are for those alone who need them (R-112, R-117)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.write(PERSONAL)

    # ------------------------------------------------------------
    # THE NUMBER
    # ------------------------------------------------------------

    def test_number_is_kept_in_one_spelling(self):
        self.owner.estate_id_number = "１１０１０５ 19491231 002x"
        self.assertEqual(self.owner.estate_id_number, ID_NUMBER)

    def test_slips_of_the_pen_are_told(self):
        for number, reason in (
            ("1101051949123100", "18 characters"),
            ("11010519491331002X", "birthday"),
            ("110105194912310021", "last character"),
            ("1101051949123100AX", "digits only"),
        ):
            with self.subTest(number), self.assertRaisesRegex(ValidationError, reason):
                self.owner.estate_id_number = number

    def test_other_papers_are_not_checked(self):
        self.owner.write({"estate_id_type": "passport", "estate_id_number": "E1234567"})
        self.assertEqual(self.owner.estate_id_number, "E1234567")

    def test_number_tells_birthday_and_gender_once(self):
        person = self._person(
            "New", estate_id_type="resident_id", estate_id_number=ID_NUMBER
        )
        self.assertEqual(str(person.estate_birthday), "1949-12-31")
        self.assertEqual(person.estate_gender, "female")
        person.estate_gender = "male"
        person.estate_id_number = "110105194912310038"
        self.assertEqual(person.estate_gender, "male")

    # ------------------------------------------------------------
    # THE ORM
    # ------------------------------------------------------------

    def test_roles_that_need_it_read_it(self):
        for role in MAY_READ:
            owner = self.owner.with_user(self._new_role(role))
            with self.subTest(role):
                self.assertEqual(owner.estate_id_number, ID_NUMBER)

    @mute_logger("odoo.models", "odoo.addons.base.models.ir_access")
    def test_others_neither_read_nor_search_nor_group_nor_write(self):
        for role in MAY_NOT:
            partners = self.env["res.partner"].with_user(self._new_role(role))
            owner = partners.browse(self.owner.id)
            self.assertEqual(owner.name, "汪健强")
            for field, value in PERSONAL.items():
                for attempt in (
                    lambda: owner.read([field]),  # noqa: B023
                    lambda: owner[field],  # noqa: B023
                    lambda: partners.search([(field, "=", value)]),  # noqa: B023
                    lambda: partners.search([], order=field),  # noqa: B023
                    lambda: partners.formatted_read_group(  # noqa: B023
                        [],
                        [field],  # noqa: B023
                        ["__count"],
                    ),
                    lambda: partners.search_read([], [field]),  # noqa: B023
                    lambda: owner.write({field: value}),  # noqa: B023
                    lambda: self.env["estate.occupancy"]
                    .with_user(partners.env.user)  # noqa: B023
                    .search([(f"partner_id.{field}", "=", value)]),  # noqa: B023
                ):
                    with (
                        self.subTest(role=role, field=field),
                        self.assertRaises(AccessError),
                    ):
                        attempt()

    def test_fields_are_unknown_to_others(self):
        for role in MAY_NOT:
            partners = self.env["res.partner"].with_user(self._new_role(role))
            self.assertFalse(PERSONAL.keys() & partners.fields_get().keys(), role)
            arch = partners.get_view(
                self.env.ref("estate_service.res_partner_view_form_resident").id, "form"
            )["arch"]
            for field in PERSONAL:
                self.assertNotIn(f'name="{field}"', arch)

    def test_copy_takes_no_identifiers_along(self):
        copy = self.owner.copy()
        self.assertFalse(copy.estate_id_number)
        self.assertFalse(copy.estate_birthday)

    # ------------------------------------------------------------
    # REMOTE CALLS
    # ------------------------------------------------------------

    def _rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    @mute_logger("odoo.http", "odoo.models")
    def test_remote_calls_are_refused_alike(self):
        user = self._new_role("steward")
        user.group_ids += self.env.ref("base.group_allow_export")
        self.authenticate(user.login, user.login)
        ids = self.owner.ids
        domain = [["estate_id_number", "=like", "1%"]]
        spec = {"estate_id_number": {}}
        for method, args, kwargs in (
            ("read", [ids, ["estate_id_number"]], {}),
            ("web_read", [ids], {"specification": spec}),
            ("search_read", [[], ["estate_id_number"]], {}),
            ("web_search_read", [], {"domain": domain, "specification": spec}),
            ("search_count", [domain], {}),
            ("export_data", [ids, ["estate_id_number"]], {}),
            ("name_search", ["x"], {"domain": domain}),
            ("web_read_group", [[], ["estate_id_number"]], {"aggregates": []}),
        ):
            with self.subTest(method):
                self._refused("res.partner", method, *args, **kwargs)
        self._refused(
            "estate.unit",
            "web_read",
            self.unit.ids,
            specification={"owner_id": {"fields": spec}},
        )

    def _refused(self, model, method, *args, **kwargs):
        with self.assertRaises(Exception) as refusal:
            self._rpc(model, method, *args, **kwargs)
        self.assertIn("AccessError", str(refusal.exception))

    @mute_logger("odoo.http", "odoo.models")
    def test_own_communities_are_not_a_choice_of_the_user(self):
        user = self._new_role("front_desk")
        self.authenticate(user.login, user.login)
        value = [Command.set((self.community | self.neighbour).ids)]
        self._refused("res.users", "write", user.ids, {"estate_community_ids": value})
        self._refused(
            "estate.community",
            "write",
            self.neighbour.ids,
            {"user_ids": [Command.link(user.id)]},
        )
        self.assertEqual(user.estate_community_ids, self.community)

    # ------------------------------------------------------------
    # WHO IS A RESIDENT
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_says_himself_who_is_a_resident(self):
        """It decides who sees a person: it follows from the occupancies alone."""
        for role in ("front_desk", "manager", "admin"):
            user = self._new_role(role)
            partners = self.env["res.partner"].with_user(user)
            owner = partners.browse(self.owner.id)
            with self.subTest(role):
                for attempt in (
                    lambda: owner.write({"estate_is_resident": False}),  # noqa: B023
                    lambda: owner.web_save({"estate_is_resident": False}, {}),  # noqa: B023
                    lambda: partners.create({"name": "X", "estate_is_resident": True}),  # noqa: B023
                    lambda: partners.with_context(  # noqa: B023
                        default_estate_is_resident=True
                    ).create({"name": "X"}),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
                self.env.invalidate_all()
                self.assertTrue(owner.estate_is_resident)
        columns = ["name", "estate_is_resident"]
        messages = partners.load(columns, [["X", "True"]])["messages"]
        self.assertTrue(messages)
        self.assertFalse(partners.search([("name", "=", "X")]))

    def test_occupancies_say_who_is_a_resident(self):
        clerk = self._new_role("front_desk")
        partners = self.env["res.partner"].with_user(clerk)
        person = partners.create({"name": "Newcomer"})
        self.assertFalse(person.estate_is_resident)
        occupancy = self.env["estate.occupancy"].with_user(clerk)
        occupancy = occupancy.create(
            {"unit_id": self.unit.id, "partner_id": person.id, "role": "tenant"}
        )
        self.assertEqual(
            partners.search(
                [("estate_is_resident", "=", True), ("id", "=", person.id)]
            ),
            person,
        )
        occupancy.sudo().unlink()
        self.assertFalse(person.estate_is_resident)
        rows = partners.load(["name", "phone"], [["Loaded", "13800001234"]])
        self.assertFalse(partners.browse(rows["ids"]).estate_is_resident)
