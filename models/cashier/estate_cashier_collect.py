from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine.allocation import pair_off
from ...engine.money import decimal_of

ZERO = Decimal(0)

# The receipt tells who took what when: its payments and their entries need no diary
# of their own, and nobody follows them. What changes later is tracked as usual.
BOOKING_CONTEXT = {"tracking_disable": True, "mail_create_nosubscribe": True}


class EstateCashier(models.AbstractModel):
    """Taking money at the counter."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # COLLECT
    # ------------------------------------------------------------------

    @api.model
    def _collect(
        self,
        unit,
        payer,
        allocations,
        methods,
        prepayments=(),
        deposits=(),
        date=None,
        key=None,
        paper_number=None,
        wants_fapiao=False,
    ):
        """Take money for a unit and give a receipt for it.

        :param unit: the ``estate.unit`` the receipt is written for
        :param payer: who brings the money; a third party may pay, the debts stay
            those of their debtors
        :param allocations: list of (id of a line of :meth:`_open_lines`, amount)
        :param methods: list of dict(payment_method_line_id, amount, tendered, ref)
        :param prepayments: list of (item or empty, amount[, partner, from, to,
            unit]); without a partner it belongs to who pays for the unit, without a
            unit it is for the receipt's
        :param deposits: list of (card or item, amount)
        :param key: sent twice, the money is booked once: the same receipt comes back
        :param paper_number: of the clerk's book, the next one unless given
        :param wants_fapiao: a tax invoice is to be made and delivered
        :return: the ``estate.receipt``
        :raises UserError: when the sides differ, or a line was paid meanwhile
        """
        unit.ensure_one()
        self._check_may_collect(unit)
        if not payer:
            raise UserError(self.env._("Say who pays."))
        # Counter staff hold no accounting right: the role was checked just now.
        service = self.sudo().with_company(unit.company_id)
        service = service.with_context(**BOOKING_CONTEXT)
        if receipt := service._find_by_key(unit.company_id, key):
            return receipt.with_env(self.env)
        self._check_session_open(unit.company_id)
        date = service._check_date(date, unit.company_id, methods)
        uses = [
            *service._uses_of_allocations(unit, allocations, self),
            *service._uses_of_prepayments(unit, payer, prepayments, self),
            *service._uses_of_deposits(unit, payer, deposits),
        ]
        # The number comes first: its sequence is locked until the commit, so that of
        # two clerks one waits before he has booked anything, and no number is lost.
        number = service.env["estate.receipt"]._next_number(unit.company_id.id)
        common = {"partner_id": payer.id, "date": date}
        payments = service._book_methods(
            unit, uses, methods, {**common, "memo": number}, key
        )
        receipt = service._write_receipt(
            unit, uses, payments, {**common, "name": number}
        )
        payments.estate_receipt_id = receipt
        service._enter_session(payments)
        service._after_receipt(receipt)
        service._write_on_paper(receipt, paper_number)
        service._queue_fapiao(receipt, wants_fapiao)
        return receipt.with_env(self.env)

    @api.model
    def _find_by_key(self, company, key):
        """Return the receipt that this key was booked under already, if any."""
        if not key:
            return self.env["estate.receipt"]
        return (
            self.env["account.payment"]
            .search(
                [
                    ("company_id", "=", company.id),
                    ("estate_key", "=", self._payment_key(key, 0)),
                ]
            )
            .estate_receipt_id
        )

    @api.model
    def _payment_key(self, key, position):
        return f"{key}/{position}" if key else False

    @api.model
    def _check_date(self, date, company, methods):
        today = fields.Date.context_today(self)
        if date and date > today:
            raise UserError(self.env._("Money cannot be taken on a day to come."))
        for method in methods:
            journal = self._method_line(company, method).journal_id
            self._check_not_locked(date or today, company, journal)
        return date or today

    @api.model
    def _check_not_locked(self, date, company, journal):
        """Core would move the entry to a later day: voucher and paper keep theirs."""
        # Clerks cannot read exceptions to locks: the service, which books, can.
        company = company.with_env(self.env)
        locks = company._get_violated_lock_dates(date, False, journal)
        if locks:
            raise UserError(
                self.env._(
                    "%(date)s is in a locked period: %(locks)s. Choose a later date, "
                    "or have the accountant open the period.",
                    date=format_date(self.env, date),
                    locks=company._format_lock_dates(locks),
                )
            )

    # ------------------------------------------------------------------
    # BOOKING
    # ------------------------------------------------------------------

    @api.model
    def _book_methods(self, unit, uses, methods, common, key):
        """Post one payment per method and reconcile what it settles.

        :param common: values that all payments share: payer, date, receipt number
        """
        pairs = self._pair_methods(unit.company_id, uses, methods)
        vals_list = [
            self._payment_vals(unit, method)
            | common
            | {
                "estate_key": self._payment_key(key, position),
                "line_ids": self._payment_line_commands(
                    common["partner_id"],
                    method,
                    [
                        (uses[use], part)
                        for source, use, part in pairs
                        if source == position
                    ],
                ),
            }
            for position, method in enumerate(methods)
        ]
        payments = self.env["account.payment"].create(vals_list)
        payments.action_post()
        self._reconcile_uses(uses, payments, pairs)
        return payments

    @api.model
    def _pair_methods(self, company, uses, methods):
        """Lay the methods over the uses in order; both sides must be equal."""
        taken = [self._money(company, method["amount"]) for method in methods]
        needed = [use.amount for use in uses]
        if not needed:
            raise UserError(self.env._("There is nothing to pay: choose what is paid."))
        if sum(taken) != sum(needed):
            raise UserError(
                self.env._(
                    "%(needed)s is to be paid, but the payment methods add up to "
                    "%(taken)s.",
                    needed=self._shown(company, sum(needed)),
                    taken=self._shown(company, sum(taken)),
                )
            )
        return pair_off(taken, needed)

    @api.model
    def _payment_vals(self, unit, method, direction="inbound"):
        """Return the values that the way to pay gives a payment."""
        line = self._method_line(unit.company_id, method)
        self._check_direction(line, direction)
        return {
            "payment_type": direction,
            "partner_type": "customer",
            "company_id": unit.company_id.id,
            "journal_id": line.journal_id.id,
            "payment_method_line_id": line.id,
            "currency_id": unit.company_id.currency_id.id,
            "amount": float(method["amount"]),
            "payment_reference": method.get("ref") or False,
            "estate_unit_id": unit.id,
            "estate_change": float(self._change(unit.company_id, method)),
        }

    @api.model
    def _check_direction(self, line, direction):
        """Money comes in by the ways in and goes out by the ways out."""
        if line.payment_type == direction:
            return
        name = line.display_name
        raise UserError(
            self.env._("%(method)s takes no money in.", method=name)
            if direction == "inbound"
            else self.env._("%(method)s pays nothing out.", method=name)
        )

    @api.model
    def _method_line(self, company, method):
        """Return the payment method line, which must be one of the counter's."""
        line = self.env["account.payment.method.line"].browse(
            method["payment_method_line_id"]
        )
        currency = line.journal_id.currency_id or company.currency_id
        if (
            not line.estate_at_counter
            or line.journal_id.company_id not in company.parent_ids
            or currency != company.currency_id
        ):
            raise UserError(
                self.env._(
                    "%(method)s is not offered at the counter of %(company)s.",
                    method=line.display_name,
                    company=company.name,
                )
            )
        return line

    @api.model
    def _payment_line_commands(self, partner_id, method, parts):
        """Return the journal items of one payment: the money, then what it is for."""
        line = self.env["account.payment.method.line"].browse(
            method["payment_method_line_id"]
        )
        unit = parts[0][0].unit
        payer = self.env["res.partner"].browse(partner_id)
        money = {
            "name": method.get("ref") or line.name,
            "account_id": self._liquidity_account(line).id,
            "partner_id": payer.commercial_partner_id.id,
            "estate_unit_id": unit.id,
            "balance": float(sum(part for _use, part in parts)),
        }
        return [
            Command.create(money),
            *(
                Command.create(
                    {
                        "name": use.name,
                        "account_id": use.account.id,
                        "partner_id": use.partner.id,
                        "estate_unit_id": use.unit.id,
                        "estate_item_id": use.item.id if use.item else False,
                        "balance": -float(part),
                    }
                )
                for use, part in parts
            ),
        ]

    @api.model
    def _reconcile_uses(self, uses, payments, pairs):
        """Settle the receivable items by the credit items made for them."""
        credits = defaultdict(lambda: self.env["account.move.line"])
        counters = [
            iter(payment.move_id.line_ids.sorted("id")[1:]) for payment in payments
        ]
        for source, use, _part in pairs:
            credits[use] |= next(counters[source])
        self.env["account.move.line"]._reconcile_plan(
            [
                use.items | credits[position]
                for position, use in enumerate(uses)
                if use.items
            ]
        )

    # ------------------------------------------------------------------
    # RECEIPT
    # ------------------------------------------------------------------

    @api.model
    def _write_receipt(self, unit, uses, payments, common):
        """Write what the payer meant to pay, line by line."""
        amount = sum((use.amount for use in uses), ZERO)
        return self.env["estate.receipt"].create(
            {
                **common,
                "company_id": unit.company_id.id,
                "community_id": unit.community_id.id,
                "unit_id": unit.id,
                "cashier_id": self.env.uid,
                "amount": float(amount),
                "change": sum(payments.mapped("estate_change")),
                "line_ids": [
                    Command.create(line) for use in uses for line in use.receipt_lines
                ],
            }
        )

    @api.model
    def _change(self, company, method):
        """Return what is given back of the cash that was tendered."""
        if not method.get("tendered"):
            return ZERO
        change = decimal_of(method["tendered"]) - decimal_of(method["amount"])
        if change < 0:
            raise UserError(
                self.env._(
                    "Only %(tendered)s was given, not %(amount)s.",
                    tendered=self._shown(company, method["tendered"]),
                    amount=self._shown(company, method["amount"]),
                )
            )
        return change

    @api.model
    def _after_receipt(self, receipt):
        """Tell the cards whose deposit the receipt took."""
        for line in receipt.line_ids.filtered("card_id"):
            line.card_id.deposit_receipt_id = receipt
