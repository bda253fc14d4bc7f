"""A night and a visitor in each community."""


class FurnishDuty:
    """One call that is a case, and somebody who waits at the counter."""

    @classmethod
    def _furnish_duty(cls, community, unit):
        env = community.env
        env["estate.duty.log"].create(
            {
                "unit_id": unit.id,
                "content": "Lamp is dark",
                "type_id": env.ref("estate_service.request_type_public_repair").id,
            }
        )
        env["estate.birthday"].create(
            {
                "partner_id": unit.owner_id.id,
                "unit_id": unit.id,
                "date": "2026-11-11",
            }
        )
        env["estate.reception"].create({"unit_id": unit.id, "visitor_name": "Mr W"})
