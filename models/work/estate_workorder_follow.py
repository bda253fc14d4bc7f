from odoo import api, fields, models

from ..desk.estate_request_follow import FOLLOW_UP


class EstateWorkorder(models.Model):
    """What is dispatched is followed until it is done (R-426).

    A case is followed by who received it first; an order without one, by who wrote it.
    """

    _inherit = "estate.workorder"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: not order.request_id)._follow_up()
        return orders

    def _follow_up(self):
        for order in self.with_context(mail_activity_quick_update=True):
            user = order.create_uid
            # Who answers for the order has it on his list by itself.
            if user.active and user != order.user_id:
                due = order.next_deadline or order.appointment or fields.Datetime.now()
                told = order.with_context(lang=user.lang)
                told.activity_schedule(
                    FOLLOW_UP,
                    date_deadline=order._day_here(due),
                    summary=told.env._("Follow until it is done: %s", order.summary),
                    user_id=user.id,
                )

    def _unfollow(self):
        self.activity_unlink([FOLLOW_UP])
