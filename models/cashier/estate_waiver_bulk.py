from odoo import models
from odoo.exceptions import UserError

from ..fee.estate_bill_run_publish import BUSINESS_ERRORS

NAMED = 10
"""How many numbers a reason names; the rest is in the list that opens."""
AT_ONCE = {"approve": 50, "book": 5}
"""How many are done while one looks on, in less than three seconds; more are handed to
the job (:file:`estate_waiver_job.py`). An approval takes some hundredths of a second, a
credit note that is posted and reconciled nearly four tenths."""
STAGES = {"approve": "waiting", "book": "approved"}
"""Where a waiver stands that is ready for a step."""


class EstateWaiver(models.Model):
    """Many waivers at once, each by itself: what cannot be done is told and stays.

    300 vacant homes are 300 waivers twice a month. Each is approved and booked with
    the rights of who presses the button, as if he had opened it.
    """

    _inherit = "estate.waiver"

    def action_approve_chosen(self):
        """Approve those of the chosen ones that wait for me."""
        return self._do_chosen("approve")

    def action_book_chosen(self):
        """Book those of the chosen ones that are approved, as of today."""
        return self._do_chosen("book")

    def _do_chosen(self, step):
        """Do a step for each waiver in a savepoint of its own; many by the job.

        :return: the action that says how many, and opens those left out
        """
        self.check_access("read")
        if len(self) > AT_ONCE[step]:
            return self._hand_to_job(step)
        done, reasons = self.browse(), {}
        for waiver in self:
            try:
                with self.env.cr.savepoint():
                    waiver._do_step(step)
                done |= waiver
            except BUSINESS_ERRORS as error:
                reason = waiver._plain_reason(error)
                reasons[reason] = reasons.get(reason, self.browse()) | waiver
        text = {
            "approve": self.env._("Approved: %s", len(done)),
            "book": self.env._("Booked: %s", len(done)),
        }
        return self._summary(text[step], reasons)

    def _do_step(self, step):
        if self.stage != STAGES[step]:
            raise UserError(self._not_at(step))
        if step == "book":
            self.env["estate.cashier"]._book_waiver(self)
        elif self.validate_tier():
            raise UserError(self.env._("Asks for a comment: open it to approve it"))

    def _not_at(self, step):
        if step == "book":
            return self.env._("Not approved, or booked already")
        return self.env._("Not waiting for approval")

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
            follow = left._get_records_action(name=self.env._("Waivers Left Out"))
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
