from odoo import api, fields, models
from odoo.exceptions import UserError

CALL = "estate_service.mail_activity_type_punctuality"
CAME_ABOUT = ("open", "kept", "missed")
"""States of a promise whose time came without being changed before."""
PUNCTUAL = [
    ("yes", "Punctual"),
    ("no", "Not Punctual"),
    ("absent", "Did Not Come"),
    ("unreached", "Nobody Answered"),
]


class EstatePromise(models.Model):
    """The call at the agreed time: did the technician come, and in time (R-409)?"""

    _inherit = "estate.promise"

    call_due_at = fields.Datetime(
        "Punctuality Call Asked For", readonly=True, help="At the agreed time (R-409)."
    )
    punctual = fields.Selection(
        PUNCTUAL,
        "Asked: On Time?",
        readonly=True,
        help="What the resident said at the agreed time (R-409).",
    )
    call_note = fields.Char("The Resident Said", readonly=True)
    asked_by_id = fields.Many2one("res.users", readonly=True)
    asked_at = fields.Datetime(readonly=True)

    def _ask_call(self, now):
        """The engineering supervisor asks whether somebody came on time (R-409).

        While there is nobody who could, it is asked for again.
        """
        for promise in self:
            caller = promise.order_id._overseer()
            if caller:
                promise.call_due_at = now
                promise._tell(
                    CALL,
                    caller,
                    lambda env: env._("Ask whether the technician was on time"),
                )


class EstateWorkorder(models.Model):
    """What the residents said about the agreed times."""

    _inherit = "estate.workorder"

    punctual = fields.Selection(
        PUNCTUAL,
        "Asked: On Time?",
        compute="_compute_punctual",
        store=True,
        help="What the resident said when he was asked last (R-409).",
    )
    may_ask_punctual = fields.Boolean(compute="_compute_may_ask_punctual")

    @api.depends("promise_ids.punctual", "promise_ids.asked_at")
    def _compute_punctual(self):
        for order in self:
            asked = order.promise_ids.filtered("punctual").sorted("attempt_no")
            order.punctual = asked[-1:].punctual

    @api.depends(
        "promise_ids.state", "promise_ids.punctual", "promise_ids.promised_for"
    )
    def _compute_may_ask_punctual(self):
        for order in self:
            order.may_ask_punctual = bool(order._promise_to_ask())

    def _promise_to_ask(self):
        """Return the last appointment whose time came, unless it was asked about.

        Who did not answer is called once more.
        """
        now = fields.Datetime.now()
        due = self.promise_ids.filtered(
            lambda one: one.state in CAME_ABOUT and one.promised_for <= now
        )
        last = due.sorted("attempt_no")[-1:]
        return last.filtered(lambda one: one.punctual in (False, "unreached"))

    def action_punctual(self):
        """Ask what the resident said about the time (R-409)."""
        return self._ask("punctual", self.env._("Was He on Time?"))

    def _asked_punctual(self, answer, note):
        """What the resident says about the time, to who does not go himself (R-409).

        :param answer: a key of ``PUNCTUAL``
        :param note: in his words
        :raises UserError: when no agreed time has come, or it was asked about before
        """
        self.ensure_one()
        self._check_may_dispatch()
        promise = self._promise_to_ask()
        if not promise:
            raise UserError(
                self.env._("%s: no agreed time is left to ask about.", self.name)
            )
        # The ledger is closed to hands; the role was checked.
        promise.sudo().write(
            {
                "punctual": answer,
                "call_note": note,
                "asked_by_id": self.env.uid,
                "asked_at": fields.Datetime.now(),
            }
        )
        if answer == "absent":
            self._did_not_come(promise)
        self.activity_feedback([CALL])

    def _did_not_come(self, promise):
        """Nobody came: it is missed, and the next time holds without fail (R-413)."""
        if promise.state == "open":
            promise._end("missed")
        self.message_post(
            body=self.env._("The resident says that nobody came at the agreed time.")
        )
        spoken = self.with_context(lang=self.user_id.lang)
        self._tell_holder(spoken.env._("Nobody came: call, apologise, agree anew"))
