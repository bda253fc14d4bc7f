"""What banks say of each community, and who is reminded."""

import base64
import json

from odoo import Command, fields

from .access_common import DAY, MONTH


class FurnishBank:
    """What banks say of each community, and who is reminded."""

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
    def _furnish_arrears(cls, community):
        """A debt that somebody promised to pay and disputes, and a run about it."""
        env = community.env(context=dict(community.env.context, tz="UTC"))
        policy = env["estate.dunning.policy"].create(
            {
                "name": "Dunning",
                "company_id": community.company_id.id,
                "community_ids": [Command.set(community.ids)],
                "min_amount": 0,
                "level_ids": [
                    Command.create(
                        {
                            "name": "Letter",
                            "channel": "letter",
                            "body": "Please pay {amount}.",
                            "neutral_body": "Please call {company}.",
                        }
                    )
                ],
            }
        )
        # Overdue for the arrears, though the test's clock stands in the bill's month.
        due = fields.Date.to_date(DAY)
        env["account.move.line"].search(
            [
                ("estate_unit_id.community_id", "=", community.id),
                ("account_type", "=", "asset_receivable"),
                ("amount_residual", ">", 0),
            ]
        ).date_maturity = due
        run = env["estate.dunning.run"].create(
            {"community_id": community.id, "policy_id": policy.id}
        )
        run.action_plan()
        run._send_all()
        debt = run.case_ids.debt_id
        today = fields.Date.context_today(run)
        env["estate.payment.promise"].create(
            {"debt_id": debt.id, "amount": 1, "date": today}
        )
        env["estate.dunning.pause"].create({"debt_id": debt.id, "note": "Too loud"})

    @classmethod
    def _furnish_closing(cls, community, unit):
        """A finding about the unit, and a closed month of the company."""
        env = community.env
        check = env.ref("estate_service.diagnostic_no_fee")
        env["estate.diagnostic.finding"].create(
            {
                "diagnostic_id": check.id,
                "company_id": community.company_id.id,
                "community_id": community.id,
                "unit_id": unit.id,
                "key": f"test/{unit.id}",
                "res_model": unit._name,
                "res_id": unit.id,
                "facts": {"unit": unit.code},
                "note": "Empty for years.",
            }
        )
        closes = env["estate.close"]
        vals = {"company_id": community.company_id.id, "period": "2026-09-01"}
        if not (close := closes.search([("company_id", "=", vals["company_id"])])):
            close = closes.create(
                vals
                | {
                    "state": "closed",
                    "closed_at": "2026-10-02 10:00:00",
                    "version": 1,
                    "line_ids": [
                        Command.create(
                            {"code": "receivable", "state": "red", "difference": 1}
                        )
                    ],
                }
            )
            env["estate.close.file"]._keep(close, "xlsx", "pack.xlsx", b"pack")
            bill = env["account.move"].search(
                [("estate_unit_id", "=", unit.id)], limit=1
            )
            env["estate.close.change"].create(
                {"close_id": close.id, "move_id": bill.id, "what": "posted"}
            )
        env["estate.close.figure"].create(
            {"close_id": close.id, "community_id": community.id, "code": "billed"}
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
