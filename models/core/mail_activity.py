from odoo import models

from ..registry.estate_vip_profile import REVIEW


class MailActivity(models.Model):
    """A monthly reminder that is done, wherever, has brought its file up to date."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        review = self.env.ref(REVIEW, raise_if_not_found=False)
        profiles = self.env["estate.vip.profile"]
        done = self.filtered(
            lambda activity: review
            and activity.activity_type_id == review
            and activity.res_model == profiles._name
        )
        profiles = profiles.browse(done.mapped("res_id"))
        result = super()._action_done(feedback, attachment_ids)
        # Core lets everybody end his reminders, even of what he may see no longer:
        # most people may write no such file at all, and end reminders all the same.
        reviewed = profiles.exists()._filtered_access("write")
        if reviewed:
            reviewed._note_review()
        return result
