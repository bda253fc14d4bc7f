from odoo import Command
from odoo.tests import new_test_user

from ..common import EstateCommon

ROLES = (
    "front_desk",
    "steward",
    "cashier",
    "finance_clerk",
    "accountant",
    "supervisor",
    "manager",
    "representative",
    "general_manager",
    "admin",
)
SEE_ALL = ("representative", "general_manager", "admin")


class RegistryCommon(EstateCommon):
    """The test community beside a second one, and a third of another company.

    Each of the others has one unit with an owner, a contact, a vehicle and a card.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card_type = cls._new_card_type(cls.company)
        cls.neighbour = cls._new_community("Hillside", cls.company)
        cls.other_company = cls.env["res.company"].create({"name": "Another Company"})
        cls.stranger = cls._new_community("Seaside", cls.other_company)

    @classmethod
    def _person(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def _new_card_type(cls, company):
        return cls.env["estate.access.card.type"].create(
            {
                "name": "Parking Card",
                "kind": "parking",
                "company_id": company.id,
            }
        )

    @classmethod
    def _new_community(cls, name, company):
        """A community of one unit with one record of each kind around it."""
        # The test user works in one company; the fixture spans two.
        env = cls.env(su=True, context={"allowed_company_ids": company.ids})
        community = env["estate.community"].create(
            {"name": name, "code": name[:2].upper(), "company_id": company.id}
        )
        building = env["estate.building"].create(
            {"name": "1栋", "code": "1", "community_id": community.id}
        )
        unit = env["estate.unit"].create(
            {"building_id": building.id, "section": "9", "room": "901"}
        )
        owner = env["res.partner"].create(
            {"name": f"Owner of {name}", "phone": "13500007788"}
        )
        occupancy = env["estate.occupancy"].create(
            {"unit_id": unit.id, "partner_id": owner.id, "date_start": "2024-01-01"}
        )
        env["estate.contact.point"].create(
            {"occupancy_id": occupancy.id, "name": "Cousin", "phone": "13500009999"}
        )
        env["estate.vehicle"].create({"unit_id": unit.id, "plate": f"粤X{name[:5]}"})
        card_type = env["estate.access.card.type"].search(
            [("company_id", "=", company.id)], limit=1
        )
        if not card_type:
            card_type = cls._new_card_type(company)
        env["estate.access.card"].create(
            {"name": f"C-{name}", "type_id": card_type.id, "unit_id": unit.id}
        )
        return community.sudo(False).with_env(cls.env)

    @classmethod
    def _new_role(cls, role, communities=None, companies=None):
        """A user of one role for some communities, the test community by default."""
        communities = cls.community if communities is None else communities
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            login=f"{role}_registry",
            password=f"{role}_registry",
            groups=f"estate_service.group_estate_{role}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            estate_community_ids=[Command.set(communities.ids)],
        )
