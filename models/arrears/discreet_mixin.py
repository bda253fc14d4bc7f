from odoo import models
from odoo.exceptions import AccessError


class EstateDiscreetThread(models.AbstractModel):
    """Talk about debts, which stays among the staff (R-116).

    A resident hears of a debt by the steps that look who may hear it, in which words
    and at which hour; not as the follower of a file.
    """

    _name = "estate.discreet.mixin"
    _description = "Talk Among the Staff"
    _inherit = ["mail.thread"]

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._check_staff_only(partner_ids)
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_post(self, **kwargs):
        self._check_staff_only(
            kwargs.get("partner_ids"), kwargs.get("outgoing_email_to")
        )
        return super().message_post(**kwargs)

    def message_notify(self, **kwargs):
        self._check_staff_only(kwargs.get("partner_ids"))
        return super().message_notify(**kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out whoever follows all the same, as staff that left the company."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        return [person for person in recipients if not person.get("share")]

    def _check_staff_only(self, partner_ids, addresses=False):
        # Whether somebody is staff is no secret.
        partners = self.env["res.partner"].sudo().browse(partner_ids or [])
        if addresses or partners.filtered("partner_share"):
            raise AccessError(
                self.env._(
                    "Files about debts are talked about among the staff: a resident "
                    "is told by a letter, a paper or a contact that is written down."
                )
            )
