"""The same small estate three times: here, next door and in another company."""

from odoo import Command

from ..onboarding.onboarding_common import (
    OPENING_HEADERS,
    PEOPLE_HEADERS,
    OnboardingCommon,
)
from .access_common import MONTH, AccessCommon
from .furnish_bank import FurnishBank
from .furnish_commission import FurnishCommission
from .furnish_delivery import FurnishDelivery
from .furnish_desk import FurnishDesk
from .furnish_duty import FurnishDuty
from .furnish_fees import FurnishFees
from .furnish_fund import FurnishFund
from .furnish_money import FurnishMoney
from .furnish_work import FurnishWork

PATHS = {
    "event.event": "estate_community_id",
    "event.registration": "estate_community_id",
    "estate.community": "id",
    "estate.bill.plan": "run_id.community_id",
    "estate.collection.batch": "community_ids",
    "estate.fee.price.tier": "price_id.community_id",
    "estate.collection.return": "batch_id.community_ids",
    "account.move": "estate_unit_id.community_id",
    "account.move.line": "estate_unit_id.community_id",
    "account.payment": "estate_unit_id.community_id",
    "estate.vip.profile": "partner_id.estate_occupancy_ids.community_id",
    "res.partner": "estate_occupancy_ids.community_id",
    "res.partner.bank": "partner_id.estate_occupancy_ids.community_id",
}
"""Way to the community where it is no stored field, and of core's own models."""
OF_COMPANY = {
    "estate.access.card.type",
    "estate.bank.layout",
    "estate.close",
    "estate.close.change",
    "estate.close.file",
    "estate.close.line",
    "estate.collection.code",
    "estate.collection.profile",
    "estate.directory.entry",
    "estate.dunning.level",
    "estate.dunning.policy",
    "estate.payer.alias",
    "estate.recon.proposal",
    "estate.statement.import",
    "account.bank.statement.line",
    "estate.cash.deposit",
    "estate.cashier.handover",
    "estate.cashier.session",
    "estate.cashier.session.cash",
    "estate.cashier.session.line",
    "estate.fee.item",
    "estate.import.profile",
    "estate.import.profile.line",
    "estate.service.policy",
    "estate.service.target",
    "estate.visit.rule",
    "estate.vendor.scope",
}
"""All communities of a company share these."""
SHARED = {
    "estate.cash.denomination",
    "estate.fund.purpose",
    "estate.diagnostic",
    "estate.directory.category",
    "estate.import.field",
    "estate.meter.type",
    "estate.quality.point",
    "estate.request.type",
    "estate.visit.question",
    "estate.service.order.type",
    "estate.trade",
    "estate.scenario",
    "estate.scenario.line",
    "estate.transfer.paper",
    "estate.waiver.reason",
    "estate.warranty.rule",
}
"""Words of the program, about nobody."""


