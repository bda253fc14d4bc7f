from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Documents of consent, which stay as long as a price rests on them (R-805)."""

    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_consent(self):
        # Superuser: whether a price rests on it decides, whoever deletes the file.
        prices = self.env["estate.fee.price"].sudo()
        for price in prices.search([("consent_attachment_ids", "in", self.ids)]):
            if price._loses_consent(self):
                raise UserError(
                    self.env._(
                        "This file is the consent to %(price)s and stays with it.",
                        price=price.display_name,
                    )
                )
