from odoo import api, models
from odoo.exceptions import AccessError

PREFIX = "estate."


class TierReview(models.Model):
    """Approvals of our documents are decided by their steps, not by direct writes.

    Core of the approvals gives every colleague all rights on reviews: without this a
    clerk could write his own request *approved*.
    """

    _inherit = "tier.review"

    # ------------------------------------------------------------------
    # CLOSED TO DIRECT WRITES
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews._estate_check_closed()
        return reviews

    def write(self, vals):
        """A reviewer's comment is his own; all else is the steps'."""
        comment = vals.keys() == {"comment"}
        if not (comment and all(self.env.user in rev.reviewer_ids for rev in self)):
            self._estate_check_closed()
        result = super().write(vals)
        if "model" in vals:
            self._estate_check_closed()
        return result

    def unlink(self):
        self._estate_check_closed()
        return super().unlink()

    def _estate_check_closed(self):
        if self.env.su:
            return
        if any((review.model or "").startswith(PREFIX) for review in self):
            raise AccessError(
                self.env._("Approvals are given with the buttons of the document.")
            )

    # ------------------------------------------------------------------
    # WHO APPROVES
    # ------------------------------------------------------------------

    def _update_review_status(self):
        """Called whenever somebody's list of approvals is counted."""
        # It only lets the next in line approve, which it works out by itself.
        return super(TierReview, self.sudo())._update_review_status()

    def _get_reviewers(self):
        """A role includes those whose role implies it, as everywhere in the app."""
        reviewers = super()._get_reviewers()
        if (self.model or "").startswith(PREFIX) and self.reviewer_group_id:
            reviewers |= self.reviewer_group_id.all_user_ids
            if self.definition_id.exclude_requester:
                reviewers -= self.requested_by
        return reviewers
