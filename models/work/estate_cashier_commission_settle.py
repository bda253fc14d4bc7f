from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.late_fee import WHOLE
from ...engine.money import decimal_of
from .account_move_commission import stands_in_ledger

FINANCE = "estate_service.group_estate_cashier"
"""Cashiers; finance clerks and accountants are cashiers as well."""


class EstateCashier(models.AbstractModel):
    """Settling a commission: charge, prepayment set off, the vendor's bill (R-421)."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # SETTLEMENT
    # ------------------------------------------------------------------

    @api.model
    def _settle_order(self, order):
        """Charge the cost and the service fee, and set off what was prepaid.

        Cost is money collected for the vendor; the fee is income. What the prepayment
        does not cover is open on the unit's account, what it exceeds is held.

        A second click charges nothing anew; what was held again meanwhile is set off.

        :raises UserError: when the order is not delivered, or a date is locked
        """
        order.check_access("write")
        booked, service = self._order_service(order)
        if booked.state not in ("delivered", "settled"):
            raise UserError(self.env._("%s is not delivered yet.", booked.name))
        if booked.state == "delivered" and not booked._is_charged():
            booked.charge_move_id = service._charge_order(booked)
        service._set_off_prepayment(booked)
        if booked.state == "delivered":
            booked.write({"state": "settled", "settled_at": fields.Datetime.now()})

    @api.model
    def _charge_order(self, order):
        """Return the posted invoice of the order: to the cent what was agreed.

        It is due as a whole, whatever terms of payment the principal has elsewhere.
        """
        company, unit = order.company_id, order.unit_id
        if not company.estate_bill_journal_id:
            self._account(company, "prepay")
        date = self._check_date(None, company, [])
        self._check_not_locked(date, company, company.estate_bill_journal_id)
        lines = [("cost", order.cost), ("fee", order.service_fee)]
        charge = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": company.id,
                "partner_id": order.partner_id.id,
                "journal_id": company.estate_bill_journal_id.id,
                "invoice_date": date,
                "invoice_date_due": date,
                "invoice_payment_term_id": False,
                "ref": order.name,
                "estate_unit_id": unit.id,
                "estate_commission_id": order.id,
                "invoice_line_ids": [
                    Command.create(self._charge_vals(order, purpose, amount))
                    for purpose, amount in lines
                    if amount
                ],
            }
        )
        charge.line_ids.estate_unit_id = unit
        self._heal_cents(charge, order.cost + order.service_fee)
        charge.action_post()
        return charge

    @api.model
    def _charge_vals(self, order, purpose, amount):
        item = self._commission_item(order.company_id, purpose)
        # What is bought for another is no sale of the company's: the vendor taxes it.
        taxes = item._sale_taxes() if purpose == "fee" else self.env["account.tax"]
        analytic = order.community_id.analytic_account_id
        return {
            "name": f"{item.name}: {order.name} {order.summary}",
            "product_id": item.product_id.id,
            "price_unit": self._price_before_tax(amount, taxes, order.currency_id),
            "tax_ids": [Command.set(taxes.ids)],
            "analytic_distribution": {str(analytic.id): float(WHOLE)}
            if analytic
            else False,
            "estate_unit_id": order.unit_id.id,
            "estate_item_id": item.id,
        }

    @api.model
    def _set_off_prepayment(self, order):
        """Pay the charge with what is held for this order, in one entry."""
        charge = order.charge_move_id
        receivables = self._receivable_items(charge.line_ids).filtered(
            lambda item: not item.reconciled
        )
        held = self._prepaid_of_order(order)
        self._lock(held | receivables)
        pairs = self._pairs_in_order(held, receivables.sorted("date_maturity"))
        if not pairs:
            return
        company = order.company_id
        date = max(
            self._application_date(company, item, debt) for item, debt, _part in pairs
        )
        entry = self.env["account.move"].create(
            self._application_vals(company, order.unit_id, date, pairs)
        )
        entry.action_post()
        self._reconcile_applications(entry, [pairs])

    @api.model
    def _pairs_in_order(self, held, receivables):
        """Return (prepaid item, receivable item, part), the first due paid first."""
        left = {item: -decimal_of(item.amount_residual) for item in held}
        pairs = []
        for receivable in receivables:
            wanted = decimal_of(receivable.amount_residual)
            for item in held:
                part = min(wanted, left[item])
                if part > 0:
                    pairs.append((item, receivable, part))
                    left[item] -= part
                    wanted -= part
        return pairs

    @api.model
    def _unsettle_order(self, order, reason):
        """Take the charge back; the prepayment is held again, the order delivered.

        :raises AccessError: for others than finance, whose entries it cancels
        :raises UserError: when the difference was collected, or the voucher booked
        """
        booked, service = self._order_service(order)
        if not (self.env.su or self._has_any_group((FINANCE,))):
            raise AccessError(self.env._("Finance undoes settlements."))
        if booked.state != "settled":
            raise UserError(self.env._("%s is not settled.", booked.name))
        charge = booked.charge_move_id
        receivable = service._receivable_items(charge.line_ids)
        credits = receivable.matched_credit_ids.credit_move_id
        entries = service._applications_of(receivable)
        paid = credits.move_id - entries
        paid |= charge.reversal_move_ids.filtered(
            lambda note: (
                note.state == "posted"
                and "posted" not in note.reversal_move_ids.mapped("state")
            )
        )
        if paid:
            raise UserError(
                self.env._(
                    "The difference of %(order)s is paid or credited already "
                    "(%(entries)s): void its receipt, or undo the credit, first.",
                    order=booked.name,
                    entries=", ".join(paid.mapped("name")),
                )
            )
        if (
            stands_in_ledger(booked.vendor_bill_id)
            or booked.vendor_bill_id.state == "draft"
        ):
            raise UserError(
                self.env._(
                    "The vendor's voucher is booked (%s): have the accountant undo "
                    "that first.",
                    booked.vendor_bill_id.name,
                )
            )
        # As Cancel Bill does: the checks of the month ask why a bill was credited.
        quiet = {"skip_invoice_sync": True, "skip_is_manually_modified": True}
        charge.with_context(**quiet).estate_cancel_reason = reason
        service._take_back_applications(entries, reason)
        service._undo_entries(
            charge.filtered(lambda move: move.state == "posted"), reason
        )
        booked.write(
            {
                "state": "delivered",
                "settled_at": False,
                "charge_move_id": False,
                # A voucher that was booked and taken back is booked anew, at its cost.
                "vendor_bill_id": False,
            }
        )
        booked.message_post(body=self.env._("Settlement undone: %s", reason))

    # ------------------------------------------------------------------
    # THE VENDOR
    # ------------------------------------------------------------------

    @api.model
    def _book_vendor(self, order):
        """Book the vendor's voucher: what was collected for him is owed to him.

        The item of the charge is cleared by that of the bill, to the cent.

        A bill that was cancelled or credited in full is written anew.

        :return: the vendor's bill
        :raises AccessError: for others than finance
        :raises UserError: when the order is not settled, or its bill in correction
        """
        booked, service = self._order_service(order)
        if not (self.env.su or self._has_any_group((FINANCE,))):
            raise AccessError(self.env._("Finance books the vouchers of vendors."))
        if stands_in_ledger(booked.vendor_bill_id):
            return booked.vendor_bill_id.with_env(self.env)
        if booked.state not in ("settled", "done"):
            raise UserError(self.env._("%s is not settled.", booked.name))
        if booked.vendor_bill_id.state == "draft":
            raise UserError(
                self.env._(
                    "The vendor's bill of %(order)s is being corrected: have the "
                    "accountant post or cancel it.",
                    order=booked.name,
                )
            )
        date = service._check_date(None, booked.company_id, [])
        journal = service._purchase_journal(booked.company_id)
        service._check_not_locked(date, booked.company_id, journal)
        bill = service.env["account.move"].create(
            service._vendor_bill_vals(booked, journal, date)
        )
        bill.action_post()
        booked.vendor_bill_id = bill
        return bill.with_env(self.env)

    @api.model
    def _purchase_journal(self, company):
        journal = self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "in", company.parent_ids.ids)],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no journal for vendor bills: ask the accountant to make "
                    "one.",
                    company.name,
                )
            )
        return journal

    @api.model
    def _vendor_bill_vals(self, order, journal, date):
        # As it was charged, whatever items the settings name since.
        charged = order.charge_move_id.invoice_line_ids.filtered(
            lambda line: line.estate_item_id.kind == "agency"
        )
        return {
            "move_type": "in_invoice",
            "company_id": order.company_id.id,
            "partner_id": order.vendor_id.id,
            "journal_id": journal.id,
            "invoice_date": date,
            "date": date,
            "ref": order.vendor_ref or order.name,
            "estate_commission_id": order.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": f"{order.name} {order.summary}",
                        "account_id": line.account_id.id,
                        "price_unit": line.price_total,
                        "tax_ids": [Command.clear()],
                        "analytic_distribution": line.analytic_distribution,
                        "estate_unit_id": order.unit_id.id,
                        "estate_item_id": line.estate_item_id.id,
                    }
                )
                for line in charged
            ],
        }
