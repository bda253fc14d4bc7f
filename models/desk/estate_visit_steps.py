from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .estate_visit import UNCONTENT

ENGINEER = "estate_service.group_estate_engineer"
VISIT = "estate_service.mail_activity_type_visit"


class EstateVisit(models.Model):
    """The way of a visit: due, then done, not reached or not needed."""

    _inherit = "estate.visit"

    again_at = fields.Datetime(
        "Next Attempt",
        readonly=True,
        copy=False,
        help="Nobody was reached: then it is tried again, and not before.",
    )

    def _is_closed(self, name):
        return name == "again_at" or super()._is_closed(name)

    # ----------------------------------------------------------------- ACTIONS

    def action_done(self):
        """The visit took place: what it says is kept, its case follows (R-304).

        :raises UserError: naming all that is still to be asked
        """
        self.check_access("write")
        for visit in self:
            visit._check_due()
            visit._check_visitor()
            visit._check_complete()
            visit._end("done")
            visit._go_on()

    def action_missed(self):
        """Ask what happened when nobody was reached."""
        return self._ask("missed", self.env._("Nobody Reached"))

    def action_cancel(self):
        """Ask why the visit is not needed."""
        return self._ask("cancel", self.env._("Visit Not Needed"))

    def action_take(self):
        """Make the visits one's own."""
        self.check_access("write")
        self._check_due()
        self._check_visitor()
        self.user_id = self.env.user

    def action_new_request(self):
        """Register what the resident wishes, as told at this visit."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Service Request"),
            "res_model": "estate.request",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_unit_id": self.unit_id.id,
                "default_community_id": self.community_id.id,
                "default_partner_id": self.partner_id.id,
                "default_visit_id": self.id,
                "default_channel": "staff",
                "default_content": self.wishes,
            },
        }

    def action_view_origin(self):
        """Open what the visit follows."""
        self.ensure_one()
        origin = self._visited_case() or self.request_id
        if not origin:
            raise UserError(self.env._("This visit follows no case."))
        return {
            "type": "ir.actions.act_window",
            "res_model": origin._name,
            "res_id": origin.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------ CHECKS

    def _check_due(self):
        ended = self.filtered(lambda visit: visit.state != "due")
        if ended:
            raise UserError(
                self.env._(
                    "%(visit)s is over: a colleague may have been faster. Look at it "
                    "again.",
                    visit=ended[0].display_name,
                )
            )

    def _check_complete(self):
        """Everything that has to be asked was asked."""
        self.ensure_one()
        missing = [
            line.question
            for line in self.answer_ids
            if line.is_required and not (line.answer or "").strip()
        ]
        if self.kind != "daily" and not self.satisfaction:
            missing.append(self.env._("whether the resident is content"))
        if self.kind == "daily" and not (self.told or self.wishes):
            missing.append(self.env._("what was told, or what the resident wishes"))
        if missing:
            raise UserError(
                self.env._(
                    "%(visit)s still needs: %(missing)s.",
                    visit=self.display_name,
                    missing="; ".join(missing),
                )
            )

    def _check_visitor(self):
        """After a repair nobody else asks, nor says that nobody is to be asked."""
        for visit in self:
            if visit._is_for_engineer() and not visit._is_by_engineer():
                raise UserError(
                    self.env._(
                        "After a repair the engineering supervisor himself asks the "
                        "resident (R-410)."
                    )
                )

    def _is_for_engineer(self):
        """Tell whose task it is, also where somebody else made the visit by hand."""
        # Who visits need not see the request; its type is no secret.
        asked_by = self.sudo().request_id.type_id.visitor
        is_return = self.kind not in ("daily", "sampled")
        return self.visitor == "engineer" or (is_return and asked_by == "engineer")

    def _is_by_engineer(self):
        user = self.env.user
        return user == self.community_id.engineer_id or user.has_group(ENGINEER)

    def _check_again(self):
        """Three dialogs in a row are no three attempts to reach somebody."""
        if self.again_at and fields.Datetime.now() < self.again_at:
            raise UserError(
                self.env._(
                    "The next attempt to reach %(visit)s is at %(time)s, not before.",
                    visit=self.display_name,
                    time=format_datetime(self.env, self.again_at),
                )
            )

    # ------------------------------------------------------------------- STEPS

    def _visited_case(self):
        """Return the document that the visit follows, or nothing."""
        self.ensure_one()
        model = self.env.get(self.res_model or "")
        if not isinstance(model, self.pool["estate.visited.mixin"]):
            return None
        return model.browse(self.res_id).exists() or None

    def _go_on(self):
        """What was visited for goes on: the work, and the request it was done for."""
        self.ensure_one()
        case, request = self._visited_case(), self.request_id
        if case:
            # Who visits need not have the case: his step was checked, not theirs.
            case.sudo()._after_visit(self)
        if request and request != case and self.kind != "daily":
            # As above; a visit made by hand from a request follows nothing else.
            request.sudo()._after_visit(self)

    def _let_go(self):
        """What was to be asked about waits for nobody, and no time runs for it."""
        self.ensure_one()
        case, request = self._visited_case(), self.request_id
        if case:
            # Who visits need not have the case: his step was checked, not theirs.
            case.sudo()._without_visit()
        if request and request != case:
            # As above; a visit made by hand from a request follows nothing else.
            request.sudo()._without_visit()

    def _end(self, state, **vals):
        # Closed to direct writes; the step and the role were checked by its caller.
        self.sudo().write(
            {
                "state": state,
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
                **vals,
            }
        )
        self.activity_unlink([VISIT])

    def _missed(self, note, again=None):
        """Nobody was reached: once more later, or no more after enough attempts.

        :param again: naive UTC datetime of the next attempt; a day later unless given
        :raises UserError: when it is tried again too soon, or by whose task it is not
        """
        self.ensure_one()
        self.check_access("write")
        self._check_due()
        self._check_visitor()
        self._check_again()
        attempts = self.attempts + 1
        self.message_post(body=self.env._("Nobody reached: %s", note))
        if attempts >= self.company_id.estate_visit_attempts:
            self._end("missed", attempts=attempts)
            self._go_on()
            return
        again = self._next_attempt(again)
        # Closed to direct writes; the role was checked.
        self.sudo().write(
            {
                "attempts": attempts,
                "again_at": again,
                "deadline": max(again, self.deadline),
            }
        )

    def _next_attempt(self, again):
        now = fields.Datetime.now()
        hours = self.company_id.estate_visit_again_hours
        if again and again < now + timedelta(hours=hours):
            raise UserError(
                self.env._("Between two attempts lie %s hours or more.", hours)
            )
        return again or now + max(timedelta(days=1), timedelta(hours=hours))

    def _cancel(self, reason):
        """The visit is not needed."""
        self.check_access("write")
        self._check_due()
        if not self.env.su:
            self._check_visitor()
        for visit in self:
            visit.message_post(body=self.env._("Not needed: %s", reason))
        self._end("cancelled")
        for visit in self:
            visit._let_go()

    def _is_content(self):
        """Tell whether the resident lets it rest; who was not reached does, too."""
        self.ensure_one()
        if self.state == "missed":
            return True
        return self.state == "done" and self.satisfaction not in UNCONTENT

    def _in_words(self):
        """Return what the resident said, a line for each answer."""
        self.ensure_one()
        labels = dict(self._fields["satisfaction"]._description_selection(self.env))
        said = [labels.get(self.satisfaction, "")]
        said += [line.answer.strip() for line in self.answer_ids if line.answer]
        said.append((self.wishes or "").strip())
        return "\n".join(part for part in said if part)

    def _schedule(self):
        """Put return visits on the lists of their visitors; not by mail."""
        for visit in self.with_context(mail_activity_quick_update=True):
            if visit.user_id:
                spoken = visit.with_context(lang=visit.user_id.lang)
                visit.activity_schedule(
                    VISIT,
                    date_deadline=visit.community_id._local(visit.deadline).date(),
                    summary=spoken.display_name,
                    user_id=visit.user_id.id,
                )
