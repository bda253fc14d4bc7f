from odoo import api, fields, models

from ...engine.money import chinese_capitals, decimal_of
from .. import formats

BLANK_ROWS = 2
"""Rows that a technician fills by hand."""


class ReportWorkorderSlip(models.AbstractModel):
    """维修单 in three copies: resident, finance, counterfoil (R-406, R-408)."""

    _name = "report.estate_service.report_workorder_slip"
    _description = "Repair Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["estate.workorder"].browse(docids)
        orders.check_access("read")
        # Who may read an order may print it; its people and services are named there.
        orders = orders.sudo()
        return {
            "doc_ids": docids,
            "doc_model": orders._name,
            "docs": orders,
            "pages": [page for order in orders for page in self._pages(order)],
        }

    def _pages(self, order):
        lang = order.partner_id.lang or self.env.lang or "en_US"
        order = order.with_context(lang=lang).with_company(order.company_id)
        env = order.env
        copies = [
            env._("Resident's Copy"),
            env._("Finance Copy"),
            env._("Counterfoil"),
        ]
        page = self._page(order, lang)
        return [{**page, "copy_name": name} for name in copies]

    def _page(self, order, lang):
        env, currency = order.env, order.currency_id
        return {
            "order": order,
            "lang": lang,
            "company": order.company_id,
            "community": order.community_id,
            "mark": formats.void_mark(env) if order.state == "cancelled" else (),
            "date": formats.day(env, order.dispatched_at or order.ordered_at),
            "appointment": _moment(order, order.appointment),
            "arrived": _moment(order, order.arrived_at),
            "finished": _moment(order, order.finished_at),
            "amount_head": env._("Amount (%(symbol)s)", symbol=currency.symbol),
            "rows": self._rows(order),
            "blank": range(max(0, BLANK_ROWS - len(order.line_ids))),
            "total": formats.amount(env, order.amount_total, currency)
            if order.line_ids
            else "",
            "capitals": self._capitals(order),
            "consent": self._consent(order),
            "opinion": dict(order._fields["opinion"]._description_selection(env)).get(
                order.opinion, ""
            ),
            "warranty": order.warranty_until and formats.day(env, order.warranty_until),
        }

    def _rows(self, order):
        env, currency = order.env, order.currency_id
        sources = dict(
            order.line_ids._fields["supplied_by"]._description_selection(env)
        )
        return [
            {
                "name": line.product_id.name or line.name,
                "note": sources.get(line.supplied_by, ""),
                "quantity": f"{line.quantity:g}",
                "price": formats.amount(env, line.price_unit, currency),
                "amount": formats.amount(env, line.amount, currency),
            }
            for line in order.line_ids
        ]

    def _capitals(self, order):
        if not order.line_ids:
            return ""
        if order.currency_id.name == "CNY":
            return f"人民币 {chinese_capitals(decimal_of(order.amount_total))}"
        return order.currency_id.amount_to_text(order.amount_total)

    def _consent(self, order):
        """Who agreed to what it costs, when and how; empty until he did."""
        quote = order.quote_id
        if quote.state != "agreed":
            return ""
        ways = dict(quote._fields["agreed_how"]._description_selection(order.env))
        day = formats.day(order.env, quote.agreed_at)
        return f"{quote.agreed_by} · {ways[quote.agreed_how]} · {day}"


class ReportWorkorderNote(models.AbstractModel):
    """留言条: nobody was at home; whom to call for another time (R-403)."""

    _name = "report.estate_service.report_workorder_note"
    _description = "Note Left at the Door"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["estate.workorder"].browse(docids)
        orders.check_access("read")
        # Who may read an order may print its note.
        orders = orders.sudo()
        return {
            "doc_ids": docids,
            "doc_model": orders._name,
            "docs": orders,
            "pages": [self._page(order) for order in orders],
        }

    def _page(self, order):
        lang = order.partner_id.lang or self.env.lang or "en_US"
        order = order.with_context(lang=lang)
        left = order.promise_ids.filtered(lambda promise: promise.state == "absent")
        moment = left[-1:].kept_at or fields.Datetime.now()
        community = order.community_id
        env = order.env
        return {
            "order": order,
            "lang": lang,
            "company": order.company_id,
            "community": community,
            "greeting": env._(
                "Dear resident of %s,", order.unit_id.code or order.place or ""
            ),
            "text": [
                env._(
                    "We came on %(moment)s for “%(what)s” and found nobody at home.",
                    moment=_moment(order, moment),
                    what=order.summary,
                ),
                env._(
                    "Please call the service centre at %(hotline)s to agree another "
                    "time, and name order %(order)s.",
                    hotline=community.hotline or order.company_id.phone or "",
                    order=order.name,
                ),
            ],
        }


def _moment(order, moment):
    """Write a moment as the clock of the community shows it."""
    if not moment:
        return ""
    zone = order.community_id._timezone()
    local = fields.Datetime.context_timestamp(order.with_context(tz=zone), moment)
    return f"{formats.day(order.env, local.date())} {local:%H:%M}"
