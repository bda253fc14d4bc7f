"""A work order of each kind of step in each community."""

from odoo import Command, fields

from .access_common import MONTH


class FurnishWork:
    """Accepted and to be billed; one that waits, with a time; and a review."""

    @classmethod
    def _furnish_work(cls, community, unit):
        env = community.env
        service = env.ref("estate_service.service_paid_26").product_variant_id
        repair = env.ref("estate_service.request_type_paid_repair_water")
        values = {"unit_id": unit.id, "type_id": repair.id, "summary": "Tap drips"}
        done, waiting = env["estate.workorder"].create(
            [
                values,
                {
                    **values,
                    "urgency": "appointment",
                    "appointment": fields.Datetime.add(fields.Datetime.now(), hours=3),
                },
            ]
        )
        done.line_ids = [
            Command.create({"product_id": service.id, "quantity": 1, "price_unit": 30})
        ]
        waiting.line_ids = [Command.create({"product_id": service.id})]
        done._consent("Owner", "site")
        done.write(
            {
                "state": "done",
                "outcome": "done",
                "accepted_at": fields.Datetime.now(),
            }
        )
        cls._furnish_work_to_take(unit, repair)
        review = env["estate.service.review"]._prepare(
            community, fields.Date.to_date(MONTH)
        )
        env["estate.service.review.line"].create(
            {"review_id": review.id, "product_id": service.id, "order_count": 1}
        )

    @classmethod
    def _furnish_work_to_take(cls, unit, repair):
        """What a technician may take, with what hangs on its request."""
        env = unit.env
        request = env["estate.request"].create(
            {
                "unit_id": unit.id,
                "type_id": repair.id,
                "summary": "Drain is blocked",
                "repeated": True,
            }
        )
        env["estate.workorder"].create(
            {"request_id": request.id, "summary": "Drain is blocked"}
        )
        env["estate.visit"].create(
            {
                "request_id": request.id,
                "kind": "sampled",
                "user_id": cls.users["st"].id,
            }
        )
        env["estate.service.order"].create(
            {
                "request_id": request.id,
                "unit_id": unit.id,
                "type_id": env.ref("estate_service.service_order_type_cake").id,
                "summary": "Flowers meanwhile",
                "estimate": 10,
            }
        )
