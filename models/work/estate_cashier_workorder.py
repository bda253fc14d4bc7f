from odoo import Command, api, fields, models

from ...engine.late_fee import WHOLE
from ..cashier.estate_cashier_collect import BOOKING_CONTEXT


class EstateCashier(models.AbstractModel):
    """Billing repairs and services at home (R-404, R-408)."""

    _inherit = "estate.cashier"

    @api.model
    def _bill_workorders(self, orders):
        """Bill accepted orders: one bill each, to the cent what was agreed.

        :return: the posted bills
        :raises AccessError: when the caller is not finance
        :raises UserError: when an order is billed already, or not to be billed
        """
        orders._check_may_bill()
        # The ledger is closed to clerks; the role and the orders were checked.
        orders = orders.sudo().with_context(**BOOKING_CONTEXT)
        service = orders.env["estate.cashier"]
        service._lock(orders)
        orders.invalidate_recordset(["move_id", "state", "to_bill"])
        orders._check_billable()
        bills = orders.env["account.move"]
        for order in orders:
            bills |= service._workorder_bill(order)
        # Unlike what is booked, the end of an order is told in its log.
        orders.with_context(tracking_disable=False)._close_if_complete()
        return bills

    @api.model
    def _workorder_bill(self, order):
        company, community = order.company_id, order.community_id
        date = community._today()
        journal = company.estate_bill_journal_id
        item = company._estate_work_item()
        self._check_not_locked(date, company, journal)
        order = order.with_company(company)
        lines = order.line_ids.filtered("amount")
        bill = order.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "journal_id": journal.id,
                "partner_id": order.payer_id.id,
                "invoice_date": date,
                "date": date,
                "invoice_date_due": fields.Date.add(
                    date, days=company.estate_work_due_days
                ),
                "invoice_payment_term_id": False,
                "ref": f"{order.name} {order.slip_number or ''}".strip(),
                "estate_unit_id": order.unit_id.id,
                "estate_workorder_id": order.id,
                "estate_period": date.replace(day=1),
                "invoice_line_ids": [
                    Command.create(self._workorder_line_vals(line, item, date))
                    for line in lines
                ],
            }
        )
        bill.line_ids.estate_unit_id = order.unit_id
        self._heal_cents(bill, sum(lines.mapped("amount")))
        order.move_id = bill
        bill.action_post()
        order.message_post(body=order.env._("Billed: %s", bill.name))
        return bill

    @api.model
    def _workorder_line_vals(self, line, item, date):
        """One line of the slip on the account and taxes of the fee of repairs."""
        order = line.order_id
        taxes = item._sale_taxes()
        accounts = item._product_sudo().product_tmpl_id._get_product_accounts()
        lang = order.payer_id.lang or order.env.lang
        what = line.product_id.with_context(lang=lang).name or line.name
        analytic = order.community_id.analytic_account_id
        done = order._day_here(order.finished_at) or date
        return {
            "name": f"{what} × {line.quantity:g} ({order.name})",
            "product_id": item.product_id.id,
            "account_id": accounts["income"].id
            or order.company_id.estate_bill_journal_id.default_account_id.id,
            "quantity": 1.0,
            "price_unit": self._price_before_tax(line.amount, taxes, line.currency_id),
            "tax_ids": [Command.set(taxes.ids)],
            "analytic_distribution": {str(analytic.id): float(WHOLE)}
            if analytic
            else False,
            "estate_unit_id": order.unit_id.id,
            "estate_item_id": item.id,
            "estate_date_from": done,
            "estate_date_to": done,
            "estate_explanation": {
                "kind": "workorder",
                "order": order.name,
                "slip": order.slip_number or "",
                "quantity": f"{line.quantity:g}",
                "price": f"{line.price_unit:.2f}",
                "filed": line.product_id.estate_price_document or "",
                "amount": f"{line.amount:.2f}",
            },
        }
