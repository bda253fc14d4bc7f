from odoo import models

from ..registry.estate_vip_profile import REVIEW


class MailActivity(models.Model):
    """A monthly reminder that is done, wherever, has brought its file up to date."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        review = self.env.ref(REVIEW, raise_if_not_found=False)
        done = self.filtered(
            lambda activity: review and activity.activity_type_id == review
        )
        profiles = self.env["estate.vip.profile"].browse(done.mapped("res_id"))
        result = super()._action_done(feedback, attachment_ids)
        # Core lets everybody end his reminders, even of what he may see no longer.
        profiles.exists()._filtered_access("write")._note_review()
        return result
