from odoo import Command, fields, models
from odoo.exceptions import LockError, UserError

from ...engine.allocation import fill_in_order
from ...engine.money import decimal_of

PREPAID_FIRST = -1
"""What was just added stands above the open lines, under the button that added it."""


class EstateCollect(models.TransientModel):
    """The buttons of the collection screen."""

    _inherit = "estate.collect"

    # ------------------------------------------------------------------
    # CHOOSE WHAT IS PAID
    # ------------------------------------------------------------------

    def action_pay_all(self):
        """Pay everything that is open."""
        self.ensure_one()
        self._check_unit()
        self._lay(sum((decimal_of(line.open) for line in self._payable()), start=0))

    def action_oldest_first(self):
        """Lay the amount over the open lines, oldest first; prepay what is over."""
        self.ensure_one()
        self._check_unit()
        if self.amount_oldest <= 0:
            raise UserError(self.env._("Type the amount to lay over the open lines."))
        self._lay(decimal_of(self.amount_oldest))
        self.amount_oldest = 0.0

    def action_clear(self):
        """Untick everything and drop what was to be prepaid."""
        self.ensure_one()
        self._prepay_lines().unlink()
        self.line_ids.write({"selected": False, "pay": 0.0})
        self.method_ids.write({"amount": 0.0, "tendered": 0.0})

    def _check_unit(self):
        if not self.unit_id:
            raise UserError(self.env._("Choose the unit first."))

    def _payable(self):
        return self.line_ids.filtered(
            lambda line: line.kind == "bill" and line.open > 0
        )

    def _prepay_lines(self):
        return self.line_ids.filtered(lambda line: line.kind == "prepay")

    def _lay(self, amount):
        lines = self._payable()
        parts = fill_in_order(amount, [decimal_of(line.open) for line in lines])
        for line, part in zip(lines, parts, strict=True):
            line.write({"pay": float(part), "selected": bool(part)})
        over = amount - sum(parts)
        if over:
            self._add_prepayment(float(over))

    # ------------------------------------------------------------------
    # PREPAY
    # ------------------------------------------------------------------

    def action_prepay_months(self):
        """Prepay the next months, at the prices and areas known today."""
        self.ensure_one()
        self._check_unit()
        if self.prepay_months <= 0:
            raise UserError(self.env._("Type how many months are prepaid."))
        forecast = self._forecast()
        if not forecast:
            raise UserError(
                self.env._("No fee is charged to this unit in the coming months.")
            )
        self._prepay_lines().unlink()
        self.line_ids = [
            Command.create(self._forecast_line(unit, item, payer, rows))
            for (unit, item, payer), of_payer in forecast.items()
            for rows in self._without_gaps(of_payer)
        ]

    def _forecast(self):
        """Return {(unit, item, payer): rows to come} of the next months.

        Months that he prepaid already, and that are not billed yet, are not asked
        again.
        """
        units = self._units()
        assignments = self.env["estate.fee.assignment"].search(
            [("unit_id", "in", units.ids)]
        )
        prepaid = self.env["estate.cashier"]._prepaid_days(units)
        forecast = {}
        for row in assignments._forecast(self.prepay_months, prepaid):
            group = (row["unit"], row["item"], row["payer"])
            forecast.setdefault(group, []).append(row)
        return forecast

    def _without_gaps(self, rows):
        """Yield the rows of days that follow each other: a line says from and to."""
        together, last = [], None
        for row in sorted(rows, key=lambda row: row["date_from"]):
            if last and row["date_from"] > fields.Date.add(last, days=1):
                yield together
                together, last = [], None
            together.append(row)
            last = max(last or row["date_to"], row["date_to"])
        yield together

    def _forecast_line(self, unit, item, payer, rows):
        amount = float(sum(decimal_of(row["amount"]) for row in rows))
        return {
            "kind": "prepay",
            "sequence": PREPAID_FIRST,
            "unit_id": unit.id,
            "item_id": item.id,
            "partner_id": payer.id,
            "name": self.env._("Prepayment: %(item)s", item=item.name),
            "date_from": min(row["date_from"] for row in rows),
            "date_to": max(row["date_to"] for row in rows),
            "amount": amount,
            "pay": amount,
            "selected": True,
        }

    def action_add_prepayment(self):
        """Prepay an amount for whatever is billed next."""
        self.ensure_one()
        self._check_unit()
        if self.prepay_amount <= 0:
            raise UserError(self.env._("Type the amount to prepay."))
        self._add_prepayment(self.prepay_amount)
        self.prepay_amount = 0.0

    def action_keep_excess(self):
        """Keep what was given too much as a prepayment instead of change."""
        self.ensure_one()
        self._check_unit()
        cash = self.method_ids.filtered("change")
        if not (self.excess or cash):
            raise UserError(self.env._("Nothing was given too much."))
        self._add_prepayment(self.excess + sum(cash.mapped("change")))
        for method in cash:
            method.amount = method.tendered

    def _add_prepayment(self, amount):
        self.line_ids = [
            Command.create(
                {
                    "kind": "prepay",
                    "sequence": PREPAID_FIRST,
                    "unit_id": self.unit_id.id,
                    "name": self.env._("Prepayment for the next bills"),
                    "amount": amount,
                    "pay": amount,
                    "selected": True,
                }
            )
        ]

    def action_apply_held(self):
        """Pay the oldest bills with what is prepaid already, then look again."""
        self.ensure_one()
        self._check_unit()
        self.env["estate.cashier"]._apply_unit_prepayments(self._units())
        self.line_ids = self._line_commands(self._units())

    # ------------------------------------------------------------------
    # WAYS TO PAY
    # ------------------------------------------------------------------

    def action_rest_in_cash(self):
        """Take what is left in cash: by a key, where the arrow needs a mouse."""
        self.ensure_one()
        cash = self.method_ids.filtered("is_cash")[:1]
        if not cash:
            raise UserError(self.env._("Cash is not offered at this counter."))
        cash.write({"amount": cash.amount + self.left, "tendered": 0.0})

    # ------------------------------------------------------------------
    # COLLECT
    # ------------------------------------------------------------------

    def action_collect(self):
        """Book, print the receipt and make ready for the next customer.

        Clicked twice, the second click finds the receipt of the first.
        """
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(self.env._("This payment is just being booked.")) from error
        if not self.receipt_id:
            self.receipt_id = self._book()
        return {
            "type": "ir.actions.client",
            "tag": "estate_collect_next",
            "params": {
                "report": self.receipt_id.action_print(),
                "receipt_id": self.receipt_id.id,
            },
        }

    def _book(self):
        self._check_unit()
        paid = self.line_ids.filtered("pay")
        service = self.env["estate.cashier"]
        return service._collect(
            self.unit_id,
            self.partner_id,
            [(line.charged_ref, line.pay) for line in paid - self._prepay_lines()],
            self._methods(),
            prepayments=[line._prepayment() for line in paid & self._prepay_lines()],
            key=self.key,
            **self._receipt_paper(),
        )

    def _methods(self):
        methods = self.method_ids.filtered("amount")
        if not methods:
            raise UserError(
                self.env._("Say how it is paid: type an amount beside a way to pay.")
            )
        return [
            {
                "payment_method_line_id": method.method_ref,
                "amount": method.amount,
                "tendered": method.tendered,
                "ref": method.ref,
            }
            for method in methods
        ]

    # ------------------------------------------------------------------
    # THE LAST RECEIPT
    # ------------------------------------------------------------------

    def action_print_last(self):
        self.ensure_one()
        return self.last_receipt_id.action_print()

    def action_open_last(self):
        self.ensure_one()
        return self.last_receipt_id._get_records_action()
