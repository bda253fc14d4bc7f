from odoo import fields, models
from odoo.exceptions import UserError

from .estate_workorder_technicians import IN_HAND

NEXT = {
    "assigned": ("new", "assigned", "on_site"),
    "on_site": ("assigned",),
    "to_price": ("on_site",),
    "done": ("on_site", "to_price"),
    "closed": ("new", "assigned", "on_site", "done"),
    "cancelled": ("new", "assigned", "on_site"),
}
"""From which states each state is reached."""


class EstateWorkorder(models.Model):
    """The way of an order: sent, on site, closed or called off."""

    _inherit = "estate.workorder"

    absent_count = fields.Integer(
        "Nobody at Home", readonly=True, copy=False, help="A note was left (R-403)."
    )
    trip_count = fields.Integer(
        "Times Somebody Came",
        readonly=True,
        copy=False,
        help="Without those at which nobody was at home. Done at the first one: fixed "
        "at the first visit (B-14).",
    )

    # ----------------------------------------------------------------- ACTIONS

    def action_arrive(self):
        """Somebody is on site: the fifteen minutes and the promise end (R-401)."""
        self.ensure_one()
        now = fields.Datetime.now()
        self._go("on_site", arrived_at=now, trip_count=self.trip_count + 1)
        self._reach("arrive", now)
        self._promise_to_meet()._arrived(now)

    def action_agree(self):
        """Ask for the time, and for the reason where one was agreed already."""
        return self._ask("agree", self.env._("Agree a Time"))

    def action_absent(self):
        """Ask what the note says that is left at the door (R-403)."""
        return self._ask("absent", self.env._("Nobody at Home"))

    def action_misjudged(self):
        """Ask what is different from what it seemed (R-405)."""
        return self._ask("misjudged", self.env._("Another Than It Seemed"))

    def action_consent(self):
        """Ask who agrees to what it takes and costs (R-404)."""
        return self._ask("consent", self.env._("The Resident Agrees"))

    def action_refer(self):
        """Ask which vendor was recommended (R-402)."""
        return self._ask("refer", self.env._("Refer to a Vendor"))

    def action_cancel(self):
        """Ask why nobody goes."""
        self._check_may_dispatch()
        return self._ask("cancel", self.env._("Cancel the Work Order"))

    def action_close(self):
        """Close what is done and has nothing left to do."""
        self._check_may_dispatch()
        for order in self:
            if order.state != "done":
                raise UserError(self.env._("%s is not finished.", order.name))
            missing = order._closing_hindrances()
            if missing:
                raise UserError(
                    self.env._(
                        "%(order)s cannot be closed yet. Missing: %(missing)s.",
                        order=order.name,
                        missing=", ".join(missing),
                    )
                )
        self._close()

    def action_print_slip(self):
        """Print the repair slip in its three copies (R-408)."""
        return self._print_paper("action_report_workorder_slip")

    def action_print_note(self):
        """Print the note that is left at the door (R-403)."""
        return self._print_paper("action_report_workorder_note")

    def action_view_request(self):
        self.ensure_one()
        return self.request_id._get_records_action(context={})

    def _print_paper(self, name):
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(f"estate_service.{name}") | {
            "context": {"active_ids": self.ids, "active_model": self._name}
        }

    def _ask(self, step, name):
        self.check_access("write")
        return super()._ask(step, name)

    # ------------------------------------------------------------------- STEPS

    def _go(self, state, **vals):
        """Move on to ``state``.

        :raises UserError: when an order is not where the step begins
        """
        self.check_access("write")
        for order in self:
            if order.state not in NEXT[state]:
                raise UserError(
                    self.env._(
                        "%(order)s is %(state)s: a colleague may have been faster. "
                        "Look at it again.",
                        order=order.name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[order.state],
                    )
                )
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write({"state": state, **vals})

    def _check_sent(self):
        """Only whoever was sent finds nobody at home.

        :raises UserError: when nobody was sent
        """
        if not self.technician_id or self.state not in IN_HAND:
            raise UserError(self.env._("Nobody is on the way to %s.", self.name))

    def _absent(self, note):
        """Nobody was at home: a note is left, and the resident books anew (R-403)."""
        self.ensure_one()
        self._check_sent()
        now = fields.Datetime.now()
        self._go(
            "assigned",
            arrived_at=False,
            absent_count=self.absent_count + 1,
            trip_count=self.trip_count - self._came_in_vain(),
        )
        self._reach("arrive", now)
        self._open_promise()._end("absent", kept_at=now, reason=note)
        # The time has passed; the next one is agreed with the resident, also of what
        # could not wait. Both are closed to hands, and it was checked who was sent.
        self.sudo().write({"appointment": False, "urgency": "appointment"})
        self.message_post(body=self.env._("Nobody at home, a note was left: %s", note))
        self._tell_office(lambda env: env._("Nobody at home: agree a new time"))

    def _came_in_vain(self):
        """Tell whether he is on site and nobody was; who agreed to a price was there.

        What was agreed must not be taken for agreed before anybody came.
        """
        agreed_at = self.quote_id.agreed_at
        spoken = agreed_at and self.arrived_at and agreed_at >= self.arrived_at
        return self.state == "on_site" and not spoken

    def _tell_office(self, say):
        """Tell the engineering supervisor, who follows it up, in his language."""
        user = self.user_id or self.community_id.engineer_id
        if user and user != self.env.user:
            self._tell_user(user, say)

    def _refer(self, vendor, scope=None):
        """It is not on the list: a vendor is recommended, on a note (R-402).

        :param vendor: what was recommended, in words
        :param scope: the entry of the vendors' list, where he is on it
        """
        self.ensure_one()
        if not self.technician_id:
            # Before anybody is sent it is the service centre that says so.
            self._check_may_dispatch()
        self._check_nothing_agreed()
        now = fields.Datetime.now()
        self._go(
            "closed",
            outcome="referred",
            closed_at=now,
            vendor_scope_id=scope and scope.id,
        )
        self._open_promise()._end("ended", reason=vendor)
        self.message_post(body=self.env._("Recommended: %s", vendor))
        self._reach("arrive", now)
        self._end_of_work()
        self._tell_request(self.env._("Recommended: %s", vendor))

    def _cancel(self, reason):
        self.ensure_one()
        self._check_may_dispatch()
        self._check_nothing_agreed()
        self._go("cancelled", outcome="not_needed", closed_at=fields.Datetime.now())
        self._open_promise()._end("ended", reason=reason)
        self.message_post(body=self.env._("Cancelled: %s", reason))
        self._end_of_work()

    def _check_nothing_agreed(self):
        """Who came and has a consent has begun: what it cost is not forgotten.

        Another time that was agreed on site changes nothing of that (R-404, R-405).

        :raises UserError: while a quote that was agreed has an amount
        """
        agreed = self.quote_state == "agreed" and self.kind == "paid"
        if self.trip_count and agreed and self.amount_total:
            raise UserError(
                self.env._(
                    "%(order)s: the resident agreed to pay %(amount)s. Finish what was "
                    "done, or agree anew what is charged (Another Than It Seemed).",
                    order=self.name,
                    amount=self.currency_id.format(self.amount_total),
                )
            )

    def _close(self):
        self._go("closed", closed_at=fields.Datetime.now())
        self._end_of_work()

    def _end_of_work(self):
        self._stop_clocks()
        self._unfollow()
        self.activity_unlink(["estate_service.mail_activity_type_case"])
