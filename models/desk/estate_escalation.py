from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..mixins.documents import names_of

CASE = "estate_service.mail_activity_type_case"
"""What is on the list of whoever holds a case."""


class EstateEscalation(models.Model):
    """A case moved up: who held it, who got it and why (服务上移, R-308, R-309)."""

    _name = "estate.escalation"
    _description = "Case Moved Up"
    _order = "id desc"
    _rec_name = "reason"

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True, index=True
    )
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    from_user_id = fields.Many2one("res.users", "Held By", readonly=True)
    to_user_id = fields.Many2one("res.users", "Moved To", required=True, readonly=True)
    moved_at = fields.Datetime("Moved", required=True, readonly=True)
    held_since = fields.Datetime(readonly=True)
    minutes_held = fields.Integer(
        readonly=True, help="How long the one before had the case."
    )
    reason = fields.Char(required=True, readonly=True)
    automatic = fields.Boolean("By Itself", readonly=True)
    document = fields.Char("Matter", compute="_compute_document")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document(self):
        names = names_of(self)
        for escalation in self:
            key = escalation.res_model, escalation.res_id
            escalation.document = names.get(key, False)

    def action_view_document(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }


class EstateEscalationMixin(models.AbstractModel):
    """Cases that move up with one click, and whose holders are known (R-309).

    The model has ``user_id``, ``held_since``, ``community_id`` and ``company_id``.
    """

    _name = "estate.escalation.mixin"
    _description = "Case That Can Move Up"

    _over_states = ("closed", "cancelled")
    """Where nothing is left to move up."""

    held_since = fields.Datetime(readonly=True, copy=False, default=fields.Datetime.now)
    escalation_ids = fields.One2many(
        "estate.escalation",
        "res_id",
        "Moved Up",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )
    escalation_count = fields.Integer(
        "Times Moved Up", readonly=True, copy=False, default=0
    )

    @api.constrains("user_id")
    def _check_holder_is_staff(self):
        for case in self:
            # Who is no staff may not be seen by whoever gives the case to him.
            holder = case.user_id.sudo()
            if holder.share:
                raise ValidationError(
                    self.env._("%s is no member of staff.", holder.name)
                )

    def write(self, vals):
        """What was on the list of the former holder is the new one's affair."""
        held = dict(self.grouped("user_id")) if "user_id" in vals else {}
        result = super().write(vals)
        for former, cases in held.items():
            # Whoever gave it away may not see it any longer; his right was checked.
            cases.sudo()._take_from_list(former)
        return result

    def _take_from_list(self, user):
        """Take the cases from the list of who has nothing to do for them any more."""
        gone = self.filtered(lambda case: user not in case._at_it())
        if user and gone:
            gone.activity_unlink([CASE], user_id=user.id)

    def _at_it(self):
        """Return who has something to do for the case: whoever holds it."""
        self.ensure_one()
        return self.user_id

    def action_escalate(self):
        """Ask why the case moves up."""
        self.ensure_one()
        self._check_moves_up()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move Up"),
            "res_model": "estate.escalation.ask",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_to_user_id": self._next_on_ladder().id,
            },
        }

    def _check_moves_up(self):
        """:raises UserError: when the case is over."""
        self.ensure_one()
        if self.state in self._over_states:
            raise UserError(
                self.env._("%s is over: nothing moves up.", self.display_name)
            )

    def _above(self):
        """Return who stands above the holder of the case, the next one first."""
        self.ensure_one()
        ladder = self.community_id._escalation_ladder()
        if self.user_id not in ladder:
            return ladder
        return ladder[ladder.ids.index(self.user_id.id) + 1 :]

    def _next_on_ladder(self):
        """Return who gets the case next.

        :raises UserError: when nobody stands above its holder
        """
        above = self._above()
        if not above:
            raise UserError(
                self.env._(
                    "Nobody stands above %(holder)s in %(community)s: the community "
                    "names its supervisor and its manager.",
                    holder=self.user_id.name or self.env._("nobody"),
                    community=self.community_id.name,
                )
            )
        return above[:1]

    def _escalate(self, to_user, reason, automatic=False):
        """Hand the case to ``to_user`` and log who held it how long."""
        self.ensure_one()
        now = fields.Datetime.now()
        since = self.held_since or self.create_date
        # The log is closed to everybody's writes; the step was checked by its caller.
        self.env["estate.escalation"].sudo().create(
            {
                "res_model": self._name,
                "res_id": self.id,
                "community_id": self.community_id.id,
                "company_id": self.company_id.id,
                "from_user_id": self.user_id.id,
                "to_user_id": to_user.id,
                "moved_at": now,
                "held_since": since,
                "minutes_held": int((now - since).total_seconds() // 60),
                "reason": reason,
                "automatic": automatic,
            }
        )
        # Who holds a case is written by its steps alone.
        self.sudo().write(
            {
                "user_id": to_user.id,
                "held_since": now,
                "escalation_count": self.escalation_count + 1,
            }
        )
        spoken = self.with_context(lang=to_user.lang)
        self._tell_holder(spoken.env._("Moved up to you: %s", reason))

    def _escalate_late(self, clock):
        """A promised time has passed: the next in line gets the case, if any."""
        self.ensure_one()
        ladder = self.community_id._escalation_ladder()
        if self.user_id and self.user_id == ladder[-1:]:
            return
        if ladder:
            to_user = self._next_on_ladder()
            spoken = clock.with_context(lang=to_user.lang)
            reason = spoken.env._("Late: %s", spoken._target_label())
            self._escalate(to_user, reason, automatic=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_with_escalations(self):
        # They say nothing without their case, and are closed to everybody's hands.
        moves = self.env["estate.escalation"].sudo()
        moves.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    def _tell_holder(self, summary):
        """Put the case on the list of activities of its holder."""
        # Whoever gave it away may not see it any longer; his right was checked before.
        for case in self.sudo():
            if case.user_id:
                case._put_on_list(case.user_id, summary)

    def _tell_user(self, user, say):
        """Put it on the list of ``user``, in his language.

        :param say: returns the words in the language of an environment
        """
        self._put_on_list(user, say(self.with_context(lang=user.lang).env))

    def _put_on_list(self, user, summary):
        """Put the case on the list of activities of ``user``, for today.

        The list tells it, not a mail.

        :param summary: in the language of ``user``
        """
        self.ensure_one()
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            CASE,
            date_deadline=self.community_id._today(),
            summary=summary,
            user_id=user.id,
        )
