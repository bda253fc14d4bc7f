from odoo import api, models
from odoo.tools import html2plaintext


class MailThread(models.AbstractModel):
    """Mails that come back, perhaps days after they were sent (R-808, B-18)."""

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        result = super()._routing_handle_bounce(email_message, message_dict)
        if self._estate_is_delayed(email_message):
            # It may still arrive: nothing is sent a second time.
            return result
        self.env["estate.delivery.mixin"]._take_bounces(
            message_dict["bounced_message"],
            html2plaintext(message_dict.get("body") or ""),
            self._estate_bounce_answers(email_message),
        )
        return result

    @api.model
    def _estate_bounce_answers(self, email_message):
        """Return (code, words) by which servers say why it came back."""
        return [
            (str(block["Status"] or ""), str(block["Diagnostic-Code"] or ""))
            for block in self._estate_bounce_blocks(email_message)
        ]

    @api.model
    def _estate_is_delayed(self, email_message):
        """Tell whether the servers only say that they go on trying."""
        actions = {
            str(block["Action"]).strip().lower()
            for block in self._estate_bounce_blocks(email_message)
            if block["Action"]
        }
        return actions == {"delayed"}

    @api.model
    def _estate_bounce_blocks(self, email_message):
        reports = [
            part
            for part in (email_message.walk() if email_message else ())
            if part.get_content_type() == "message/delivery-status"
            and part.is_multipart()
        ]
        return [block for report in reports for block in report.get_payload()]
