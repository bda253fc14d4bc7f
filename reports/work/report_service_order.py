from odoo import api, models

from .. import formats
from . import order_page


class ReportServiceOrder(models.AbstractModel):
    """业户服务委托单: what the principal signs, and what came of it (R-421, R-429)."""

    _name = "report.estate_service.report_service_order"
    _description = "Commission Order Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["estate.service.order"].browse(docids)
        orders.check_access("read")
        # Who may read an order may print it; its receipts may be of a colleague's.
        return {
            "doc_ids": docids,
            "doc_model": orders._name,
            "docs": orders,
            "pages": [self._page(order) for order in orders.sudo()],
        }

    def _page(self, order):
        lang = order.partner_id.lang or self.env.lang or "en_US"
        order = order.with_context(lang=lang)
        receipts = order.receipt_ids.filtered(lambda paper: paper.state == "issued")
        return order_page.page(order, lang) | {
            "date": formats.day(order.env, order.signed_at or order.create_date),
            "kind": order.type_id.name,
            "details": order_page.details(order),
            "deliver_at": order_page.moment(order, order.deliver_at),
            "delivery": order_page.chosen(order, "delivery"),
            "pay_by": order_page.chosen(order, "pay_by"),
            "estimate": order_page.money(order, order.estimate),
            "fee": order_page.money(order, order.service_fee),
            "prepay": order_page.money(order, order.prepay_wanted),
            "receipts": ", ".join(receipts.mapped("name")),
            "delivered": order_page.moment(order, order.delivered_at),
            "settlement": self._settlement(order),
            "satisfaction": order_page.chosen(order, "satisfaction"),
        }

    def _settlement(self, order):
        """Return the figures of the settlement, as the ledger has them."""
        if order.state not in ("settled", "done"):
            return []
        env = order.env
        refunds = order.refund_ids.filtered(lambda paper: paper.state == "issued")
        back = sum(refunds.mapped("amount"))
        rows = [
            (env._("Cost by the vendor's voucher"), order.cost),
            (env._("Service fee"), order.service_fee),
            (env._("Charged in all"), order.charged),
            (env._("Set off by the prepayment"), order.prepaid - order.held),
            (env._("Already given back"), back),
            (env._("Still to give back"), order.to_refund),
            (env._("Still to pay"), order.to_collect),
        ]
        return [(name, order_page.money(order, value)) for name, value in rows if value]
