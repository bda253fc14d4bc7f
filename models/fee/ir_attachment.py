from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..mixins.kept_files import CONTENT

CONSENTED = ("consented", "noticed", "in_force")


class IrAttachment(models.Model):
    """Documents of consent, which stay as long as a price rests on them (R-805)."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if CONTENT & vals.keys() and not self.env.su:
            # What was just uploaded is put in its place once.
            kept = self.filtered("res_id")
            kept._unlink_except_consent()
            kept._unlink_except_adjustment()
        return super().write(vals)

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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_adjustment(self):
        """What owners were asked by, their consent and what proves it stay (R-808)."""
        # Superuser: what rests on the file decides, whoever deletes it.
        adjustments = self.env["estate.fee.adjustment"].sudo()
        consent = Domain("consent_attachment_ids", "in", self.ids)
        consent &= Domain("state", "in", CONSENTED)
        report = Domain("evaluation_attachment_ids", "in", self.ids)
        report &= Domain("state", "in", ("consult", "rejected", *CONSENTED))
        for adjustment in adjustments.search(consent | report, limit=1):
            raise UserError(
                self.env._(
                    "The owners decided on %(adjustment)s by this file: it stays.",
                    adjustment=adjustment.name,
                )
            )
        notices = self.env["estate.fee.adjustment.notice"].sudo()  # as above
        for notice in notices.search([("proof_attachment_ids", "in", self.ids)]):
            raise UserError(
                self.env._(
                    "This file proves that %(name)s was told and stays.",
                    name=notice.partner_id.name,
                )
            )
