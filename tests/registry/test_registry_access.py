from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .registry_common import ROLES, SEE_ALL, RegistryCommon

MODELS = (
    "estate.community",
    "estate.building",
    "estate.unit",
    "estate.occupancy",
    "estate.contact.point",
    "estate.vehicle",
    "estate.access.card",
)
DESK = {"read", "write", "create"}
ALL = DESK | {"unlink"}
RIGHTS = {
    "estate.community": {"admin": ALL},
    "estate.building": {"supervisor": {"read", "write"}, "manager": ALL},
    "estate.unit": {
        "front_desk": {"read", "write"},
        "steward": {"read", "write"},
        "manager": ALL,
    },
    "estate.occupancy": {"front_desk": DESK, "manager": ALL},
    "estate.contact.point": {
        "front_desk": DESK,
        "steward": {"read", "write"},
        "manager": ALL,
    },
    "estate.vehicle": {"front_desk": DESK, "manager": ALL},
    "estate.access.card": {"front_desk": DESK, "manager": ALL},
    "estate.access.card.type": {"admin": ALL},
}
HEIRS = {
    "supervisor": ("front_desk", "steward"),
    "manager": ("supervisor",),
    "general_manager": ("manager",),
    "admin": ("general_manager",),
}


def expected_rights(model, role):
    """Return what a role may do: its own rights and those of the roles within it."""
    rights = {"read"} | RIGHTS[model].get(role, set())
    for heir in HEIRS.get(role, ()):
        rights |= expected_rights(model, heir)
    return rights


