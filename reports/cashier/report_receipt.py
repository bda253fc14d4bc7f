from odoo import api, models

from .. import formats
from ..portal_links import account_link, bill_link, ensure_tokens
from .receipt_rows import rows_of

FORM_ROWS = 4
"""Rows of the form: fewer lines leave blank rows, so that none can be added."""
LOW_PAPER = 120
"""Height in mm below which a paper is a strip of continuous form."""


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

    # ------------------------------------------------------------------- PAGES

    def _pages(self, receipt):
        """Return one page per part of the receipt."""
        lang = receipt.partner_id.lang or self.env.lang or "en_US"
        receipt = receipt.with_context(lang=lang)
        common = {
            "lang": lang,
            "size": "e_low" if self._is_low_paper() else "e_high",
            "vertical": "e_vertical" if lang.startswith("zh") else "",
            **self._texts(receipt),
            **self._form(receipt),
        }
        return [{**common, "part_name": name} for name in self._parts(receipt)]

    def _is_low_paper(self):
        report = self.env["ir.actions.report"]._get_report(self._name[len("report.") :])
        paper = report.get_paperformat()
        return paper.format == "custom" and paper.page_height < LOW_PAPER

    def _parts(self, receipt):
        _ = receipt.env._
        parts = [_("Part 1: Stub"), _("Part 2: Payer"), _("Part 3: Finance")]
        three = receipt.company_id.estate_receipt_parts == "three"
        return parts if three else parts[1:2]

    def _texts(self, receipt):
        env = receipt.env
        community = receipt.community_id
        return {
            "receipt": receipt,
            "company": receipt.company_id,
            "community": community,
            "unit": receipt.unit_id,
            "hotline": community.hotline or receipt.company_id.phone,
            "date": formats.day(env, receipt.date),
            "mark": formats.void_mark(env) if receipt.state == "void" else (),
            "void_text": self._void_text(receipt),
            "copy_text": env._("Print no. %(count)s", count=receipt.print_count),
            "qr": formats.qr_data_uri(self._link(receipt)),
        }

    def _form(self, receipt):
        env, currency = receipt.env, receipt.currency_id
        rows = rows_of(receipt)
        return {
            "rows": rows,
            "blank_rows": range(FORM_ROWS - len(rows)),
            "symbol": currency.symbol,
            "amount_head": env._("Amount (%(symbol)s)", symbol=currency.symbol),
            "amount": formats.amount(env, receipt.amount, currency),
            "capitals": self._capitals(receipt),
            "methods": self._methods(receipt),
        }

    # ------------------------------------------------------------------- WORDS

    def _capitals(self, receipt):
        words = receipt.amount_capitals
        return f"人民币 {words}" if receipt.currency_id.name == "CNY" else words

    def _void_text(self, receipt):
        if receipt.state != "void":
            return ""
        return receipt.env._(
            "Void since %(date)s (%(user)s): %(reason)s",
            date=formats.day(receipt.env, receipt.void_date),
            user=receipt.void_user_id.name or "",
            reason=receipt.void_reason or "",
        )

    def _methods(self, receipt):
        """Ways of payment with their amounts; cash with what was tendered."""
        payments = receipt.payment_ids.sorted("id")
        field = payments._fields["estate_channel"]
        labels = dict(field._description_selection(receipt.env))
        texts = []
        for payment in payments:
            name = payment.payment_method_line_id.name
            name = labels.get(payment.estate_channel) or name
            texts.append(self._method_text(receipt, payment, name))
        return formats.listing(receipt.env, texts)

    def _method_text(self, receipt, payment, name):
        def text(value):
            return formats.amount(receipt.env, value, receipt.currency_id)

        if payment.estate_change:
            return receipt.env._(
                "%(way)s %(amount)s (tendered %(tendered)s, change %(change)s)",
                way=name,
                amount=text(payment.amount),
                tendered=text(payment.amount + payment.estate_change),
                change=text(payment.estate_change),
            )
        return f"{name} {text(payment.amount)}"

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
