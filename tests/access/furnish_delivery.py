"""A unit that changes hands in each community."""

from odoo import Command, fields

from .access_common import DAY


class FurnishDelivery:
    """Settled: with a line, a meter, a paper and money that is held."""

    @classmethod
    def _furnish_delivery(cls, community, unit):
        env = community.env
        buyer = env["res.partner"].create(
            {"name": f"Buyer {community.code}", "phone": "13700000000"}
        )
        transfer = env["estate.unit.transfer"].create(
            {
                "unit_id": unit.id,
                "date": fields.Date.add(fields.Date.to_date(DAY), days=1),
                "to_partner_id": buyer.id,
            }
        )
        transfer.action_ask_papers()
        if not transfer.meter_ids:
            meter = env["estate.meter"].search([("unit_id", "=", unit.id)], limit=1)
            transfer.meter_ids = [Command.create({"meter_id": meter.id})]
        line = env["estate.cashier"]._open_lines(unit)[0]
        transfer.line_ids = [
            Command.create(
                {
                    "kind": "split",
                    "move_line_id": line["move_line_id"],
                    "item_id": line["item_id"],
                    "label": line["name"],
                    "date_from": line["date_from"],
                    "date_to": line["date_to"],
                }
            )
        ]
