from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .estate_duty_shift import ENGINEER, FRONT_DESK


class EstateDutyLog(models.Model):
    """What is done with an entry: dispatched, deferred, taken over, checked."""

    _inherit = "estate.duty.log"

    # ----------------------------------------------------------------- ACTIONS

    def action_acknowledge(self):
        """The day desk has read it and goes on with it (B-13).

        :raises AccessError: who is not of the service centre
        :raises UserError: who acknowledges what he logged himself
        """
        self.check_access("write")
        if not self.env.user.has_group(FRONT_DESK):
            raise AccessError(self.env._("The service centre takes over, by day."))
        waiting = self.filtered(lambda log: log.ack_state == "waiting")
        if self.env.user in waiting.user_id:
            raise UserError(
                self.env._("Somebody else acknowledges what you logged yourself.")
            )
        now = fields.Datetime.now()
        for log in waiting:
            # Closed to direct writes; the step was checked.
            log.sudo().write(
                {
                    "acked_by": self.env.user.id,
                    "acked_at": now,
                    "ack_breached": now > log.ack_due,
                }
            )
            log._take_case()
        waiting.shift_id._forget_alerts()

    def _take_case(self):
        """A case that nobody has yet is now in the hands of who takes over."""
        request = self.request_id
        if request.state == "new" and not request.user_id:
            # Since when somebody holds a case is closed to direct writes.
            request.sudo().write(
                {"user_id": self.env.user.id, "held_since": fields.Datetime.now()}
            )

    def action_dispatch(self):
        """Tell the responsible department of the case now (R-312)."""
        self.ensure_one()
        request = self._case()
        if self.repeated and not request.repeated:
            request.repeated = True
        request.action_hand_over()

    def action_defer(self):
        """Ask until when the case may wait, and who agreed (R-312)."""
        self.ensure_one()
        return self._case().action_defer()

    def action_view_request(self):
        """Open the case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "estate.request",
            "res_id": self._case().id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_check(self):
        """The engineering supervisor has checked an entry (R-313).

        :raises AccessError: who is no engineering supervisor
        """
        self.check_access("write")
        if not self.env.user.has_group(ENGINEER):
            raise AccessError(
                self.env._("The engineering supervisor checks the duty log.")
            )
        if self.env.user in self.user_id:
            raise UserError(self.env._("Nobody checks what he logged himself."))
        # Closed to direct writes; the step was checked.
        self.sudo().write(
            {
                "to_check": False,
                "checked_by": self.env.user.id,
                "checked_at": fields.Datetime.now(),
            }
        )
        self.activity_feedback(["estate_service.mail_activity_type_duty_check"])

    def _case(self):
        self.check_access("read")
        if not self.request_id:
            raise UserError(
                self.env._("Say what it is a case of: then it is registered.")
            )
        return self.request_id
