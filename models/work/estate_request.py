from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mixins.busy import lock
from .estate_workorder import KINDS, OPEN_STATES


class EstateRequest(models.Model):
    """What somebody reported and has to go and see to (R-414…R-416)."""

    _inherit = "estate.request"

    order_ids = fields.One2many("estate.workorder", "request_id", "Work Orders")
    order_count = fields.Integer(compute="_compute_order_count")
    may_order = fields.Boolean(compute="_compute_may_order")

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["estate.workorder"]._read_group(
                [("request_id", "in", self.ids)], ["request_id"], ["__count"]
            )
        )
        for request in self:
            request.order_count = counts.get(request._origin, 0)

    @api.depends("flow", "state", "order_ids.state")
    def _compute_may_order(self):
        """Work is ordered where the type asks for it and nobody is at it yet."""
        kinds = dict(KINDS)
        busy = set(self._open_orders().request_id.ids)
        for request in self:
            request.may_order = (
                request.flow in kinds
                and request.state in ("new", "handed")
                and request._origin.id not in busy
            )

    def _open_orders(self):
        # Whether somebody is at it is a fact of the case, whoever sees its orders.
        orders = self.env["estate.workorder"].sudo()
        working = [state for state in OPEN_STATES if state != "done"]
        return orders.search([("request_id", "in", self.ids), ("state", "in", working)])

    def action_open_order(self):
        """Hand over and write the work order, with one click (R-414)."""
        self.ensure_one()
        self.check_access("write")
        self._lock_to_order()
        if not self.may_order:
            raise UserError(
                self.env._("%s asks for no work order, or has one.", self.name)
            )
        if self.state == "new":
            self._hand_over()
        order = self.env["estate.workorder"].create(self._order_vals())
        return order._get_records_action(context={})

    def _lock_to_order(self):
        """Two who click at once: the second finds the order of the first.

        A case in hand already is not changed by its order. It is written here, so that
        who began before the first had ended begins anew.

        :raises BusyError: when somebody else orders work for it right now
        """
        lock(self)
        self.env.cr.execute(
            SQL(
                "UPDATE estate_request SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )
        self.invalidate_recordset(["state", "order_ids", "may_order"])

    def _order_vals(self):
        return {
            "request_id": self.id,
            "place": self.place,
            "summary": self.summary,
            "content": self.content,
            "urgency": self.urgency,
            "appointment": self.appointment,
        }

    def action_view_orders(self):
        self.ensure_one()
        return self.order_ids._get_records_action(
            name=self.env._("Work Orders"), context={"default_request_id": self.id}
        )

    def _feed_back(self, result):
        """:raises UserError: as long as somebody is to do something for it."""
        # Whoever answers the resident need not see the orders of the case.
        at_work = self.sudo().order_ids.filtered(
            lambda order: order.state in OPEN_STATES and order.state != "done"
        )
        if at_work:
            raise UserError(
                self.env._(
                    "Not done yet: %s. Finish or cancel it first.",
                    ", ".join(at_work.mapped("name")),
                )
            )
        return super()._feed_back(result)

    def _work_ended(self):
        """The last repair, even where its price is still to be fixed."""
        # Whoever asks need not see the orders of the case.
        finished = [order.finished_at for order in self.sudo().order_ids]
        return max(filter(None, finished), default=None) or super()._work_ended()

    def _after_visit(self, visit):
        """Content: what was done for it is closed with it (R-414)."""
        result = super()._after_visit(visit)
        if visit._is_content():
            # Who asks the resident need not see the orders of the case.
            orders = self.sudo().order_ids
            orders._reach("visit", visit.done_at)
            orders._close_if_complete()
        return result

    def _without_visit(self):
        """What was done for it is asked about with it (R-414)."""
        result = super()._without_visit()
        # Who visits need not see the orders of the case.
        for order in self.sudo().order_ids:
            order._without_visit()
        return result

    def _reopen(self, reason):
        """Nobody is asked yet about the repair that goes on."""
        result = super()._reopen(reason)
        # Who reopens the case need not see its orders, nor another's visits.
        orders = self.sudo().order_ids
        orders._stop_clocks(["visit"])
        orders._drop_visits(self.env._("It goes on."))
        return result

    def _close_if_asked(self):
        """Close what the resident was asked about while its price was to fix."""
        if (
            self.needs_visit
            and not self.visit_waived
            and not self._closing_hindrances()
        ):
            self.action_close()

    def _closing_hindrances(self):
        missing = super()._closing_hindrances()
        if self._open_orders():
            missing.append(self.env._("the end of its work orders"))
        return missing

    def _cancel(self, reason):
        """Nobody goes for what was cancelled."""
        result = super()._cancel(reason)
        for order in self._open_orders():
            if order.state in ("new", "assigned"):
                # Who cancels the case cancels what was to be done for it.
                order._cancel(reason)
        return result
