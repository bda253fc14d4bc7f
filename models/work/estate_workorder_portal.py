import binascii
from base64 import b64decode
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

MAX_SIGNATURE = 1024 * 1024
"""A signature drawn by hand is some ten thousand characters; this is far beyond."""


class EstateWorkorder(models.Model):
    """The quote that the resident agrees to himself in the portal (R-404, B-19).

    Called with all rights, after the controller has seen that the request is his.
    """

    _inherit = "estate.workorder"

    resident_in_portal = fields.Boolean(
        "Resident Uses the Portal",
        compute="_compute_resident_in_portal",
        help="Whoever asked for it follows it in the portal.",
    )

    @api.depends("request_id.partner_id")
    def _compute_resident_in_portal(self):
        # That he logs in is all that is told of him, to whoever reads the order.
        for order in self.sudo():
            partner = order.request_id.partner_id
            shown = order.request_id.filtered_domain(
                order.request_id._portal_domain(partner)
            )
            order.resident_in_portal = bool(shown and partner.user_ids)

    def action_ask_consent(self):
        """Ask the resident to agree to the quote in the portal (R-404).

        :raises UserError: when there is nothing to ask, or he follows no portal
        """
        self.ensure_one()
        self.check_access("write")
        if not self.resident_in_portal:
            raise UserError(self.env._("The resident does not use the portal: call."))
        if not self._portal_waits_for_consent():
            raise UserError(
                self.env._(
                    "Write down first what it takes, each line with its price; what is "
                    "agreed already needs no asking."
                )
            )
        # Whoever quotes need not be who answers the resident.
        request = self.request_id.sudo()
        env = self.with_context(lang=request.partner_id.lang).env
        request.message_post(
            body=env._(
                "Please read the quote and agree to it in the portal: %(what)s, "
                "%(total)s.",
                what=self.summary,
                total=self.currency_id.with_env(env).format(self.amount_total),
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=request.partner_id.ids,
            author_id=self.env.user.partner_id.id,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s is asked in the portal.", request.partner_id.name
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _portal_waits_for_consent(self):
        """Tell whether the resident has to say yes before the work goes on."""
        self.ensure_one()
        lines = self.line_ids
        return bool(
            self.state in ("assigned", "on_site")
            and self.kind == "paid"
            and self.quote_state == "draft"
            and not self.price_open
            and lines
            and not any(line._price_is_missing() for line in lines)
        )

    def _portal_quote_mark(self):
        """Return a mark of what the quote says: another quote has another mark."""
        self.ensure_one()
        said = [
            (line.id, line.name, line.quantity, line.amount) for line in self.line_ids
        ]
        return sha256(repr((self.quote_id.id, said)).encode()).hexdigest()

    def _portal_consent(self, mark, name, signature):
        """The resident agrees by his signature in the portal (R-404, R-405).

        :param str mark: of the quote that he has read, by ``_portal_quote_mark``
        :param str signature: a PNG, base64
        :raises UserError: when nothing is asked, the quote is another by now, or name
            or signature is missing
        """
        self.ensure_one()
        # Who changes the quote this moment is done first.
        self.quote_id.lock_for_update()
        if not self._portal_waits_for_consent():
            raise UserError(self.env._("%s asks for no consent now.", self.name))
        if mark != self._portal_quote_mark():
            raise UserError(
                self.env._("The quote has changed meanwhile: please read it again.")
            )
        name = (name or "").strip()
        if not name:
            raise UserError(self.env._("Please write your name."))
        self._consent(name, "portal", self._portal_signature(signature))
        self._portal_tell_agreed()

    def _portal_signature(self, signature):
        signature = signature or ""
        if len(signature) > MAX_SIGNATURE:
            raise UserError(self.env._("The signature is too large: sign once more."))
        try:
            drawn = b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            drawn = b""
        if guess_mimetype(drawn) != "image/png":
            raise UserError(self.env._("The signature is missing."))
        return signature

    def _portal_tell_agreed(self):
        """Whoever goes, or holds the order, waits for the resident's word."""
        self._tell_user(
            self.technician_id or self.user_id,
            lambda env: env._("The resident agrees to the quote: %s", self.summary),
        )
