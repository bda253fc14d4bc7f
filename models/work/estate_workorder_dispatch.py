from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.dispatch import rank
from ..desk.estate_escalation import CASE
from ..mixins.busy import BusyError, lock
from .res_company import SLIP

DISPATCHERS = (
    "estate_service.group_estate_front_desk",
    "estate_service.group_estate_control_room",
    "estate_service.group_estate_engineer",
)


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

    @api.depends("community_id", "trade_id", "state", "appointment")
    def _compute_suggested_id(self):
        self.suggested_id, self.suggested_load = False, 0
        # A form that begins says nothing of the place yet.
        waiting = self.filtered(
            lambda order: order.state == "new" and order.community_id
        )
        for community, here in waiting.grouped("community_id").items():
            candidates = self._candidates(community)
            for order in here:
                first = next(iter(order._rank(candidates)), None)
                if first and not first.away_until:
                    order.suggested_id = first.id
                    order.suggested_load = first.load

    def _choices(self):
        """Return all technicians of the community as ``Choice``, the first one first.

        Who is away when somebody has to go comes last.
        """
        self.ensure_one()
        return self._rank(self._candidates(self.community_id))

    def _ranking(self):
        """Return the technicians who are here then, who is sent first first."""
        present = [one.id for one in self._choices() if not one.away_until]
        return self.env["res.users"].browse(present)

    def _rank(self, candidates):
        self.ensure_one()
        most = self.community_id.company_id.estate_technician_load
        return rank(candidates, self.trade_id.id or None, most, self._moment_to_go())

    def _moment_to_go(self):
        """Return when somebody has to go: as agreed, else now (naive UTC)."""
        self.ensure_one()
        now = fields.Datetime.now()
        return max(self.appointment or now, now)

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
                        "No technician of %s is here then: send somebody by hand, or "
                        "have the administrator give one the community.",
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
        self._tell_technician()

    def _tell_technician(self):
        if self.technician_id != self.env.user:
            self._tell_user(
                self.technician_id,
                lambda env: env._("Sent to you: %s", self.summary),
            )

    def _withdraw(self, technician):
        """Take it from the list of whom it was taken from."""
        self.activity_unlink([CASE], user_id=technician.id)

    def _take_slip_number(self):
        """Number the slip without a gap, by company (R-408).

        :raises UserError: when somebody deleted the company's series
        """
        # The number is closed to direct writes.
        self.sudo().slip_number = self._next_number(self.company_id.id, SLIP)
