"""What is charged in each community: items, prices, meters, bills."""

from odoo import Command

from .access_common import EFFECTIVE, MONTH


class FurnishFees:
    """What is charged in each community: items, prices, meters, bills."""

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
        cls._furnish_meters(community, unit)
        run = env["estate.bill.run"].create(
            {"community_id": community.id, "date_from": MONTH, "date_invoice": MONTH}
        )
        run.action_plan()
        run._publish_all()
        cls._furnish_adjustment(community, item, unit)

    @classmethod
    def _furnish_adjustment(cls, community, item, unit):
        """A price that changes within a billed month; the owner is not reached yet."""
        env = community.env
        adjustment = env["estate.fee.adjustment"].create(
            {
                "community_id": community.id,
                "reason": "Wages rose",
                "findings": "<p>3.05 a m²</p>",
                "affordability": "Little",
                "date_effective": EFFECTIVE,
                "simulation_month": MONTH,
                "prepaid_choice": "rebill",
                "line_ids": [Command.create({"item_id": item.id, "new_price": 3})],
                "question_ids": [
                    Command.create({"unit_id": unit.id, "question": "Why?"})
                ],
            }
        )
        adjustment.action_plan()
        adjustment.action_simulate()
        # Its day is over by the clock of these tests: the owners were asked before.
        adjustment._take_step("consult")
        adjustment.write(
            {
                "consent_by": "committee",
                "consent_ref": "2026-9",
                "consent_date": MONTH,
                "consent_attachment_ids": [
                    Command.create({"name": "consent.pdf", "raw": b"%PDF-1.4"})
                ],
            }
        )
        adjustment.action_consent()
        adjustment.action_notify()
        adjustment._decide("Everybody knows")

    @classmethod
    def _furnish_meters(cls, community, unit):
        """A water meter with tiers and a round, and a cost that is shared."""
        env = community.env
        water_type = env.ref("estate_service.estate_meter_type_water")
        water, lift = env["estate.fee.item"].create(
            [
                {
                    "name": basis,
                    "code": f"{basis}{community.code}",
                    "basis": basis,
                    "kind": "agency",
                    "meter_type_id": water_type.id,
                    "company_id": community.company_id.id,
                }
                for basis in ("usage", "share")
            ]
        )
        env["estate.fee.price"].create(
            {
                "item_id": water.id,
                "community_id": community.id,
                "price": 3.45,
                "date_from": "2020-01-01",
                "tier_ids": [Command.create({"above": 180, "price": 4.83})],
            }
        )
        env["estate.fee.assignment"].create(
            [
                {"unit_id": unit.id, "item_id": item.id, "date_from": MONTH}
                for item in (water, lift)
            ]
        )
        env["estate.meter"].create(
            {
                "unit_id": unit.id,
                "type_id": water_type.id,
                "serial": f"W{community.code}",
                "date_install": MONTH,
            }
        )
        env["estate.meter.round"].create(
            {
                "community_id": community.id,
                "type_id": water_type.id,
                "date": "2026-12-31",
            }
        ).action_start()
        env["estate.share.pool"].create(
            {
                "name": "Lift",
                "community_id": community.id,
                "item_id": lift.id,
                "date_from": MONTH,
                "date_to": MONTH,
                "amount": 10,
            }
        ).action_share()
