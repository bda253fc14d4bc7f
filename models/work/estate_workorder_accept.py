from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..desk.estate_escalation import CASE
from .estate_workorder import OPEN_STATES


class EstateWorkorder(models.Model):
    """The end of the work: tried out, signed for, looked at by another (R-406)."""

    _inherit = "estate.workorder"

    warranty_until = fields.Date("Work Guaranteed Until", readonly=True, copy=False)

    # ----------------------------------------------------------------- ACTIONS

    def action_accept(self):
        """The resident has tried it out and signs (R-406), or the result is there."""
        self.ensure_one()
        self.check_access("write")
        missing = self._acceptance_hindrances()
        if missing:
            raise UserError(
                self.env._(
                    "%(order)s cannot be finished yet. Missing: %(missing)s.",
                    order=self.name,
                    missing=", ".join(missing),
                )
            )
        now = fields.Datetime.now()
        if self.price_open:
            self._go("to_price", finished_at=now)
            self._reach("finish", now)
            self._ask_resident(now)
            self._ask_for_price()
        else:
            self._go("done", finished_at=now)
            self._ask_resident(now)
            self._accepted(now)

    def action_verify(self):
        """Somebody who did not do it himself looked at the result (R-414, R-415)."""
        self._check_may_dispatch()
        for order in self:
            if order.state != "done":
                raise UserError(self.env._("%s is not finished.", order.name))
            if order.technician_id == self.env.user:
                raise UserError(self.env._("Nobody verifies his own work."))
            # The field of the step is closed to direct writes; the role was checked.
            order.sudo().verified_by_id = self.env.user
        self.activity_unlink([CASE])

    # ------------------------------------------------------------------- STEPS

    def _acceptance_hindrances(self):
        """Return what is missing before the work is accepted, in words (R-406)."""
        self.ensure_one()
        missing = []
        if not (self.result or "").strip():
            missing.append(self.env._("what was done"))
        if self.kind == "paid":
            if not self.signature or not (self.signed_by or "").strip():
                missing.append(self.env._("the resident's signature and name"))
            if not self.opinion:
                missing.append(self.env._("the resident's opinion"))
        if not self.price_open:
            missing += self._price_hindrances()
        elif self.quote_state == "agreed":
            missing.append(
                self.env._(
                    "a new version of the quote that was agreed (Another Than It "
                    "Seemed), or untick Price Not Known Yet"
                )
            )
        return missing

    def _price_hindrances(self):
        if self.kind != "paid":
            return []
        unknown = self.line_ids.filtered(lambda line: line._price_is_missing())
        if unknown:
            return [
                self.env._(
                    "the price of %s, or tick Price Not Known Yet",
                    ", ".join(unknown.mapped("name")),
                )
            ]
        if self.amount_total and self.quote_state == "draft":
            return [self.env._("the resident's consent to the quote (R-404)")]
        return []

    def _accepted(self, now):
        """The work is accepted and its price is known: what follows begins."""
        self.ensure_one()
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write(
            {
                "accepted_at": now,
                "outcome": "done",
                "warranty_until": self._warranty_end(),
            }
        )
        self._open_promise()._end("ended")
        self._reach("finish", now)
        self._stop_clocks(["answer", "arrive"])
        self._unfollow()
        self.activity_unlink([CASE])
        if self.kind != "paid" and not self.verified_by_id:
            self._ask_to_verify()
        self._tell_request(self.result)

    def _ask_to_verify(self):
        """No resident signs for it: somebody else looks at the result (R-415)."""
        if overseer := self._overseer():
            self._tell_user(
                overseer, lambda env: env._("Look at the result: %s", self.summary)
            )

    def _overseer(self):
        """Return who looks after the work of another, or nobody.

        The engineering supervisor, else whoever holds the order or leads; never who
        goes himself.
        """
        self.ensure_one()
        place = self.community_id
        known = place.engineer_id | self.user_id | place._escalation_ladder()
        return (known - self.technician_id).filtered("active")[:1]

    def _warranty_end(self):
        days = max(self.line_ids.product_id.mapped("estate_warranty_days"), default=0)
        return days and self.community_id._today() + timedelta(days=days)

    def _tell_request(self, result):
        """The request is done when its last order is."""
        # Whoever does the work need not be who answers the resident.
        request = self.request_id.sudo()
        open_orders = request.order_ids.filtered(
            lambda order: order.state in OPEN_STATES and order.state != "done"
        )
        if request.state in ("new", "handed") and not open_orders:
            request._feed_back(result)
            request._close_if_asked()
