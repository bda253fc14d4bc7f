from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.money import decimal_of
from ..cashier.estate_cashier_collect import BOOKING_CONTEXT
from ..cashier.estate_cashier_refund import HeldMoney

PREPAID_IN = ("signed", "ordered", "delivered")
ITEMS = {
    "cost": ("DB", "agency"),
    "fee": ("DBF", "service"),
}
"""Code and kind of the fee items of commissions."""


class EstateCashier(models.AbstractModel):
    """Money of commissions (R-421, R-813): held for one order, and for nothing else."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # HELD FOR ONE ORDER
    # ------------------------------------------------------------------

    @api.model
    def _held_items(self, units):
        """What is held for a commission pays no bill by itself."""
        items = super()._held_items(units)
        return items.filtered(lambda item: not item.estate_service_order_id)

    @api.model
    def _items_of(self, held):
        """What is held for a commission goes back through its order alone."""
        if held.source and held.source.estate_service_order_id:
            return self._items_of_order(held)
        items = super()._items_of(held)
        if held.source:
            return items
        return items.filtered(lambda item: not item.estate_service_order_id)

    @api.model
    def _items_of_order(self, held):
        """Return the open items of each fee item that the order was prepaid with.

        The settings name one item for all orders; they may have named another when
        the first part was taken.
        """
        known = self.env["account.move.line"]
        items = known.union(
            *(
                super(EstateCashier, self)._items_of(held._replace(item=item))
                for item in held.source.estate_item_id
            )
        )
        return items.sorted(lambda item: (item.date, item.id))

    @api.model
    def _prepaid_of_order(self, order):
        """Return the open prepayment items of the order, oldest first."""
        return self.env["account.move.line"].search(
            [
                ("estate_service_order_id", "=", order.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "<", 0),
            ],
            order="date, id",
        )

    # ------------------------------------------------------------------
    # FEE ITEMS
    # ------------------------------------------------------------------

    @api.model
    def _commission_item(self, company, purpose):
        """Return the fee item of ``cost`` or ``fee``, made when there is none yet."""
        # Fee items are the accountant's; which one serves commissions is a setting.
        company = company.sudo()
        name = f"estate_commission_{purpose}_item_id"
        if not company[name]:
            code, kind = ITEMS[purpose]
            items = company.env["estate.fee.item"].with_company(company)
            known = items.search(
                [("company_id", "=", company.id), ("code", "=", code)], limit=1
            )
            company[name] = known or items.create(
                {
                    "name": self._commission_item_name(purpose),
                    "code": code,
                    "kind": kind,
                    "basis": "fixed",
                    "company_id": company.id,
                }
            )
        return company[name]

    @api.model
    def _commission_item_name(self, purpose):
        if purpose == "cost":
            return self.env._("Commissions: What Is Bought")
        return self.env._("Commissions: Service Fee")

    # ------------------------------------------------------------------
    # TAKING AND GIVING BACK
    # ------------------------------------------------------------------

    @api.model
    def _order_service(self, order):
        """Return the order and the service with all rights, the order locked."""
        order.ensure_one()
        order.check_access("read")
        # Counter staff hold no accounting right: each entrance checks the role.
        booked = order.sudo().with_company(order.company_id)
        # Entries are of the day that it is in the community, whoever books.
        service = booked.env["estate.cashier"].with_context(
            **BOOKING_CONTEXT, tz=booked.community_id._timezone()
        )
        service._lock_order(booked)
        return booked, service

    @api.model
    def _lock_order(self, order):
        """Lock the order and write its row, for whoever read it a moment before.

        A lock alone leaves the row as it was: a colleague who cancels or changes the
        order and waited for us would go on with what he read before the money moved.
        Written, his transaction begins anew.

        :raises BusyError: when somebody else is booking on it right now
        """
        self._lock(order)
        self.env.cr.execute(
            SQL(
                "UPDATE estate_service_order SET write_date = write_date WHERE id = %s",
                order.id,
            )
        )

    @api.model
    def _prepay_order(self, order, amount, method, key=None, **paper):
        """Take a prepayment for the order and give a receipt for it.

        :param method: dict(payment_method_line_id, ref, tendered)
        :param paper: ``paper_number`` and ``wants_fapiao`` of the receipt
        :return: the ``estate.receipt``
        :raises UserError: when the order takes no prepayment now
        """
        booked, service = self._order_service(order)
        company = booked.company_id
        if receipt := service._find_by_key(company, key):
            return receipt.with_env(self.env)
        if booked.state not in PREPAID_IN:
            raise UserError(
                self.env._(
                    "A prepayment for %(order)s is taken between its signature and "
                    "its settlement.",
                    order=booked.name,
                )
            )
        receipt = self._collect(
            order.unit_id,
            order.partner_id,
            [],
            [method | {"amount": amount}],
            prepayments=[
                (service._commission_item(company, "cost"), amount, order.partner_id)
            ],
            key=key,
            **paper,
        )
        # Which order the money is for is written by the service alone.
        taken = receipt.sudo()
        items = service._prepaid_items(taken)
        items.with_context(skip_invoice_sync=True).estate_service_order_id = booked
        taken.service_order_id = booked
        return receipt

    @api.model
    def _collect_order(self, order, method, key=None, **paper):
        """Take what the charge is above the prepayment.

        :return: the ``estate.receipt``
        :raises UserError: when nothing is open
        """
        booked, service = self._order_service(order)
        if receipt := service._find_by_key(booked.company_id, key):
            return receipt.with_env(self.env)
        rows = [
            (line["move_line_id"], line["open"])
            for line in service._open_lines(booked.unit_id)
            if line["move_id"] == booked.charge_move_id.id and line["open"] > 0
        ]
        if not rows:
            raise UserError(self.env._("Nothing is open of %s.", booked.name))
        receipt = self._collect(
            order.unit_id,
            order.partner_id,
            rows,
            [method | {"amount": sum(amount for _line, amount in rows)}],
            key=key,
            **paper,
        )
        # The link is written by the service alone.
        receipt.sudo().service_order_id = booked
        return receipt

    @api.model
    def _refund_order(self, order, method, reason, key=None):
        """Give back what is held for the order, whatever fee items it was taken for.

        :return: the ``estate.refund``; one each when it is of several people, as after
            a refund to the last principal was void
        :raises UserError: when nothing is held
        """
        booked, service = self._order_service(order)
        if refund := service._find_refund(booked.company_id, key):
            return refund.with_env(self.env)
        items = service._prepaid_of_order(booked)
        if not items:
            raise UserError(self.env._("Nothing is held for %s.", booked.name))
        refunds = self.env["estate.refund"]
        for position, (partner, own) in enumerate(items.grouped("partner_id").items()):
            held = HeldMoney(order.unit_id, partner, "prepay", source=own)
            amount = sum(-decimal_of(item.amount_residual) for item in own)
            own_key = f"{key}/{position}" if key and position else key
            refunds |= self._refund(held, amount, method, reason, key=own_key)
        # The link is written by the service alone.
        refunds.sudo().service_order_id = booked
        return refunds
