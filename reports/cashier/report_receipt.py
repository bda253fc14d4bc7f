from odoo import models

from .. import formats
from ..portal_links import account_link, bill_link, ensure_tokens
from .receipt_rows import rows_of

FORM_ROWS = 4
"""Rows of the form: fewer lines leave blank rows, so that none can be added."""


class ReportReceipt(models.AbstractModel):
    """收据 in its parts: stub, payer, finance (R-408, R-707, R-804)."""

    _name = "report.estate_service.report_receipt"
    _description = "Receipt Paper"
    _inherit = ["report.estate_service.voucher"]
    _voucher = "estate.receipt"

    def _prepare(self, vouchers):
        ensure_tokens(vouchers.line_ids.move_line_id.move_id)

    # ------------------------------------------------------------------- PAGES

    def _texts(self, voucher):
        code = formats.qr_data_uri(self._link(voucher))
        return {**super()._texts(voucher), "qr": code}

    def _form(self, voucher):
        rows = rows_of(voucher)
        return {
            **super()._form(voucher),
            "rows": rows,
            "blank_rows": range(FORM_ROWS - len(rows)),
        }

    # ------------------------------------------------------------------- WORDS

    def _link(self, receipt):
        """The bill's page when one bill of the payer himself was paid, else his own.

        Money may be brought by a relative or a neighbour: a paper in his hand must
        not open the debtor's bill (R-116).
        """
        bills = receipt.line_ids.move_line_id.move_id.filtered(
            lambda move: move.is_sale_document()
        )
        payer = receipt.partner_id.commercial_partner_id
        if len(bills) == 1 and bills.commercial_partner_id == payer:
            return bill_link(bills)
        return account_link(receipt)
