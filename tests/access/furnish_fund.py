"""What fees are used for in each community: budget, expense, report."""

from odoo import Command


class FurnishFund:
    @classmethod
    def _furnish_fund(cls, community):
        env = community.env
        purpose = env.ref("estate_service.fund_purpose_cleaning")
        env["estate.fund.budget"].create(
            {
                "community_id": community.id,
                "date_from": "2026-01-01",
                "line_ids": [Command.create({"purpose_id": purpose.id, "amount": 900})],
            }
        )
        env["estate.fund.expense"].create(
            {
                "community_id": community.id,
                "purpose_id": purpose.id,
                "amount": 50,
                "note": "Brooms",
            }
        )
        report = env["estate.fund.report"].create(
            {
                "community_id": community.id,
                "date_from": "2026-07-01",
                "line_ids": [Command.create({"purpose_id": purpose.id})],
            }
        )
        report.flush_recordset()
        env["estate.fund.report.receipt"].create(
            {
                "report_id": report.id,
                "partner_id": env["res.partner"].create({"name": "Told"}).id,
                "channel": "letter",
                "state": "failed",
            }
        )
