from odoo import models
from odoo.exceptions import UserError

from ..fee.estate_bill_run_publish import BUSINESS_ERRORS

NAMED = 10
"""How many numbers a reason names; the rest is in the list that opens."""


class EstateWaiver(models.Model):
    """Many waivers at once, each by itself: what cannot be done is told and stays.

    300 vacant homes are 300 waivers twice a month. Each is approved and booked with
    the rights of who presses the button, as if he had opened it.
    """

    _inherit = "estate.waiver"

    def action_approve_chosen(self):
        """Approve those of the chosen ones that wait for me."""
        return self._do_each(
            lambda waiver: waiver._approve_by_itself(),
            self.env._("Approved: %s"),
        )

    def action_book_chosen(self):
        """Book those of the chosen ones that are approved, as of today."""
        service = self.env["estate.cashier"]
        return self._do_each(
            lambda waiver: waiver._book_by_itself(service), self.env._("Booked: %s")
        )

    def _approve_by_itself(self):
        if self.stage != "waiting":
            raise UserError(self.env._("Not waiting for approval"))
        if self.validate_tier():
            raise UserError(self.env._("Asks for a comment: open it to approve it"))

    def _book_by_itself(self, service):
        if self.stage != "approved":
            raise UserError(self.env._("Not approved, or booked already"))
        service._book_waiver(self)

    def _do_each(self, step, done_text):
        """Do a step for each waiver in a savepoint of its own.

        :return: the action that says how many, and opens those left out
        """
        self.check_access("read")
        done, reasons = self.browse(), {}
        for waiver in self:
            try:
                with self.env.cr.savepoint():
                    step(waiver)
                done |= waiver
            except BUSINESS_ERRORS as error:
                reason = waiver._plain_reason(error)
                reasons[reason] = reasons.get(reason, self.browse()) | waiver
        return self._summary(done_text % len(done), reasons)

    def _plain_reason(self, error):
        """The reason without the number, so that the same ones are told together."""
        reason = self.env["estate.bill.run"]._readable(error)
        return reason.replace(self.name, "").strip()

    def _summary(self, done, reasons):
        left = self.browse().union(*reasons.values())
        told = [done]
        if left:
            told.append(self.env._("Left out: %s", len(left)))
        for reason, waivers in reasons.items():
            named = ", ".join(waivers[:NAMED].mapped("name"))
            more = ", …" if len(waivers) > NAMED else ""
            told.append(f"{reason} ({len(waivers)}: {named}{more})")
        follow = {"type": "ir.actions.client", "tag": "soft_reload"}
        if left:
            follow = left._get_records_action(name=self.env._("Left Out"))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": " · ".join(told),
                "type": "warning" if left else "success",
                "sticky": bool(left),
                "next": follow,
            },
        }
