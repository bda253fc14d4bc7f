from odoo import api, models

from ...engine.money import chinese_capitals, decimal_of
from .. import formats
from ..portal_links import account_link, bill_link, ensure_tokens
from .receipt_rows import rows_of


class ReportReceipt(models.AbstractModel):
    """收据 in its parts: stub, payer, finance (R-408, R-707, R-804).

    Every print, preview included, is a copy that is counted and says its number: a
    second paper for the same money is told from the first.
    """

    _name = "report.estate_service.report_receipt"
    _description = "Receipt Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        receipts = self.env["estate.receipt"].browse(docids)
        receipts.check_access("read")
        receipts._count_copy()
        # Who may read a receipt may print it; its payments and bills are closed to
        # the counter.
        receipts = receipts.sudo()
        ensure_tokens(receipts.line_ids.move_line_id.move_id)
        pages = [page for receipt in receipts for page in self._pages(receipt)]
        return {
            "doc_ids": docids,
            "doc_model": "estate.receipt",
            "docs": receipts,
            "pages": pages,
        }

    def _pages(self, receipt):
        """Return one page per part of the receipt."""
        lang = receipt.partner_id.lang or self.env.lang or "en_US"
        receipt = receipt.with_context(lang=lang)
        values = self._values(receipt)
        return [
            {**values, "lang": lang, "part": number, "part_name": name}
            for number, name in self._parts(receipt)
        ]

    def _parts(self, receipt):
        _ = receipt.env._
        parts = [(1, _("Stub")), (2, _("Payer")), (3, _("Finance"))]
        three = receipt.company_id.estate_receipt_parts == "three"
        return parts if three else parts[1:2]

    def _values(self, receipt):
        env = receipt.env
        return {
            "receipt": receipt,
            "company": receipt.company_id,
            "community": receipt.community_id,
            "unit": receipt.unit_id,
            "date": formats.day(env, receipt.date),
            "rows": rows_of(receipt),
            "symbol": receipt.currency_id.symbol,
            "amount": formats.amount(env, receipt.amount, receipt.currency_id),
            "capitals": chinese_capitals(decimal_of(receipt.amount)),
            "methods": self._methods(receipt),
            "mark": "void" if receipt.state == "void" else "",
            "void_date": formats.day(env, receipt.void_date),
            "qr": formats.qr_data_uri(self._link(receipt)),
        }

    def _methods(self, receipt):
        """Ways of payment: text and amount each; cash with what was tendered."""
        payments = receipt.payment_ids.sorted("id")
        field = payments._fields["estate_channel"]
        labels = dict(field._description_selection(receipt.env))
        return [
            {
                "name": labels.get(payment.estate_channel)
                or payment.payment_method_line_id.name,
                "amount": formats.amount(
                    receipt.env, payment.amount, receipt.currency_id
                ),
                **self._change(receipt, payment),
            }
            for payment in payments
        ]

    def _change(self, receipt, payment):
        currency = receipt.currency_id
        if payment.estate_channel != "cash" or currency.is_zero(receipt.change):
            return {"tendered": "", "change": ""}
        tendered = payment.amount + receipt.change
        return {
            "tendered": formats.amount(receipt.env, tendered, currency),
            "change": formats.amount(receipt.env, receipt.change, currency),
        }

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
