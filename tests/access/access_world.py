"""The same small estate three times: here, next door and in another company."""

import base64
import json

from odoo import Command, fields

from ...models.cashier.estate_cashier_refund import HeldMoney
from ..onboarding.onboarding_common import (
    OPENING_HEADERS,
    PEOPLE_HEADERS,
    OnboardingCommon,
)
from .access_common import AccessCommon

PATHS = {
    "estate.community": "id",
    "estate.bill.plan": "run_id.community_id",
    "estate.collection.batch": "community_ids",
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
    "estate.collection.code",
    "estate.collection.profile",
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
}
"""All communities of a company share these."""
SHARED = {"estate.cash.denomination", "estate.import.field"}
"""Words of the program, about nobody."""

MONTH, DAY = "2026-10-01", "2026-10-05"


class AccessWorld(AccessCommon):
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
        cls._furnish_fees(community, unit)
        cls._furnish_money(community, unit)
        cls._furnish_book(community)
        cls._furnish_bank(community, unit)
        cls._furnish_recon(community, unit)
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
    def _furnish_fees(cls, community, unit):
        env = community.env
        item = env["estate.fee.item"].create(
            {
                "name": "Management Fee",
                "code": f"M{community.code}",
                "company_id": community.company_id.id,
            }
        )
        env["estate.fee.price"].create(
            {
                "item_id": item.id,
                "community_id": community.id,
                "price": 2.5,
                "date_from": "2020-01-01",
            }
        )
        env["estate.fee.rule"].create(
            {
                "name": "All",
                "community_id": community.id,
                "item_id": item.id,
                "date_from": MONTH,
                "building_ids": [Command.set(unit.building_id.ids)],
            }
        ).action_apply()
        run = env["estate.bill.run"].create(
            {"community_id": community.id, "date_from": MONTH, "date_invoice": MONTH}
        )
        run.action_plan()
        run._publish_all()

    @classmethod
    def _furnish_money(cls, community, unit):
        service = community.env["estate.cashier"]
        line = service._open_lines(unit)[0]
        method = service._counter_methods(community.company_id)[0]
        card = unit.card_ids
        service._collect(
            unit,
            unit.owner_id,
            [(line["move_line_id"], 10)],
            [{"payment_method_line_id": method.id, "amount": 90}],
            prepayments=[(None, 30)],
            deposits=[(card, 50)],
            date=fields.Date.to_date(DAY),
        )
        way = service._counter_methods(community.company_id, "outbound")[0]
        service._refund(
            HeldMoney(unit, unit.owner_id, "prepay"),
            5,
            {"payment_method_line_id": way.id},
            "Paid too much",
        )
        deposit = community.env["estate.deposit"].search(
            [("community_id", "=", community.id), ("receipt_id", "!=", False)], limit=1
        )
        community.env["estate.deposit.request"].create(
            {"move_line_id": deposit.id, "amount": 10, "reason": "Moved out"}
        )

    @classmethod
    def _furnish_book(cls, community):
        """A book whose first paper was spoiled; here the cashier has it."""
        book = community.env["estate.receipt.book"].create(
            {
                "company_id": community.company_id.id,
                "community_id": community.id,
                "prefix": community.code,
                "first": 1,
                "last": 50,
            }
        )
        if community == cls.here:
            book._issue(cls.users["ca"], fields.Date.to_date(DAY))
        book._tell(1, 1, "void", "Spoiled")

    @classmethod
    def _furnish_bank(cls, community, unit):
        """A batch whose only deduction may be tried again."""
        env = community.env
        profile = env["estate.collection.profile"].search(
            [("company_id", "=", community.company_id.id)]
        ) or cls._furnish_profile(env)
        mandate = env["estate.mandate"].create(
            {
                "unit_id": unit.id,
                "account_number": "6217232003967166855",
                "name": f"DK{community.code}",
                "date_signed": "2025-01-01",
            }
        )
        mandate.action_activate()
        batch = env["estate.collection.batch"].create(
            {
                "community_ids": [Command.set(community.ids)],
                "profile_id": profile.id,
                "date": "2026-11-10",
            }
        )
        batch.action_choose()
        batch.action_freeze()
        batch.action_send()
        data = f"1,6217232003967166855,{batch.amount_total},01\n".encode()
        env["estate.collection.return"]._import(batch, data, "return.csv")

    @classmethod
    def _furnish_recon(cls, community, unit):
        """A statement with a line that only a person can match, and a known payer."""
        env = community.env
        text = f"日期,金额,对方户名,摘要\n2026-11-05,{community.id}.37,路人,转账"
        file = env["estate.statement.import"].create(
            {
                "company_id": community.company_id.id,
                "file": base64.b64encode(text.encode()),
                "file_name": "statement.csv",
            }
        )
        file.action_check()
        file.action_import()
        env["estate.payer.alias"]._learn([(line, unit) for line in file.line_ids])
        env["estate.recon.exception"].create(
            {
                "type": "unmatched_payer",
                "source": f"test/{community.id}",
                "company_id": community.company_id.id,
                "community_id": community.id,
                "unit_id": unit.id,
                "date": DAY,
                "month": MONTH,
                "amount": 1,
                "statement_line_id": file.line_ids.id,
                "note": "The bank was asked.",
            }
        )

    @classmethod
    def _furnish_profile(cls, env):
        fields = {"sequence": 1, "account": 2, "amount": 3}
        source = {"kind": "delimited", "encoding": "utf-8", "amount": "yuan"}
        answer = {"detail": {**fields, "code": 4}, "codes": {"01": "retry"}}
        request, return_ = env["estate.bank.layout"].create(
            [
                {
                    "name": purpose,
                    "purpose": purpose,
                    "company_id": env.company.id,
                    "definition": json.dumps(source | part),
                }
                for purpose, part in (
                    ("request", {"detail": fields}),
                    ("return", answer),
                )
            ]
        )
        return env["estate.collection.profile"].create(
            {
                "name": "Bank",
                "company_id": env.company.id,
                "account_number": "1",
                "request_layout_id": request.id,
                "return_layout_id": return_.id,
            }
        )

    @classmethod
    def _furnish_session(cls, community):
        """A session of a cashier, with something of all that hangs on one."""
        company = community.company_id
        cashier, giver = cls.users["ca"], cls.users["fd"]
        if community != cls.here:
            cashier = giver = cls.env.user
        env = community.env(user=cls.env.user.id, su=True)
        sessions = env["estate.cashier.session"].with_company(company)
        service = env["estate.cashier"]
        session = sessions.create(
            {
                "company_id": company.id,
                "user_id": cashier.id,
                "journal_id": service._till_journal(company).id,
                "opening_float": 100,
                "cash_ids": [Command.create({"value": 100, "quantity": 1})],
            }
        )
        session._ensure_lines([(session.journal_id, "cash")])
        env["estate.cashier.handover"].create(
            {"session_id": session.id, "giver_id": giver.id}
        )
        service.with_user(cashier).sudo()._deposit(
            session.with_user(cashier).sudo(),
            service._bank_journals(company)[0],
            10,
            fields.Date.to_date(DAY),
            "JK-1",
        )

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
        path, owner = self._path(model), community
        if not path:
            path, owner = "company_id", community.company_id
        return self.env[model].sudo().search([(path, "=", owner.id)])
