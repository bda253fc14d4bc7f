from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ...engine.dispatch import Technician

IN_HAND = ("assigned", "on_site")


class EstateWorkorder(models.Model):
    """Who can be sent: what he knows, has in hand, and when he is away (B-15)."""

    _inherit = "estate.workorder"

    @api.model
    def _candidates(self, community):
        """Return who could be sent in a community, as ``Technician``.

        Some queries, however many orders and technicians there are.
        """
        people = community._technicians()
        facts = self._facts(people)
        # What somebody knows is told to whoever sends him.
        trades = {user.id: user.estate_trade_ids.ids for user in people.sudo()}
        return [
            Technician(user_id, frozenset(trades[user_id]), *facts[user_id])
            for user_id in people.ids
        ]

    @api.model
    def _facts(self, people):
        """Return ``{user id: (orders in hand, when he was sent last, his leaves)}``.

        Leaves are those of his calendar that have not ended yet, whoever wrote them
        there; why he is away is not read. One query for all: the end of an index for
        each, a group over all orders reads years of them.
        """
        self.flush_model(["technician_id", "dispatched_at", "state"])
        leaves = self.env["resource.calendar.leaves"]
        leaves.flush_model(["resource_id", "date_from", "date_to"])
        self.env["resource.resource"].flush_model(["user_id", "active"])
        # He may work in a community that the dispatcher does not see, and whether he
        # is away is told to whoever sends him: no rule is asked.
        rows = self.env.execute_query(
            SQL(
                """SELECT technician.id,
                          (SELECT count(*) FROM estate_workorder
                            WHERE technician_id = technician.id
                              AND state IN %(in_hand)s),
                          (SELECT max(dispatched_at) FROM estate_workorder
                            WHERE technician_id = technician.id),
                          (SELECT array_agg(ARRAY[absence.date_from, absence.date_to])
                             FROM resource_calendar_leaves AS absence
                             JOIN resource_resource AS resource
                               ON resource.id = absence.resource_id
                            WHERE resource.user_id = technician.id
                              AND resource.active
                              AND absence.date_to > %(now)s)
                     FROM unnest(%(people)s::int[]) AS technician(id)""",
                in_hand=IN_HAND,
                now=fields.Datetime.now(),
                people=people.ids,
            )
        )
        return {
            user_id: (load, sent, tuple(map(tuple, away or ())))
            for user_id, load, sent, away in rows
        }

    @api.model
    def load_technicians(self, community_ids=None):
        """Return who can be sent and what he has in hand, the freest first (B-15).

        :param community_ids: those of the user unless given
        :return: list of dict(id, name, load, late, full, away); ``away`` says until
            when he is away, in words; who is comes last
        :raises AccessError: for who sees no work orders
        """
        self.browse().check_access("read")
        communities = self.env["estate.community"].search(
            [("id", "in", community_ids)] if community_ids else []
        )
        people = communities._technicians_of()
        facts, late = self._facts(people), self._late_by_technician(people)
        most = self.env.company.estate_technician_load
        now = fields.Datetime.now()
        rows = []
        for user in people:
            load, _sent, leaves = facts[user.id]
            back = Technician(user.id, leaves=leaves).away_until(now)
            rows.append(
                {
                    "id": user.id,
                    "name": user.name,
                    "load": load,
                    "late": late.get(user.id, 0),
                    "full": bool(most) and load >= most,
                    "away": self._away_words(back),
                }
            )
        return sorted(rows, key=lambda row: (bool(row["away"]), row["load"], row["id"]))

    @api.model
    def _away_words(self, back):
        """Return until when somebody is away, in words; False when he is here.

        :param back: naive UTC datetime, or nothing
        """
        if not back:
            return False
        moment = format_datetime(self.env, back, dt_format="short")
        return self.env._("away until %s", moment)

    @api.model
    def _late_by_technician(self, people):
        # As above: what he has in hand elsewhere keeps him, too.
        groups = self.sudo()._read_group(
            [
                ("technician_id", "in", people.ids),
                ("state", "in", IN_HAND),
                ("next_deadline", "<", fields.Datetime.now()),
            ],
            ["technician_id"],
            ["__count"],
        )
        return {user.id: count for user, count in groups}
