from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.dispatch import Technician, rank
from ..mixins.busy import BusyError, lock
from .res_company import SLIP

DISPATCHERS = (
    "estate_service.group_estate_front_desk",
    "estate_service.group_estate_control_room",
    "estate_service.group_estate_engineer",
)
IN_HAND = ("assigned", "on_site")


class EstateWorkorder(models.Model):
    """Who is sent: given, taken, or in turn by trade and load (R-414, B-15)."""

    _inherit = "estate.workorder"

    suggested_id = fields.Many2one(
        "res.users",
        "Suggested",
        compute="_compute_suggested_id",
        help="Knows the trade, has least in hand, and it is his turn.",
    )

    suggested_load = fields.Integer(
        "In His Hands",
        compute="_compute_suggested_id",
        help="Orders that whoever is suggested has in hand.",
    )
    _in_hand_idx = models.Index(
        "(technician_id, next_deadline) WHERE state IN ('assigned', 'on_site')"
    )

    @api.depends("community_id", "trade_id", "state")
    def _compute_suggested_id(self):
        self.suggested_id, self.suggested_load = False, 0
        # A form that begins says nothing of the place yet.
        waiting = self.filtered(
            lambda order: order.state == "new" and order.community_id
        )
        for community, here in waiting.grouped("community_id").items():
            candidates = self._candidates(community)
            for orders in here.grouped("trade_id").values():
                for choice in orders[0]._rank(candidates)[:1]:
                    orders.suggested_id = choice.id
                    orders.suggested_load = choice.load

    def _ranking(self):
        """Return the technicians of the community, who is sent first first."""
        self.ensure_one()
        choices = self._rank(self._candidates(self.community_id))
        return self.env["res.users"].browse([choice.id for choice in choices])

    def _rank(self, candidates):
        self.ensure_one()
        most = self.community_id.company_id.estate_technician_load
        return rank(candidates, self.trade_id.id or None, most)

    @api.model
    def _candidates(self, community):
        """Return who could be sent in a community, with what he knows and has in hand.

        Some queries, however many orders and technicians there are.
        """
        people = community._technicians()
        facts = self._loads(people)
        # What somebody knows is told to whoever sends him.
        trades = {user.id: user.estate_trade_ids.ids for user in people.sudo()}
        return [
            Technician(
                user_id, frozenset(trades[user_id]), *facts.get(user_id, (0, None))
            )
            for user_id in people.ids
        ]

    @api.model
    def _loads(self, people):
        """Return ``{user id: (orders in hand, when he was sent last)}``."""
        # He may work in a community that the dispatcher does not see.
        orders = self.sudo()
        hands = orders._read_group(
            [("technician_id", "in", people.ids), ("state", "in", IN_HAND)],
            ["technician_id"],
            ["__count"],
        )
        load = {user.id: count for user, count in hands}
        orders.flush_model(["technician_id", "dispatched_at"])
        # The end of an index for each; a group over all orders reads years of them.
        last = self.env.execute_query(
            SQL(
                """SELECT technician.id,
                          (SELECT max(dispatched_at) FROM estate_workorder
                            WHERE technician_id = technician.id)
                     FROM unnest(%s::int[]) AS technician(id)""",
                people.ids,
            )
        )
        return {
            user_id: (load.get(user_id, 0), moment)
            for user_id, moment in last
            if moment or user_id in load
        }

    @api.model
    def load_technicians(self, community_ids=None):
        """Return who can be sent and what he has in hand, the freest first (B-15).

        :param community_ids: those of the user unless given
        :return: list of dict(id, name, load, late, full)
        :raises AccessError: for who sees no work orders
        """
        self.browse().check_access("read")
        communities = self.env["estate.community"].search(
            [("id", "in", community_ids)] if community_ids else []
        )
        people = communities._technicians_of()
        loads, late = self._loads(people), self._late_by_technician(people)
        most = self.env.company.estate_technician_load
        rows = [
            {
                "id": user.id,
                "name": user.name,
                "load": loads.get(user.id, (0, None))[0],
                "late": late.get(user.id, 0),
            }
            for user in people
        ]
        for row in rows:
            row["full"] = bool(most) and row["load"] >= most
        return sorted(rows, key=lambda row: (row["load"], row["id"]))

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

    # ----------------------------------------------------------------- ACTIONS

    def action_dispatch(self):
        """Send whoever's turn it is, with one click (B-15)."""
        self._check_may_dispatch()
        for order in self:
            # Whoever was sent by a colleague meanwhile is not called back.
            order._lock_to_take()
            who = order._ranking()[:1]
            if not who:
                raise UserError(
                    self.env._(
                        "No technician works in %s: the administrator gives one of "
                        "them the community.",
                        order.community_id.name,
                    )
                )
            order._assign(who)

    def action_assign(self):
        """Ask who is sent."""
        self._check_may_dispatch()
        return self._ask("assign", self.env._("Send Somebody"))

    def action_grab(self):
        """The technician takes an order that nobody has (抢单)."""
        self.ensure_one()
        self.check_access("write")
        if self.env.user not in self.community_id._technicians():
            raise AccessError(self.env._("Technicians of the community take orders."))
        if not self.community_id.dispatch_grab:
            raise UserError(
                self.env._("In %s orders are given, not taken.", self.community_id.name)
            )
        self._lock_to_take()
        self._assign(self.env.user)

    def _lock_to_take(self):
        """Two who click at once: the first has it, the second is told.

        :raises UserError: when somebody has it already
        """
        try:
            # Whoever sees it may try to take it; the row is locked for that.
            lock(self.sudo())
        except BusyError as error:
            raise UserError(self.env._("A colleague was faster.")) from error
        self.invalidate_recordset(["state", "technician_id"])
        if self.state != "new" or self.technician_id:
            raise UserError(self.env._("A colleague was faster."))

    def _check_may_dispatch(self):
        self.check_access("write")
        user = self.env.user
        if not self.env.su and not any(map(user.has_group, DISPATCHERS)):
            raise AccessError(
                self.env._("The duty officer or the engineering supervisor sends.")
            )

    # ------------------------------------------------------------------- STEPS

    def _assign(self, technician):
        """Send ``technician``; the slip gets its number with the first one sent."""
        self.ensure_one()
        if technician not in self.community_id._technicians():
            raise UserError(
                self.env._(
                    "%(who)s is no technician of %(community)s.",
                    who=technician.name,
                    community=self.community_id.name,
                )
            )
        before = self.technician_id
        self._go("assigned", technician_id=technician.id, arrived_at=False)
        if not self.slip_number:
            self._take_slip_number()
        now = fields.Datetime.now()
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().dispatched_at = now
        # So is the ledger of promises.
        self._open_promise().sudo().technician_id = technician
        self._reach("answer", now)
        if before and before != technician:
            self._withdraw(before)
        self._tell_technician(self.env._("Sent to you: %s", self.summary))

    def _tell_technician(self, summary):
        if self.technician_id != self.env.user:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "estate_service.mail_activity_type_case",
                date_deadline=self.community_id._today(),
                summary=summary,
                user_id=self.technician_id.id,
            )

    def _withdraw(self, technician):
        """Take it from the list of whom it was taken from."""
        self.activity_unlink(
            ["estate_service.mail_activity_type_case"], user_id=technician.id
        )

    def _take_slip_number(self):
        """Number the slip without a gap, by company (R-408).

        :raises UserError: when somebody deleted the company's series
        """
        # The number is closed to direct writes.
        self.sudo().slip_number = self._next_number(self.company_id.id, SLIP)
