from odoo import api, models

from ...engine.money import chinese_capitals, decimal_of
from .. import formats


class ReportDepositRequest(models.AbstractModel):
    """押金退款/扣款单: what was asked for, who approved it, what came of it."""

    _name = "report.estate_service.report_deposit_request"
    _description = "Deposit Voucher"

    @api.model
    def _get_report_values(self, docids, data=None):
        requests = self.env["estate.deposit.request"].browse(docids)
        requests.check_access("read")
        # Who may read a request may print it; its bill and payee may be of elsewhere.
        return {
            "doc_ids": docids,
            "doc_model": requests._name,
            "docs": requests,
            "pages": [self._page(request) for request in requests.sudo()],
        }

    def _page(self, request):
        lang = request.partner_id.lang or self.env.lang or "en_US"
        request = request.with_context(lang=lang)
        env, currency = request.env, request.currency_id
        return {
            "request": request,
            "lang": lang,
            "company": request.company_id,
            "community": request.community_id,
            "mark": formats.void_mark(env) if request.state == "cancelled" else (),
            "title": self._title(request),
            "date": formats.day(env, request.done_on or request.requested_at),
            "amount_head": env._("Amount (%(symbol)s)", symbol=currency.symbol),
            "amount": formats.amount(env, request.amount, currency),
            "symbol": currency.symbol,
            "capitals": self._capitals(request),
            "what": self._what(request),
            "used_for": self._used_for(request),
            "receipt": request.move_line_id.move_id.origin_payment_id.estate_receipt_id,
            "approvals": self._approvals(request),
            "cancelled": request.cancel_reason if request.state == "cancelled" else "",
        }

    # ------------------------------------------------------------------- WORDS

    def _title(self, request):
        if request.purpose == "refund":
            return request.env._("Deposit Refund Request")
        return request.env._("Deposit Deduction Voucher")

    def _capitals(self, request):
        if request.currency_id.name == "CNY":
            return f"人民币 {chinese_capitals(decimal_of(request.amount))}"
        return request.currency_id.amount_to_text(request.amount)

    def _what(self, request):
        return request.item_id.name or request.move_line_id.name or ""

    def _used_for(self, request):
        """Say where the money goes: to a person, or to a bill."""
        if request.purpose == "refund":
            ways = request._fields["channel"]._description_selection(request.env)
            return f"{request.payee_id.name} · {dict(ways)[request.channel]}"
        names = [request.income_item_id.name, request.bill_id.name]
        return " · ".join(filter(None, names))

    def _approvals(self, request):
        """Return who approved it, and when."""
        approved = request.review_ids.filtered(lambda rev: rev.status == "approved")
        return formats.listing(
            request.env,
            [
                " ".join(
                    [
                        review.done_by.name,
                        formats.day(request.env, review.reviewed_date),
                    ]
                )
                for review in approved
            ],
        )
