"""What is taken in each community: receipts, deposits, books, sessions, waivers."""

from odoo import Command, fields

from ...models.cashier.estate_cashier_refund import HeldMoney
from .access_common import DAY, MONTH


class FurnishMoney:
    """What is taken in each community: receipts, deposits, books, sessions, waivers."""

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
    def _furnish_waivers(cls, community, unit):
        """What is waived, a vacancy, and a list of late fees."""
        env = community.env
        item = env["estate.fee.item"].search([("code", "=", f"M{community.code}")])
        late = env["estate.fee.item"].create(
            {
                "name": "Late Fee",
                "code": f"L{community.code}",
                "kind": "late_fee",
                "company_id": community.company_id.id,
            }
        )
        env["estate.vacancy.rule"].create(
            {"community_id": community.id, "item_id": item.id, "min_days": 0}
        )
        env["estate.late.fee.rule"].create(
            {
                "name": "Contract",
                "community_id": community.id,
                "item_ids": [Command.set(item.ids)],
                "late_item_id": late.id,
                "grace_days": 0,
                "min_amount": 0,
                "date_from": MONTH,
            }
        )
        env["estate.late.fee.pause"].create(
            {"unit_id": unit.id, "date_from": "2026-12-01", "reason": "A dispute"}
        )
        env["estate.vacancy"].create(
            {"unit_id": unit.id, "date_from": MONTH, "date_to": "2026-12-31"}
        )
        line = env["estate.cashier"]._open_lines(unit)[0]
        env["estate.waiver"].create(
            {
                "unit_id": unit.id,
                "reason_id": env.ref("estate_service.waiver_reason_other").id,
                "note": "Agreed",
                "line_ids": [Command.create({"move_line_id": line["move_line_id"]})],
            }
        )
        run = env["estate.late.fee.run"].create(
            {"community_id": community.id, "date_to": "2026-11-09"}
        )
        run.action_plan()

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
