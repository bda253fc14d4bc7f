from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .busy import lock

KEEPER = "estate_service.group_estate_accountant"
NUMBER = "name"
"""Given at the creation, by the sequence alone."""
DIARY = ("message_", "activity_")


class EstateApprovalMixin(models.AbstractModel):
    """A request that somebody makes and somebody else approves (design §2.3).

    Approvals are closed to direct writes (:file:`tier_review.py`): each step checks
    who takes it, then works on them with all rights. The ``stage`` of the document
    follows from its ``state`` and the approval. ``_asked_fields`` names what the person
    who asks fills in; all else is written by the steps.
    """

    _name = "estate.approval.mixin"
    _description = "Request to Approve"
    _inherit = ["tier.validation"]

    _state_from = ["draft"]
    _state_to = ["approved"]
    # Core of the approvals forgets who approved what is cancelled: we keep it.
    _cancel_state = "forgotten"
    _step_model = None
    """The wizard that asks for reasons and dates."""
    _asked_fields = frozenset()
    """What stays as it was asked for, once it was."""
    _chosen_once = frozenset()
    """What is chosen at the creation."""

    # The words for what is approved, and what is done, are the model's own.
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        tracking=True,
        index=True,
        copy=False,
    )
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "To Approve"),
            ("rejected", "Rejected"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_stage",
        store=True,
        index=True,
    )
    requester_id = fields.Many2one("res.users", "Asked By", copy=False, tracking=True)
    requested_at = fields.Datetime("Asked On", copy=False)
    cancel_reason = fields.Char(copy=False, tracking=True)

    @api.depends("state", "validation_status")
    def _compute_stage(self):
        waiting = {"waiting": "waiting", "pending": "waiting", "rejected": "rejected"}
        for request in self:
            stage = request.state
            if stage == "draft":
                stage = waiting.get(request.validation_status, "draft")
            request.stage = stage

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_number_untouched(vals)
        requests = super().create(vals_list)
        requests._keep_evidence()
        return requests

    def write(self, vals):
        self._check_number_untouched(vals)
        if not self.env.su and not vals.keys().isdisjoint(self._asked_fields):
            self._check_draft()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._keep_evidence()
        return result

    def _has_field_access(self, field, operation):
        """What the steps decide is typed by nobody."""
        allowed = super()._has_field_access(field, operation)
        name = field.name
        own = name in self._asked_fields | self._chosen_once | {NUMBER}
        own = own or name.startswith(DIARY)
        return allowed and (own or operation != "write" or self.env.su)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda request: request.stage != "draft"):
            raise UserError(self.env._("What was asked for is cancelled, not deleted."))

    @api.model
    def _check_number_untouched(self, vals):
        if not self.env.su and NUMBER in vals:
            raise AccessError(self.env._("The number of a request is given by itself."))

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _open_step(self, step, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._step_model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id, "default_step": step},
        }

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def action_submit(self):
        """Ask for the approval that the amount needs."""
        for request in self:
            request._submit()

    def _submit(self):
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        # Approvals are closed to direct writes: the right to ask was checked.
        asked = self.sudo()
        lock(asked._contended())
        asked._check_complete()
        asked._keep_evidence()
        asked.write(
            {"requester_id": self.env.uid, "requested_at": fields.Datetime.now()}
        )
        asked.request_validation()
        if not asked.review_ids:
            raise UserError(
                self.env._(
                    "Nobody is named to approve this amount: ask the administrator to "
                    "define who does (Tier Definitions)."
                )
            )

    def _contended(self):
        """Return what two requests may ask for at the same time."""
        return self

    def _check_complete(self):
        """Refuse a request that lacks something."""

    def _check_draft(self):
        if self.filtered(lambda request: request.stage != "draft"):
            raise UserError(
                self.env._("What was asked for stays as it is: take it back first.")
            )

    def _keep_evidence(self):
        """Who may read the request may read what was uploaded with it.

        A file nobody owns yet that somebody else uploaded is not taken from him.
        """
        # Whoever uploaded a file may read it; now the request's readers may, too.
        for request in self.sudo():
            loose = request.attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose.write({"res_model": self._name, "res_id": request.id})

    # ------------------------------------------------------------------
    # APPROVING
    # ------------------------------------------------------------------

    def request_validation(self):
        """Called from outside it is the same as the button."""
        if not self.env.su:
            self.action_submit()
            return self.review_ids
        return super().request_validation()

    def restart_validation(self):
        """Whoever asked takes his request back, to change it or ask again."""
        if not self.env.su:
            for request in self:
                request.check_access("write")
                request._check_requester()
        # Approvals are closed to direct writes: who may take it back was checked.
        return super(EstateApprovalMixin, self.sudo()).restart_validation()

    def _validate_tier(self, tiers=False):
        self._check_approver()
        # The approver was checked; approvals are closed to direct writes.
        decided = self.sudo()
        tiers = (tiers or decided.review_ids).with_env(decided.env)
        result = super(EstateApprovalMixin, decided)._validate_tier(tiers)
        # Whether it needs approval was perhaps asked before there was one.
        decided.invalidate_recordset(["need_validation"])
        if decided.validation_status == "validated" and decided.state == "draft":
            decided.state = "approved"
        return result

    def _rejected_tier(self, tiers=False):
        self._check_approver()
        # The approver was checked; approvals are closed to direct writes.
        decided = self.sudo()
        tiers = (tiers or decided.review_ids).with_env(decided.env)
        return super(EstateApprovalMixin, decided)._rejected_tier(tiers)

    def reject_tier(self):
        """Ask why: who asked is told what to mend."""
        if self.env.su:
            return super().reject_tier()
        return self._open_step("refuse", self.env._("Refuse %s", self.name))

    def _refuse(self, reason):
        """Refuse the request with a reason, which is kept with the approval."""
        self.ensure_one()
        self._check_approver()
        sequences = self._get_sequences_to_approve(self.env.user)
        # Approvals are closed to direct writes: the approver was checked just now.
        request = self.sudo()
        reviews = request.review_ids.filtered(lambda one: one.sequence in sequences)
        reviews.comment = reason
        self._rejected_tier(reviews)
        self._update_counter({"review_deleted": True})
        request.message_post(
            body=self.env._("Refused: %(reason)s", reason=reason),
            partner_ids=request.requester_id.partner_id.ids,
        )

    def _check_approver(self):
        """Approvers see the request, are named for it, and have not asked for it."""
        self.check_access("read")
        # Who may approve stands on the approvals, whatever the user may read of them.
        request = self.sudo()
        if self.env.user in request.requester_id | request.create_uid:
            raise AccessError(
                self.env._("Somebody else than who asks approves %s.", request.name)
            )
        if self.env.user not in request.reviewer_ids:
            raise AccessError(
                self.env._("%s is not waiting for your approval.", request.name)
            )

    def _check_requester(self):
        # Who asked is told to nobody here; it is compared with the user.
        asked = self.sudo()
        own = self.env.user in asked.requester_id | asked.create_uid
        if not (own or self.env.user.has_group(KEEPER)):
            raise AccessError(
                self.env._(
                    "Only who asked for %s, or the accountant, takes it back.",
                    self.name,
                )
            )

    # ------------------------------------------------------------------
    # CANCELLING
    # ------------------------------------------------------------------

    def _cancel(self, reason):
        """Nothing comes of it; who approved it is kept."""
        self.ensure_one()
        self.check_access("write")
        self._check_requester()
        # State and approvals are written by the steps alone: the role was checked.
        request = self.sudo()
        lock(request)
        if request.state not in ("draft", "approved"):
            raise UserError(
                self.env._("%s is done, or cancelled already.", request.name)
            )
        open_reviews = request.review_ids.filtered(
            lambda review: review.status in ("waiting", "pending")
        )
        open_reviews.status = "cancel"
        request.with_context(skip_validation_check=True).write(
            {"state": "cancelled", "cancel_reason": reason}
        )
