"""A burst pipe in each community, moved up once."""

from odoo import Command


class FurnishDesk:
    """Registered: with its promised times, a service level and who answers."""

    @classmethod
    def _furnish_desk(cls, community, unit):
        env = community.env
        community.supervisor_id = cls.users["su"]
        community.manager_id = cls.users["ma"]
        env["estate.service.policy"].create(
            {
                "name": "Pipes",
                "company_id": community.company_id.id,
                "community_ids": [Command.set(community.ids)],
                "sequence": 1,
                "target_ids": [
                    Command.create({"target": "answer", "minutes": 20}),
                    Command.create({"target": "finish", "minutes": 60}),
                ],
            }
        )
        # Of the users here nobody serves the others, and who is named has to.
        named = cls.users["en"] if community == cls.here else cls.env.user
        community.user_ids |= named
        env["estate.department.route"].create(
            {
                "community_id": community.id,
                "department_id": env.ref("estate_service.department_engineering").id,
                "user_id": named.id,
            }
        )
        request = env["estate.request"].create(
            {
                "unit_id": unit.id,
                "type_id": env.ref("estate_service.request_type_paid_repair_water").id,
                "summary": "Burst pipe",
                "repeated": True,
            }
        )
        # Who does not see all cases sees where he was late, and what he had.
        holders = [cls.users[role] for role in ("st", "te")]
        for clock, holder in zip(request.clock_ids, holders, strict=True):
            clock.responsible_id = holder
        for holder in (*holders, cls.users["su"]):
            request._escalate(holder, "Insists on the supervisor")
        cls._furnish_visits(community, request)
        cls._furnish_programme(community)

    @classmethod
    def _furnish_programme(cls, community):
        """A class with a session that a resident has signed up for."""
        programme = community.env["estate.programme"].create(
            {"name": "Painting", "community_id": community.id, "published": True}
        )
        session = programme.event_ids[:1]
        resident = community.env["estate.occupancy"].search(
            [("community_id", "=", community.id)], limit=1
        )
        session._estate_sign_up(resident.partner_id, "")

    @classmethod
    def _furnish_visits(cls, community, request):
        """A rule, a call to make, a check to make and an incident to decide."""
        env = community.env
        env["estate.visit.rule"].create(
            {"name": "All", "company_id": community.company_id.id}
        )
        env["estate.visit"].create(
            {
                "request_id": request.id,
                "kind": "sampled",
                "user_id": cls.users["st"].id,
            }
        )
        judged = request.copy()
        judged.state = "closed"
        env["estate.quality.check"].create({"request_id": judged.id})
        incident = request._propose("pipes")
        incident._link(request)