class AccessWorld(
    FurnishFees,
    FurnishMoney,
    FurnishBank,
    FurnishFund,
    FurnishDelivery,
    FurnishDesk,
    FurnishCommission,
    FurnishWork,
    FurnishDuty,
    AccessCommon,
):
    """``here`` is the community that the users serve; ``next_door`` is of the same
    company, ``abroad`` of another. Each has something of every model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger_company = cls.env["res.company"].create({"name": "Elsewhere"})
        for company in cls.company | cls.stranger_company:
            cls.env["estate.setup"].sudo()._set_up(company)
        cls.here = cls.community
        cls.next_door, cls.abroad = cls.env["estate.community"].create(
            [
                {"name": "Hilltop", "code": "HT", "company_id": cls.company.id},
                {
                    "name": "Overseas",
                    "code": "OS",
                    "company_id": cls.stranger_company.id,
                },
            ]
        )
        for community in (cls.here, cls.next_door, cls.abroad):
            cls._furnish(community.sudo().with_company(community.company_id))

    # ------------------------------------------------------------
    # WHAT IS THERE
    # ------------------------------------------------------------

    @classmethod
    def _furnish(cls, community):
        unit = cls._furnish_registry(community)
        cls._furnish_import(community)
        cls._furnish_desk(community, unit)
        cls._furnish_fees(community, unit)
        cls._furnish_money(community, unit)
        cls._furnish_waivers(community, unit)
        cls._furnish_book(community)
        cls._furnish_bank(community, unit)
        cls._furnish_recon(community, unit)
        cls._furnish_arrears(community)
        cls._furnish_fund(community)
        cls._furnish_delivery(community, unit)
        cls._furnish_commission(community, unit)
        cls._furnish_work(community, unit)
        cls._furnish_closing(community, unit)
        cls._furnish_duty(community, unit)
        if community != cls.next_door:
            cls._furnish_session(community)
        cls.env.flush_all()

    @classmethod
    def _furnish_registry(cls, community):
        env = community.env
        building = env["estate.building"].create(
            {"name": "9栋", "code": "9", "community_id": community.id}
        )
        unit = env["estate.unit"].create(
            {"building_id": building.id, "room": "901", "area_built": 90.0}
        )
        person = env["res.partner"].create(
            {"name": f"Owner of {community.code}", "phone": "13800009999"}
        )
        env["res.partner.bank"].create(
            {"partner_id": person.id, "acc_number": "6217232003967166855"}
        )
        occupancy = env["estate.occupancy"].create(
            {"unit_id": unit.id, "partner_id": person.id, "date_start": "2025-01-01"}
        )
        env["estate.contact.point"].create(
            {"occupancy_id": occupancy.id, "name": "Spouse", "phone": "13800008888"}
        )
        env["estate.vip.profile"].create(
            {"partner_id": person.id, "company_id": community.company_id.id}
        )
        env["estate.vehicle"].create({"unit_id": unit.id, "plate": "粤A99999"})
        card_type = env["estate.access.card.type"].create(
            {"name": "Door", "company_id": community.company_id.id, "deposit": 50}
        )
        env["estate.access.card"].create(
            {
                "name": f"{community.code}1",
                "type_id": card_type.id,
                "unit_id": unit.id,
                "standard_told": True,
                "documents_checked": True,
            }
        )
        return unit

    @classmethod
    def _furnish_import(cls, community):
        """One import that found a fault and did the rest."""
        # The same name and number would be the same person for the import.
        phone = f"1380000{community.id:04}"
        file = OnboardingCommon._xlsx(
            (
                PEOPLE_HEADERS,
                ("9-901", f"张{community.code}", "家属", None, phone, "2025-01-01"),
                ("9-999", "李四", "家属", None, "13800006666", "2025-01-01"),
            ),
            (OPENING_HEADERS, ("9-901", "押金", "Deposit", None, 100)),
        )
        importer = community.env["estate.import"].create(
            {
                "community_id": community.id,
                "cut_over": MONTH,
                "attachment_ids": [Command.create({"name": "a.xlsx", "raw": file})],
            }
        )
        importer.action_check()
        importer.action_import_good()

    # ------------------------------------------------------------
    # WHERE IT IS
    # ------------------------------------------------------------

    @classmethod
    def _kept_models(cls):
        """Own models whose records stay, and core's that carry a unit."""
        core = [
            name for name in {*PATHS, *OF_COMPANY} if not name.startswith("estate.")
        ]
        own = [name for name in cls._own_models() if not cls.env[name]._transient]
        return own + core

    @classmethod
    def _path(cls, model):
        """Way from a model to the community, none when it is the company's."""
        if model in PATHS:
            return PATHS[model]
        field = cls.env[model]._fields.get("community_id")
        return "community_id" if field and field._description_searchable else None

    def _of(self, model, community):
        """Records of a model that belong to a community (or else to its company)."""
        if model in SHARED:
            return self.env[model].sudo().search([])
        path, owner = self._path(model), community
        if not path:
            path, owner = "company_id", community.company_id
        return self.env[model].sudo().search([(path, "=", owner.id)])
