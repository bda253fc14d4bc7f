from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

from ...engine.allocation import fill_in_order
from ...engine.money import decimal_of
from ..mixins.approval_mixin import KEEPER
from .estate_cashier_collect import BOOKING_CONTEXT
from .estate_cashier_refund import ZERO, HeldMoney


class EstateCashier(models.AbstractModel):
    """Carrying out what was approved: a deposit paid back, or kept."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # WHAT IS FREE
    # ------------------------------------------------------------------

    @api.model
    def _held_of_request(self, request):
        item = request.move_line_id
        return HeldMoney(
            item.estate_unit_id,
            item.partner_id,
            "deposit",
            item.estate_item_id,
            source=item,
        )

    @api.model
    def _free_of_deposit(self, request):
        """Return what is held of the deposit and not asked for by another request."""
        # The balance of an account, which counter staff cannot read by themselves.
        request = request.sudo()
        if not request.move_line_id.estate_unit_id:
            return ZERO
        service = request.env["estate.cashier"]
        _items, free = service._refundable(service._held_of_request(request))
        others = request.search(
            [
                ("move_line_id", "=", request.move_line_id.id),
                ("stage", "in", ("waiting", "approved")),
                ("id", "!=", request._origin.id),
            ]
        )
        asked = sum((decimal_of(other.amount) for other in others), ZERO)
        return max(free - asked, ZERO)

    # ------------------------------------------------------------------
    # REFUND
    # ------------------------------------------------------------------

    @api.model
    def _refund(self, held, amount, method, reason, date=None, key=None, request=None):
        """Deposits go back when that was approved; those of cards with their card."""
        # A setting of the unit's company, whichever the user works in now.
        company = held.unit.company_id.sudo()
        if (
            held.kind == "deposit"
            and not held.card
            and not request
            and company.estate_deposit_needs_approval
        ):
            raise UserError(
                self.env._(
                    "A deposit is given back when that was approved: ask for it in the "
                    "list of deposits."
                )
            )
        return super()._refund(held, amount, method, reason, date=date, key=key)

    @api.model
    def _pay_request(self, request, method, date=None):
        """Pay an approved refund once; a second click finds the first one's voucher.

        :return: the ``estate.refund``
        """
        request.ensure_one()
        request.check_access("read")
        self._check_may_refund(request.unit_id)
        # Requests are written by their steps alone: the role was checked just now.
        asked = request.sudo()
        self._lock(asked)
        paid = asked.refund_ids.filtered(lambda refund: refund.state == "issued")
        if asked.state == "done" and paid:
            return paid[:1].with_env(self.env)
        self._check_approved(asked, "refund")
        held = self._held_of_request(asked)
        refund = self._refund(
            held,
            asked.amount,
            {**method, "payee": asked.payee_id.commercial_partner_id},
            asked.reason,
            date=date,
            key=f"{asked.name}/{len(asked.refund_ids)}",
            request=asked,
        )
        # Refunds are written by the service alone, which has just made this one.
        refund.sudo().request_id = asked
        asked.write(self._done_values(refund.date))
        return refund

    @api.model
    def _check_approved(self, request, purpose):
        if request.state != "approved" or request.purpose != purpose:
            raise UserError(
                self.env._("%s is not approved, or carried out already.", request.name)
            )

    @api.model
    def _done_values(self, date):
        return {"state": "done", "done_by_id": self.env.uid, "done_on": date}

    @api.model
    def _after_void(self, voucher):
        """What a void refund paid is to be paid again, or cancelled."""
        result = super()._after_void(voucher)
        if voucher._name == "estate.refund" and voucher.request_id:
            voucher.request_id.write(
                {"state": "approved", "done_by_id": False, "done_on": False}
            )
        return result

    # ------------------------------------------------------------------
    # DEDUCTION
    # ------------------------------------------------------------------

    @api.model
    def _check_may_deduct(self, request):
        request.check_access("read")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant books deductions."))

    @api.model
    def _book_deduction(self, request, date=None):
        """Pay a bill with the deposit: an open one, or one made for the fee kept."""
        request.ensure_one()
        self._check_may_deduct(request)
        # Requests are written by their steps alone: the role was checked just now.
        asked = request.sudo().with_company(request.company_id)
        service = asked.env["estate.cashier"]
        service = service.with_context(**BOOKING_CONTEXT)
        service._lock(asked)
        if asked.state == "done" and asked.move_id:
            return asked.move_id
        service._check_approved(asked, "deduct")
        date = service._check_date(date, asked.company_id, [])
        journal = service._misc_journal(asked.company_id)
        service._check_not_locked(date, asked.company_id, journal)
        pairs = service._take_of_held(
            service._held_of_request(asked),
            service._money(asked.company_id, asked.amount),
        )
        service._check_taken_before(date, pairs)
        if asked.target == "income":
            asked.bill_id = service._charge_kept(asked, date)
        asked.move_id = service._pay_by_deposit(asked, date)
        asked.write(service._done_values(date))
        return asked.move_id

    @api.model
    def _charge_kept(self, request, date):
        """Return the posted bill of the fee that the deposit is kept for."""
        item, unit = request.income_item_id, request.unit_id
        taxes = item.product_id.taxes_id._filter_taxes_by_company(request.company_id)
        bill = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": request.company_id.id,
                "partner_id": request.partner_id.id,
                "journal_id": request.company_id.estate_bill_journal_id.id,
                "invoice_date": date,
                "invoice_date_due": date,
                "ref": request.name,
                "estate_unit_id": unit.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"{item.name}: {request.reason}",
                            "product_id": item.product_id.id,
                            "price_unit": request.amount,
                            "tax_ids": [Command.set(taxes.ids)],
                            "estate_unit_id": unit.id,
                            "estate_item_id": item.id,
                        }
                    )
                ],
            }
        )
        bill.line_ids.estate_unit_id = unit
        bill.action_post()
        return bill

    @api.model
    def _open_items_of_bill(self, request):
        return request.bill_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
            and item.parent_state == "posted"
            and item.amount_residual > 0
        ).sorted("date_maturity")

    @api.model
    def _check_deposit_bill(self, request):
        """The bill is open, of the company, and of the unit or who left the deposit."""
        bill = request.bill_id
        own = (
            bill.estate_unit_id == request.unit_id
            or bill.commercial_partner_id == request.partner_id.commercial_partner_id
        )
        items = self._open_items_of_bill(request)
        left = sum(items.mapped("amount_residual"))
        enough = request.currency_id.compare_amounts(left, request.amount) >= 0
        if not (own and enough and bill.company_id == request.company_id):
            raise UserError(
                self.env._(
                    "Choose an open bill of this unit or person on which at least "
                    "%(amount)s is open.",
                    amount=request.currency_id.format(request.amount),
                )
            )

    @api.model
    def _pay_by_deposit(self, request, date):
        """Post the entry that moves the deposit to the bill, and settle both."""
        self._check_deposit_bill(request)
        items = self._open_items_of_bill(request)
        self._lock(items)
        parts = fill_in_order(
            decimal_of(request.amount),
            [decimal_of(item.amount_residual) for item in items],
        )
        settled = [pair for pair in zip(items, parts, strict=True) if pair[1]]
        deposit = request.move_line_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": request.company_id.id,
                "journal_id": self._misc_journal(request.company_id).id,
                "date": date,
                "ref": f"{request.name}: {request.reason}",
                "estate_unit_id": request.unit_id.id,
                "line_ids": [
                    Command.create(self._kept_item(request, deposit, request.amount)),
                    *(
                        Command.create(self._kept_item(request, item, -float(part)))
                        for item, part in settled
                    ),
                ],
            }
        )
        entry.action_post()
        booked = entry.line_ids.sorted("id")
        self.env["account.move.line"]._reconcile_plan(
            [
                deposit | booked[:1],
                *(
                    item | credit
                    for (item, _part), credit in zip(settled, booked[1:], strict=True)
                ),
            ]
        )
        return entry

    @api.model
    def _kept_item(self, request, item, balance):
        """Return the item that stands against the deposit, or against the bill."""
        return {
            "name": self.env._("Deposit kept: %s", request.reason),
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "estate_unit_id": item.estate_unit_id.id,
            "estate_item_id": item.estate_item_id.id,
            "balance": balance,
        }

    @api.model
    def _undo_deduction(self, request, reason):
        """The deposit is held again, the bill open again; one made for it goes too."""
        request.ensure_one()
        self._check_may_deduct(request)
        # Requests are written by their steps alone: the role was checked just now.
        asked = request.sudo().with_company(request.company_id)
        service = asked.env["estate.cashier"]
        service._lock(asked)
        if asked.state != "done" or asked.purpose != "deduct":
            raise UserError(self.env._("%s is no booked deduction.", asked.name))
        service._undo_entries(asked.move_id, reason)
        if asked.target == "income":
            service._undo_entries(asked.bill_id, reason)
        asked.write({"state": "cancelled", "cancel_reason": reason})
