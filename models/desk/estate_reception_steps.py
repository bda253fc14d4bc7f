from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .estate_escalation import CASE
from .estate_reception import PRESENT

LATE = "estate_service.mail_activity_type_late"


class EstateReception(models.Model):
    """The way of a visitor: waits, is served, moves up, is seen off (R-307…R-314)."""

    _inherit = "estate.reception"

    # ----------------------------------------------------------------- ACTIONS

    def action_call(self):
        """Serve the visitor now; the waiting ends.

        :raises UserError: when a colleague serves him already
        """
        now = fields.Datetime.now()
        for reception in self:
            reception._step(
                ("waiting",),
                state="serving",
                called_at=now,
                held_since=now,
                user_id=self.env.user.id,
                waited_long=reception.waited_long or now > reception.wait_due,
            )
        self.activity_unlink([LATE])
        self._time_explaining()

    def action_done(self):
        """The visitor is served and seen off."""
        self._step(
            ("serving",),
            state="done",
            ended_at=fields.Datetime.now(),
            explain_due=False,
        )
        self.activity_unlink([CASE, LATE])

    def action_leave(self):
        """The visitor left before anybody served him."""
        now = fields.Datetime.now()
        for reception in self:
            reception._step(
                ("waiting",),
                state="left",
                ended_at=now,
                waited_long=reception.waited_long or now > reception.wait_due,
            )
        self.activity_unlink([CASE, LATE])

    def action_move_up(self):
        """Hand the visitor to the next in line, with one click (R-308, R-309)."""
        self.ensure_one()
        self.check_access("write")
        self._check_state(PRESENT)
        to_user = self._next_on_ladder()
        self._escalate(to_user, self.env._("The visitor asks for somebody else"))

    def action_manager_called(self):
        """The manager was told by telephone at once: it is urgent (R-314)."""
        self._step(PRESENT, manager_called_at=fields.Datetime.now())

    def action_pass_on(self):
        """The manager is away: pass on who came, how to reach him and why (R-314).

        :raises UserError: without name, telephone and message; when it is urgent and
            nobody has telephoned the manager
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state(PRESENT)
        self._check_message()
        self._tell_manager()
        now = fields.Datetime.now()
        self._step(
            PRESENT,
            state="done",
            called_at=self.called_at or now,
            ended_at=now,
            passed_on_at=now,
            explain_due=False,
            user_id=self.user_id.id or self.env.user.id,
        )
        self.activity_unlink([CASE, LATE])

    def _check_message(self):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("visitor_name", "visitor_phone", "note")
            if not (self[name] or "").strip()
        ]
        if missing:
            raise UserError(
                self.env._("The manager calls back: note %s first.", ", ".join(missing))
            )
        if self.urgent and not self.manager_called_at:
            raise UserError(
                self.env._(
                    "It is urgent: telephone the manager at once, then press Manager "
                    "Telephoned."
                )
            )

    def _tell_manager(self):
        manager = self.community_id.manager_id.filtered("active")
        if not manager:
            raise UserError(
                self.env._("%s names no manager.", self.community_id.display_name)
            )
        text = self.with_context(lang=manager.lang).env._(
            "Call back %(name)s, %(phone)s",
            name=self.visitor_name,
            phone=self.visitor_phone,
        )
        # The list of activities tells it, not a mail.
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.community_id._today(),
            summary=text,
            note=self.note,
            user_id=manager.id,
        )

    # ------------------------------------------------------------------- STEPS

    def _check_state(self, states):
        for reception in self:
            if reception.state not in states:
                raise UserError(
                    self.env._(
                        "%(visitor)s is %(state)s: a colleague may have been faster.",
                        visitor=reception.display_name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[reception.state],
                    )
                )

    def _step(self, states, **vals):
        """Write a step of visitors that stand at one of ``states``."""
        self.check_access("write")
        self._check_state(states)
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write(vals)

    def _time_explaining(self):
        """Let the time to explain run where the scenario has such a rule (R-308)."""
        for reception in self:
            runs = reception.state == "serving" and reception.scenario_id.is_explained
            # Said to be other business and then the same again: the minutes have run.
            if runs and not reception.explain_due:
                # Closed to direct writes; it follows from the scenario.
                reception.sudo().explain_due = reception._explain_until()

    def _explained_by(self):
        """Return until when it is to be explained (naive UTC), or nothing (R-308)."""
        self.ensure_one()
        return self.scenario_id.is_explained and self.explain_due

    def _explain_until(self):
        """Return when it moves up next; never once the top is reached."""
        ladder = self.community_id._escalation_ladder()
        if not ladder or self.user_id == ladder[-1:]:
            return False
        # How long one may explain is a setting of the company, no secret.
        minutes = self.sudo().company_id.estate_explain_minutes
        return fields.Datetime.now() + timedelta(minutes=minutes)

    def _escalate(self, to_user, reason, automatic=False):
        """Whoever gets the visitor has the minutes to explain anew (R-308)."""
        result = super()._escalate(to_user, reason, automatic=automatic)
        # Closed to direct writes; it follows from the step.
        self.sudo().explain_due = False
        if self.state == "serving":
            self._time_explaining()
        return result
