from odoo import models
from odoo.exceptions import UserError

from .estate_request import PLACE

PROMISED = {"type_id", "urgency", "appointment"}
"""What the promised times of a request follow from, beside its place."""
PUTS_OFF = {"urgency", "appointment"}


class EstateRequest(models.Model):
    """What was promised follows what is asked for, and where (R-312, R-317)."""

    _inherit = "estate.request"

    def write(self, vals):
        if not (PROMISED | PLACE) & vals.keys():
            return super().write(vals)
        open_cases = self.filtered(lambda request: request.state in ("new", "handed"))
        places = {request: request.community_id for request in open_cases}
        promised = open_cases._promised_until() if PUTS_OFF & vals.keys() else {}
        result = super().write(vals)
        again = open_cases
        if not PROMISED & vals.keys():
            # It is promised by the clocks of its place: another place, other clocks.
            again = again.filtered(lambda one: one.community_id != places[one])
        handed = again.filtered(lambda request: request.state == "handed")
        (again - handed)._start_clocks(["answer", "finish"])
        handed._start_clocks(["finish"])
        handed._check_not_put_off(promised)
        return result

    def _promised_until(self):
        """Return ``{id: by when it is promised to be done}`` (naive UTC)."""
        clocks = self._running_clocks(["finish"])
        return {clock.res_id: clock.deadline for clock in clocks}

    def _check_not_put_off(self, promised):
        """What is in hand waits longer with the caller's consent only (R-312).

        :param promised: what ``_promised_until`` was before
        """
        if self.env.su or not promised:
            return
        now = self._promised_until()
        for request in self.filtered(lambda one: one.id in promised):
            if now.get(request.id, promised[request.id]) > promised[request.id]:
                raise UserError(
                    self.env._(
                        "%s is promised already. It waits longer only as the caller "
                        "agrees: Defer with Consent.",
                        request.name,
                    )
                )