@tagged("post_install", "-at_install")
class TestRegistryAccess(RegistryCommon):
    """Who may do what, and that nobody reaches into another community or company."""

    def _records(self, model, community):
        if model == "estate.community":
            return community
        return self.env[model].sudo().search([("community_id", "=", community.id)])

    # ------------------------------------------------------------
    # MATRIX
    # ------------------------------------------------------------

    def test_every_role_has_its_rights_and_no_more(self):
        for role in ROLES:
            user = self._new_role(role)
            for model in RIGHTS:
                records = self.env[model].with_user(user)
                rights = {op for op in ALL if records.has_access(op)}
                with self.subTest(role=role, model=model):
                    self.assertEqual(rights, expected_rights(model, role))

    def test_outsiders_see_nothing(self):
        user = self._new_role("front_desk")
        user.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        for model in RIGHTS:
            self.assertFalse(self.env[model].with_user(user).has_access("read"), model)

    # ------------------------------------------------------------
    # COMMUNITIES
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_roles_are_bound_to_their_communities(self):
        for role in ROLES:
            user = self._new_role(role)
            for model in MODELS:
                own = self._records(model, self.community).with_user(user)
                foreign = self._records(model, self.neighbour).with_user(user)
                with self.subTest(role=role, model=model):
                    self.assertTrue(foreign)
                    self.assertEqual(own._filtered_access("read"), own)
                    visible = foreign.search([("id", "in", foreign.ids)])
                    self.assertEqual(bool(visible), role in SEE_ALL)
                    if role not in SEE_ALL:
                        for operation in ("read", "write", "unlink"):
                            self.assertFalse(foreign.has_access(operation))

    def test_who_serves_a_community_changes_at_once(self):
        """Rules keep communities by their ids: given and taken from either side."""
        user = self._new_role("front_desk")
        units = self.env["estate.unit"].with_user(user)
        mine, theirs = self.community, self.neighbour

        def seen():
            return units.search([]).community_id.sudo()

        self.assertEqual(seen(), mine)
        theirs.user_ids += user
        self.assertEqual(seen(), mine | theirs)
        self.assertIn(theirs.name, theirs.unit_ids[0].with_user(user).display_name)
        user.estate_community_ids -= mine
        self.assertEqual(seen(), theirs)
        theirs.active = False
        self.assertEqual(seen(), theirs, "what was done there can still be read")
        theirs.user_ids -= user
        self.assertFalse(seen())
        new = self.env["estate.community"].create(
            {"name": "New", "code": "NEW", "user_ids": [Command.link(user.id)]}
        )
        self.assertEqual(new.with_user(user).search([]), new)

    def test_who_serves_a_community_is_forgotten_again_after_the_commit(self):
        """Others may keep what was before until then."""
        user = self._new_role("front_desk")
        new = {"name": "New", "code": "NEW", "company_id": self.company.id}
        for change in (
            lambda: user.write({"estate_community_ids": [Command.clear()]}),
            lambda: self.neighbour.write({"user_ids": [Command.link(user.id)]}),
            lambda: self.env["estate.community"].create(new).unlink(),
        ):
            with patch.object(type(self.registry), "clear_cache") as cleared:
                self.env.cr.postcommit.clear()
                change()
                cleared.reset_mock()
                self.env.cr.postcommit.run()
            self.assertTrue(cleared.called)

    def test_an_archived_community_is_none_of_several(self):
        user = self._new_role("front_desk", self.community | self.neighbour)
        self.neighbour.active = False
        communities = self.env["estate.community"].with_user(user)
        self.assertFalse(
            communities.with_context(active_test=False)._user_serves_several()
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nothing_is_made_in_another_community(self):
        user = self._new_role("manager")
        unit = self.neighbour.unit_ids
        occupancy = unit.occupancy_ids
        for model, vals in (
            ("estate.building", {"name": "2", "code": "2", "community_id": 0}),
            ("estate.unit", {"room": "1", "community_id": 0}),
            (
                "estate.occupancy",
                {
                    "unit_id": unit.id,
                    "partner_id": self.owner.id,
                    "role": "tenant",
                    "date_start": "2026-01-01",
                },
            ),
            (
                "estate.contact.point",
                {"occupancy_id": occupancy.id, "name": "X", "phone": "1"},
            ),
            ("estate.vehicle", {"unit_id": unit.id, "plate": "X1"}),
            (
                "estate.access.card",
                {
                    "unit_id": unit.id,
                    "name": "X1",
                    "type_id": self.card_type.id,
                    "partner_id": self.owner.id,
                },
            ),
        ):
            if "community_id" in vals:
                vals["community_id"] = self.neighbour.id
            with (
                self.subTest(model),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                self.env[model].with_user(user).create(vals)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_records_are_not_moved_out_of_reach(self):
        user = self._new_role("manager")
        target = self.neighbour.unit_ids
        tenancy = self._occupy(self.unit, self.owner_2, "tenant", "2026-01-01")
        point = self.env["estate.contact.point"].create(
            {"occupancy_id": tenancy.id, "name": "X", "phone": "1"}
        )
        vehicle = self.env["estate.vehicle"].create(
            {"unit_id": self.unit.id, "plate": "X1"}
        )
        empty = self.building.copy()
        for record, vals in (
            (tenancy, {"unit_id": target.id}),
            (point, {"occupancy_id": target.occupancy_ids.id}),
            (vehicle, {"unit_id": target.id}),
            (empty, {"community_id": self.neighbour.id}),
            (
                self.unit,
                {
                    "community_id": self.neighbour.id,
                    "building_id": target.building_id.id,
                },
            ),
        ):
            with (
                self.subTest(record._name),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                record.with_user(user).write(vals)
            record.invalidate_recordset()

    # ------------------------------------------------------------
    # COMPANIES
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_reaches_into_another_company(self):
        for role in ROLES:
            user = self._new_role(role, self.community | self.stranger)
            for model in MODELS:
                foreign = self._records(model, self.stranger).with_user(user)
                with self.subTest(role=role, model=model):
                    self.assertTrue(foreign)
                    self.assertFalse(foreign.has_access("read"))
                    self.assertFalse(foreign.search([("id", "in", foreign.ids)]))

    def test_user_of_two_companies_sees_the_chosen_ones(self):
        companies = self.company | self.other_company
        user = self._new_role("manager", self.community | self.stranger, companies)
        units = self.env["estate.unit"].with_user(user)
        for chosen, community in (
            (self.company, self.community),
            (self.other_company, self.stranger),
        ):
            found = units.with_context(allowed_company_ids=chosen.ids).search([])
            self.assertEqual(found.sudo().community_id, community)

    def test_card_types_belong_to_a_company(self):
        foreign = (
            self.env["estate.access.card.type"]
            .sudo()
            .search([("company_id", "=", self.other_company.id)])
        )
        self.assertTrue(foreign)
        for role in ROLES:
            self.assertFalse(foreign.with_user(self._new_role(role)).has_access("read"))

    # ------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_residents_are_known_to_their_community(self):
        stranger = self.neighbour.unit_ids.owner_id
        for role in ("front_desk", "steward", "cashier", "supervisor", "manager"):
            user = self._new_role(role)
            partners = self.env["res.partner"].with_user(user)
            with self.subTest(role):
                self.assertTrue(self.owner.with_user(user).has_access("read"))
                self.assertFalse(stranger.with_user(user).has_access("read"))
                self.assertFalse(partners.search([("phone", "=", stranger.phone)]))
                self.assertTrue(user.partner_id.with_user(user).has_access("read"))
                self.assertTrue(
                    self.company.partner_id.with_user(user).has_access("read")
                )

    def test_bookkeepers_read_all_payers(self):
        stranger = self.neighbour.unit_ids.owner_id
        user = self._new_role("accountant")
        self.assertTrue(stranger.with_user(user).has_access("read"))
        self.assertFalse(stranger.with_user(user).has_access("write"))

    def test_desk_enters_a_new_person_with_his_unit(self):
        clerk = self._new_role("front_desk")
        env = self.env(user=clerk)
        person = env["res.partner"].create({"name": "New", "phone": "13800002222"})
        env["estate.occupancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": person.id,
                "role": "tenant",
                "date_start": "2026-01-01",
            }
        )
        person.phone = "13800003333"
        self.assertEqual(self.unit.with_user(clerk).tenant_id, person)

    def test_former_resident_stays_known(self):
        self.unit.occupancy_ids.date_end = "2024-12-31"
        clerk = self._new_role("front_desk")
        self.assertTrue(self.owner.with_user(clerk).has_access("write"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_desk_changes_no_colleague(self):
        clerk, boss = self._new_role("front_desk"), self._new_role("manager")
        with self.assertRaises(AccessError):
            boss.partner_id.with_user(clerk).email = "thief@example.com"
