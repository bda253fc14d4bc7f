from collections import defaultdict
from decimal import ROUND_CEILING, Decimal

from odoo import api, fields, models

from .estate_demo import MONTHS

CHANNELS = ("wechat", "alipay", "cash", "transfer", "pos")
QUARTERLY = ("3-101", "3-102")
LATE = ("1-1-402",)
"""They pay by the quarter, two months after it."""
YEARLY = ("1-1-202",)
"""They pay the bill and eleven months ahead, in the seventh month of the year."""
STOPPED = {
    # payer: months before today since when he pays nothing
    "guo_xiuying": 5,
    "luo_jiaqi": 14,
    "su_hongmei": 9,
    "bainian_pharmacy": 3,
}
PARTLY = {"1-1-302": Decimal("200.00"), "1-2-201": Decimal("150.00")}
"""Units that brought only so much in the last month."""


class EstateDemo(models.AbstractModel):
    """Money: how people pay, all of it through the cashier service."""

    _inherit = "estate.demo"

    @api.model
    def _pay(self, number):
        """Let those come to the counter who pay in this month of the history."""
        units = self._community().unit_ids.filtered(
            lambda unit: self._pays(unit.code, number)
        )
        stopped = [
            self._ref(f"partner_{payer}").id
            for payer, months in STOPPED.items()
            if number >= MONTHS - months
        ]
        lines = defaultdict(list)
        for line in self.env["estate.cashier"]._open_lines(units):
            if line["partner_id"] not in stopped:
                lines[line["partner_id"]].append(line)
        visits = [
            # The home comes before the parking space: both stand on one receipt.
            (units.browse(min(line["unit_id"] for line in of_payer)), payer, of_payer)
            for payer, of_payer in lines.items()
        ]
        for unit, payer, of_payer in sorted(visits, key=self._day_of_visit):
            payer = self.env["res.partner"].browse(payer)
            self._collect_lines(number, unit, payer, of_payer)

    @api.model
    def _day_of_visit(self, visit):
        """Return the day of the month on which somebody pays, from 4 to 25."""
        return 4 + visit[0].id * 5 % 22

    @api.model
    def _pays(self, code, number):
        """Tell whether the bills of a unit are paid in a month.

        Most pay by half-year, some once a year.
        """
        if code in YEARLY:
            return number == 2 or number % 12 == 6
        if code in QUARTERLY or code in LATE:
            return number % 3 == (1 if code in LATE else 2)
        months = 12 if code.endswith("2") else 6
        return number % months == months - 1

    @api.model
    def _collect_lines(self, number, unit, payer, lines):
        allocations = [(line["move_line_id"], line["open"]) for line in lines]
        prepayments = []
        if number == MONTHS - 1 and unit.code in PARTLY:
            allocations = [(lines[0]["move_line_id"], PARTLY[unit.code])]
        elif unit.code in YEARLY and number % 12 == 6:
            bill = sum(line["open"] for line in lines if line["unit_id"] == unit.id)
            prepayments = [(None, 11 * bill)]
        total = sum(amount for _use, amount in (*allocations, *prepayments))
        day = self._month(number).replace(day=self._day_of_visit((unit,)))
        channel = CHANNELS[(unit.id + number // 12) % len(CHANNELS)]
        return self._collect(
            "cashier",
            unit,
            payer,
            allocations,
            [self._by(channel, total)],
            prepayments=prepayments,
            day=day,
        )

    @api.model
    def _collect(self, role, unit, payer, allocations, methods, day=None, **kwargs):
        day = day or fields.Date.context_today(self)
        cashier = self._as(role, "estate.cashier", day)
        return cashier._collect(
            cashier.env["estate.unit"].browse(unit.id),
            payer,
            allocations,
            methods,
            date=day,
            **kwargs,
        )

    @api.model
    def _by(self, channel, amount):
        """Return what is paid by a channel; cash is tendered in round notes."""
        vals = {
            "payment_method_line_id": self._method(channel).id,
            "amount": amount,
        }
        if channel == "cash":
            notes = (amount / 100).to_integral_value(ROUND_CEILING)
            vals["tendered"] = 100 * notes
        return vals

    @api.model
    def _method(self, channel, direction="inbound"):
        methods = self.env["estate.cashier"]._counter_methods(
            self.env.company, direction
        )
        return methods.filtered(lambda line: line.estate_channel == channel)[:1]
