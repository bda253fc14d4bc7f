from odoo import Command, fields, models
from odoo.exceptions import UserError

NEXT = {
    "draft": ("signed",),
    "signed": ("draft",),
    "ordered": ("signed",),
    "delivered": ("ordered",),
    "settled": ("delivered",),
    "done": ("settled",),
    "cancelled": ("draft", "signed", "ordered", "delivered"),
}
"""From which states each state is reached.

What was handed over is cancelled only when it went back. Back from the settlement
leads the cashier service alone, which takes the charge back.
"""


class EstateServiceOrder(models.Model):
    """The eleven steps of the source, from the signature to the file (R-421)."""

    _inherit = "estate.service.order"

    # ----------------------------------------------------------------- ACTIONS

    def action_sign(self):
        """The principal agrees to the order and signs it (step 3)."""
        for order in self:
            order._refuse_missing(order._signing_hindrances())
            order.signed_by = order.signed_by or order.partner_id.name
        self._go("signed", signed_at=fields.Datetime.now())

    def action_change(self):
        """Write the order anew; what was agreed is agreed once more."""
        for order in self:
            if not order.currency_id.is_zero(order.held):
                raise UserError(
                    self.env._(
                        "%(amount)s is prepaid for %(order)s: give it back before the "
                        "terms change.",
                        amount=order.currency_id.format(order.held),
                        order=order.name,
                    )
                )
        self._go(
            "draft",
            signed_at=False,
            signature=False,
            signed_by=False,
            signed_paper_ids=[Command.clear()],
        )

    def action_order(self):
        """Order it from the vendor and tell the supervisor on duty (steps 5 and 6)."""
        for order in self:
            order._refuse_missing(order._ordering_hindrances())
        self._go("ordered", ordered_at=fields.Datetime.now())
        for order in self:
            order._report_to_duty()

    def action_deliver(self):
        """It was handed over and signed for, with the wishes of the house (step 7)."""
        for order in self:
            order._refuse_missing(order._delivery_hindrances())
        self._go("delivered", delivered_at=fields.Datetime.now())

    def action_settle(self):
        """Charge what it cost and set off what was prepaid (step 8)."""
        for order in self:
            order._refuse_missing(order._settling_hindrances())
            self.env["estate.cashier"]._settle_order(order)

    def action_close(self):
        """The principal has signed his opinion, and all is booked (steps 9 to 11)."""
        for order in self:
            order._refuse_missing(order._closing_hindrances())
        self._go("done", closed_at=fields.Datetime.now())
        self.activity_unlink(["estate_service.mail_activity_type_case"])

    def action_cancel(self):
        """Ask why nothing is bought."""
        return self._ask("cancel", self.env._("Cancel the Order"))

    def action_unsettle(self):
        """Ask why the settlement was wrong."""
        return self._ask("unsettle", self.env._("Undo the Settlement"))

    def action_print(self):
        """Print the order for the principal's signature (业户服务委托单)."""
        return self._print("action_report_service_order")

    def action_print_voucher(self):
        """Print what says that the prepayment was taken for the order (委托凭据)."""
        self.check_access("read")
        for order in self:
            if order.currency_id.is_zero(order.prepaid):
                raise UserError(
                    self.env._("Nothing is prepaid for %(order)s.", order=order.name)
                )
        return self._print("action_report_service_voucher")

    def _print(self, report):
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            f"estate_service.{report}"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    # ------------------------------------------------------------- HINDRANCES

    def _signing_hindrances(self):
        missing = []
        if not self.phone:
            missing.append(self.env._("the telephone of the principal"))
        if self.delivery == "bring" and not self.place:
            missing.append(self.env._("the place of delivery"))
        if self.delivery == "bring" and self.needs_signature and not self.receiver_name:
            missing.append(self.env._("who receives it"))
        if not (self.signature or self.signed_paper_ids):
            missing.append(self.env._("the signature of the principal, or the paper"))
        return missing

    def _ordering_hindrances(self):
        missing = []
        currency = self.currency_id
        if currency.compare_amounts(self.prepaid, self.prepay_wanted) < 0:
            missing.append(
                self.env._(
                    "a prepayment of %s",
                    currency.format(self.prepay_wanted - self.prepaid),
                )
            )
        if not self.vendor_id:
            missing.append(self.env._("the vendor"))
        return missing

    def _delivery_hindrances(self):
        missing = []
        if not self.received_by:
            missing.append(self.env._("whom it was handed to"))
        if self.needs_signature and not (
            self.receiver_signature or self.delivery_paper_ids
        ):
            missing.append(self.env._("the signature of the receiver"))
        if not self.wishes_told:
            missing.append(self.env._("the wishes of the centre"))
        return missing

    def _settling_hindrances(self):
        missing = []
        if not self.vendor_voucher_ids:
            missing.append(self.env._("the vendor's voucher"))
        if self.currency_id.is_zero(self.cost):
            missing.append(self.env._("the cost by the voucher"))
        if not self.principal_told:
            missing.append(self.env._("telling the principal the result"))
        return missing

    def _closing_hindrances(self):
        """Return what is left to do before the order goes to the file."""
        self.ensure_one()
        missing, currency = [], self.currency_id
        if not currency.is_zero(self.to_refund):
            missing.append(
                self.env._("giving back %s", currency.format(self.to_refund))
            )
        if not currency.is_zero(self.to_collect) and self.pay_by != "account":
            missing.append(
                self.env._("collecting %s", currency.format(self.to_collect))
            )
        if not (self.satisfaction and (self.opinion or "").strip()):
            missing.append(self.env._("the opinion of the principal"))
        if not (self.opinion_signature or self.opinion_paper_ids):
            missing.append(self.env._("his signature under it"))
        if not self.is_booked:
            missing.append(self.env._("the booking of the vendor's voucher"))
        return missing

    # ------------------------------------------------------------------- STEPS

    def _go(self, state, **vals):
        """Move on to ``state``.

        :raises UserError: when an order is not where the step begins
        """
        self.check_access("write")
        for order in self:
            if order.state not in NEXT[state]:
                labels = self._fields["state"]._description_selection(self.env)
                raise UserError(
                    self.env._(
                        "%(order)s is %(state)s: a colleague may have been faster. "
                        "Look at it again.",
                        order=order.name,
                        state=dict(labels)[order.state],
                    )
                )
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write({"state": state, **vals})

    def _cancel(self, reason, went_back=False):
        """Nothing is bought; what was prepaid has gone back.

        :param went_back: what was handed over did, and the vendor asks nothing for it
        :raises UserError: when money is held, or what was handed over is to be paid
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "delivered" and not (went_back and self._costs_nothing()):
            raise UserError(
                self.env._(
                    "%(order)s was handed over: settle what it cost. It is cancelled "
                    "only when it went back and the vendor asks nothing, with neither "
                    "cost nor voucher.",
                    order=self.name,
                )
            )
        if not self.currency_id.is_zero(self.held):
            raise UserError(
                self.env._(
                    "%(amount)s is prepaid for %(order)s: give it back first.",
                    amount=self.currency_id.format(self.held),
                    order=self.name,
                )
            )
        self._go("cancelled", closed_at=fields.Datetime.now())
        self.message_post(body=self.env._("Cancelled: %s", reason))
        self.activity_unlink(["estate_service.mail_activity_type_case"])

    def _costs_nothing(self):
        return self.currency_id.is_zero(self.cost) and not self.vendor_voucher_ids

    def _report_to_duty(self):
        """Tell the supervisor; at a birthday the manager comes along (R-421, R-422)."""
        self.ensure_one()
        community = self.community_id
        told = community.supervisor_id or community.manager_id
        if told:
            self._leave_activity(
                told, lambda env: env._("Commission ordered: %s", self.summary)
            )
        if self.is_birthday and community.manager_id:
            self._leave_activity(
                community.manager_id,
                lambda env: env._(
                    "Birthday: come along with %s", self.gift or self.summary
                ),
            )

    def _leave_activity(self, user, say):
        """Put it on the list of ``user`` for the day of the delivery, in his language.

        :param say: returns the words in the language of an environment
        """
        told = self.with_context(lang=user.lang)
        moment = self.deliver_at or fields.Datetime.now()
        due = self.community_id._local(moment).date()
        told.activity_schedule(
            "estate_service.mail_activity_type_case",
            due,
            summary=say(told.env),
            user_id=user.id,
        )
