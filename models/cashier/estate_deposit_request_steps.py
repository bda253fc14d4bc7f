from odoo import fields, models
from odoo.exceptions import AccessError, UserError

KEEPER = "estate_service.group_estate_accountant"


class EstateDepositRequest(models.Model):
    """The steps of a request: asked for, approved, carried out, cancelled.

    Approvals are closed to direct writes (:file:`tier_review.py`): each step checks
    who takes it, then works on them with all rights.
    """

    _inherit = "estate.deposit.request"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_submit(self):
        """Ask for the approval that the amount needs."""
        for request in self:
            request._submit()

    def action_carry_out(self):
        """Ask how a refund is paid, or when a deduction is booked."""
        step = "pay" if self.purpose == "refund" else "book"
        return self._open_step(step, self.env._("Carry Out %s", self.name))

    def action_cancel(self):
        """Ask why nothing comes of the request."""
        return self._open_step("cancel", self.env._("Cancel %s", self.name))

    def action_undo(self):
        """Ask why a deduction is undone."""
        return self._open_step("undo", self.env._("Undo %s", self.name))

    def action_print(self):
        """Print the voucher with its approvals."""
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.action_report_deposit_request"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    def action_view_refunds(self):
        """Open the vouchers with which it was paid."""
        self.ensure_one()
        return self.refund_ids._get_records_action(name=self.env._("Refunds"))

    def action_view_entry(self):
        """Open the entry, for those who may see the ledger."""
        self.ensure_one()
        self.move_id.check_access("read")
        return self.move_id._get_records_action()

    def _open_step(self, step, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.deposit.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id, "default_step": step},
        }

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def _submit(self):
        self.ensure_one()
        self.check_access("write")
        self._check_draft()
        # Approvals are closed to direct writes: the right to ask was checked.
        asked = self.sudo()
        self.env["estate.cashier"]._lock(asked.move_line_id)
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

    def _check_complete(self):
        self.ensure_one()
        self.invalidate_recordset(["held"])
        if self.currency_id.compare_amounts(self.amount, self.held) > 0:
            raise UserError(
                self.env._(
                    "Only %(held)s of this deposit is free: look at it again.",
                    held=self.currency_id.format(self.held),
                )
            )
        if self.purpose == "refund" and not (self.payee_id and self.channel):
            raise UserError(self.env._("Say who gets the money, and how."))
        if self.purpose == "deduct":
            self._check_deduction_complete()

    def _check_deduction_complete(self):
        if not self.attachment_ids:
            raise UserError(self.env._("Add the evidence for the deduction."))
        if self.target == "bill":
            self.env["estate.cashier"]._check_deposit_bill(self)
        elif not self.income_item_id or self.income_item_id.kind == "deposit":
            raise UserError(self.env._("Choose the fee that the deposit is kept for."))

    def _keep_evidence(self):
        """Who may read the request may read what was uploaded with it."""
        loose = self.attachment_ids.filtered(lambda file: not file.res_id)
        loose.write({"res_model": self._name, "res_id": self.id})

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
        return super(EstateDepositRequest, self.sudo()).restart_validation()

    def _validate_tier(self, tiers=False):
        self._check_approver()
        # The approver was checked; approvals are closed to direct writes.
        decided = self.sudo()
        tiers = (tiers or decided.review_ids).with_env(decided.env)
        result = super(EstateDepositRequest, decided)._validate_tier(tiers)
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
        return super(EstateDepositRequest, decided)._rejected_tier(tiers)

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
        self.env["estate.cashier"]._lock(request)
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
