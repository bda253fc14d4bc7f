from odoo import api, models

from .. import formats
from . import order_page


class ReportServiceVoucher(models.AbstractModel):
    """委托凭据: the resident holds it against the prepayment (step 4 of R-421)."""

    _name = "report.estate_service.report_service_voucher"
    _description = "Prepayment Slip of a Commission"

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
        prepaid = receipts.line_ids.filtered(lambda line: line.kind == "prepay")
        last = receipts.sorted("id")[-1:]
        return order_page.page(order, lang) | {
            "date": formats.day(order.env, last.date),
            "kind": order.type_id.name,
            "deliver_at": order_page.moment(order, order.deliver_at),
            "delivery": order_page.chosen(order, "delivery"),
            "amount": order_page.money(order, order.prepaid),
            "capitals": order_page.capitals(order, order.prepaid),
            "receipts": ", ".join(prepaid.receipt_id.sorted("id").mapped("name")),
            "methods": last.method_names or order_page.EMPTY,
        }
