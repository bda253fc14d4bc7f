from odoo import fields, models
from odoo.exceptions import UserError

from .estate_escalation import CASE
from .estate_request import OPEN_STATES, REPEATED
from .estate_service_clock_sweep import LATE, WARN

TOLD = [CASE, LATE, WARN]
"""What is on somebody's list as long as a case goes on."""

STEPS = {
    "answer": ("done", ("new",)),
    "hand_over": ("handed", ("new",)),
    "feed_back": ("done", ("new", "handed")),
    "close": ("closed", ("done",)),
    "reopen": ("handed", ("done", "closed")),
    "cancel": ("cancelled", OPEN_STATES),
}
"""Where each step leads, and from which states."""


class EstateRequest(models.Model):
    """The way of a request: registered, handed over, done, closed (R-304…R-306)."""

    _inherit = "estate.request"

    # ----------------------------------------------------------------- ACTIONS

    def action_answer(self):
        """Ask what was answered at once."""
        return self._ask("answer", self.env._("Answer at Once"))

    def action_hand_over(self):
        """Tell the responsible department (R-304)."""
        self.check_access("write")
        for request in self:
            request._hand_over()

    def action_feed_back(self):
        """Ask what was done and told to the resident (R-305)."""
        return self._ask("feed_back", self.env._("Done"))

    def action_close(self):
        """Close what is done and has nothing left to do."""
        self.check_access("write")
        for request in self:
            missing = request._closing_hindrances()
            if missing:
                raise UserError(
                    self.env._(
                        "%(request)s cannot be closed yet. Missing: %(missing)s.",
                        request=request.name,
                        missing=", ".join(missing),
                    )
                )
        self._go("close", closed_at=fields.Datetime.now())
        self._stop_clocks()
        self.activity_unlink(TOLD)

    def action_reopen(self):
        """Ask what the resident is not content with (R-304)."""
        return self._ask("reopen", self.env._("Not Content: Go On"))

    def action_defer(self):
        """Ask until when it may wait, and who agreed (R-312)."""
        return self._ask("defer", self.env._("Defer with Consent"))

    def action_cancel(self):
        """Ask why nothing is done."""
        return self._ask("cancel", self.env._("Cancel the Request"))

    # ------------------------------------------------------------------- STEPS

    def _go(self, step, **vals):
        """Take a step of ``STEPS``.

        :raises UserError: when a request is not where the step begins
        """
        self.check_access("write")
        state, begins_at = STEPS[step]
        for request in self:
            if request.state not in begins_at:
                raise UserError(
                    self.env._(
                        "%(request)s is %(state)s: a colleague may have been faster. "
                        "Look at it again.",
                        request=request.name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[request.state],
                    )
                )
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write({"state": state, **vals})

    def _check_repeated(self):
        """What was understood is repeated before somebody is sent (R-301)."""
        for request in self:
            if request.channel in REPEATED and not request.repeated:
                raise UserError(
                    self.env._(
                        "Read back to the caller what was written down, and tick "
                        "Repeated to the Caller (R-301)."
                    )
                )

    def _answer(self, result):
        """The question was answered at once."""
        self.ensure_one()
        self._check_repeated()
        now = fields.Datetime.now()
        self._go(
            "answer",
            result=result,
            done_at=now,
            user_id=self.env.user.id,
            deferred_until=False,
        )
        self._reach("answer", now)
        self._reach("finish", now)
        self._after_done()

    def _hand_over(self):
        self.ensure_one()
        self._check_repeated()
        if not self.department_id:
            raise UserError(self.env._("Say which department is responsible."))
        now = fields.Datetime.now()
        # What a colleague was given by hand stays with him.
        user = self.user_id or self.community_id._answering(self.department_id)
        self._go("hand_over", handed_at=now, user_id=user.id, held_since=now)
        self._reach("answer", now)
        spoken = self.with_context(lang=user.lang)
        self._tell_holder(spoken.env._("Handed over: %s", self.summary))

    def _given_by_hand(self):
        """Without a step: another holds them from now on, and is told (R-309)."""
        # Since when somebody holds a case is closed to direct writes, and who gives it
        # away may not see it any longer.
        given = self.sudo()
        given.held_since = fields.Datetime.now()
        for request in given:
            user = request.user_id
            if user != self.env.user and request.state in OPEN_STATES:
                spoken = request.with_context(lang=user.lang)
                request._tell_holder(spoken.env._("Given to you: %s", request.summary))

    def _feed_back(self, result):
        self.ensure_one()
        now = fields.Datetime.now()
        self._go("feed_back", result=result, done_at=now, deferred_until=False)
        self._reach("answer", now)
        self._reach("finish", now)
        self._after_done()

    def _after_done(self):
        """Other rooms follow: a return visit falls due."""

    def _reopen(self, reason):
        """The resident is not content: it goes on until he is (R-304)."""
        self.ensure_one()
        now = fields.Datetime.now()
        self._go(
            "reopen",
            reopen_count=self.reopen_count + 1,
            handed_at=now,
            done_at=False,
            closed_at=False,
        )
        self.message_post(
            body=self.env._("Not content: %s", reason),
            attachment_ids=self.written_reply_ids.ids,
        )
        # A letter is answered anew, also when it was the visitor who reopened
        # it; the one before stays with the message.
        self.sudo().written_reply_ids = False
        self._start_clocks(["finish"], now)
        spoken = self.with_context(lang=self.user_id.lang)
        self._tell_holder(spoken.env._("Not content: %s", reason))

    def _defer(self, until, consent):
        """It waits, as the caller agreed; the promised times begin then (R-312)."""
        self.ensure_one()
        if until <= fields.Datetime.now():
            raise UserError(self.env._("It can wait until a time to come only."))
        if self.state not in ("new", "handed"):
            raise UserError(self.env._("%s is done already.", self.name))
        self.check_access("write")
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write({"deferred_until": until, "deferral_consent": consent})
        self.message_post(
            body=self.env._("Waits with the consent of the caller: %s", consent)
        )
        targets = {"answer", "finish"} & set(self._running_clocks().mapped("target"))
        self._start_clocks(targets, until)

    def _cancel(self, reason):
        self.ensure_one()
        self._go("cancel", closed_at=fields.Datetime.now())
        self.message_post(body=self.env._("Cancelled: %s", reason))
        self._stop_clocks()
        self.activity_unlink(TOLD)
