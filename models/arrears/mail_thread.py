from odoo import api, models
from odoo.tools import html2plaintext


class MailThread(models.AbstractModel):
    """Mails about debts that come back, perhaps days after they were sent (B-18)."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        self.env["estate.dunning.attempt"]._take_bounce(
            message_dict["bounced_message"],
            html2plaintext(message_dict.get("body") or ""),
        )
        return result
