from odoo import models

from .receipt_rows import WORDS


class ReportRefund(models.AbstractModel):
    """退款单 in its parts; finance keeps the one that the payee signed."""

    _name = "report.estate_service.report_refund"
    _description = "Refund Paper"
    _inherit = ["report.estate_service.voucher"]
    _voucher = "estate.refund"

    def _part_names(self, env):
        return [env._("Part 1: Stub"), env._("Part 2: Payee"), env._("Part 3: Finance")]

    def _form(self, voucher):
        return {
            **super()._form(voucher),
            "what": WORDS[voucher.kind](voucher),
            "receipts": ", ".join(voucher.receipt_ids.mapped("name")),
            "reason": self._reason(voucher),
        }

    def _reason(self, voucher):
        """The clerk's words; that of a card is said in the reader's language."""
        if voucher.card_id:
            return voucher._card_reason(voucher.card_id)
        return voucher.reason
