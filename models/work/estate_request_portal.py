from odoo import models


class EstateRequest(models.Model):
    """What the resident sees in the portal of the work on his request (B-19)."""

    _inherit = "estate.request"

    def _portal_orders(self):
        self.ensure_one()
        return self.order_ids.filtered(lambda order: order.state != "cancelled")

    def _portal_may_withdraw(self):
        """Not once somebody is to come, whether it was handed over or not."""
        return super()._portal_may_withdraw() and not self._portal_orders()

    def _portal_state(self):
        if self.state == "new" and self._portal_orders():
            return self.env._("In Progress"), "warning"
        return super()._portal_state()

    def _portal_quotes(self):
        """Return the orders whose quote waits for the resident's consent (R-404)."""
        orders = self._portal_orders()
        return orders.filtered(lambda order: order._portal_waits_for_consent())

    def _portal_agreed(self):
        """Return what the resident has agreed to: the quotes of his orders."""
        quotes = self._portal_orders().quote_ids
        return quotes.filtered(lambda quote: quote.agreed_at).sorted("agreed_at")

    def _portal_timeline(self):
        _ = self.env._
        steps = super()._portal_timeline()
        for order in self._portal_orders():
            who = order.technician_id.name or ""
            if order.dispatched_at:
                steps.append((order.dispatched_at, _("%s was asked to come.", who)))
            if order.arrived_at:
                steps.append((order.arrived_at, _("%s has arrived.", who)))
            if order.finished_at:
                steps.append((order.finished_at, _("The work is done.")))
        for quote in self._portal_agreed():
            words = _(
                "%(who)s agreed to %(total)s.",
                who=quote.agreed_by,
                total=quote.currency_id.format(quote.amount_total),
            )
            steps.append((quote.agreed_at, words))
        return sorted(steps, key=lambda step: step[0])

    def _portal_photos(self):
        photos = super()._portal_photos()
        orders = self._portal_orders()
        before, after = orders.before_ids, orders.after_ids
        return [
            *photos,
            (self.env._("Before the Work"), before),
            (self.env._("After the Work"), after),
        ]

    def _portal_appointment(self):
        orders = self._portal_orders().filtered(lambda order: not order.arrived_at)
        agreed = [order.appointment for order in orders if order.appointment]
        return min(agreed, default=None) or super()._portal_appointment()
