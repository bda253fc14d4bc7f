from decimal import Decimal

from odoo import Command, api, models

DEPOSITS = (
    # unit, amount, month in which the renovation began
    ("2-1-101", 2000, 19),
    ("1-1-201", 1000, 21),
)


class EstateDemo(models.AbstractModel):
    """Renovation deposits: one partly given back, one partly kept, one asked for."""

    _inherit = "estate.demo"

    @api.model
    def _take_deposits(self):
        item = self._deposit_item()
        for code, amount, month in DEPOSITS:
            self._take_deposit(item, self._unit(code), Decimal(amount), month)

    @api.model
    def _leave_deposits(self):
        accountant = self._ref("user_accountant")
        done = self._ask_for("1-1-201", 400, "装修验收合格，先退 400 元")
        done.with_user(accountant).validate_tier()
        self._pay_deposit(done)
        kept = self._ask_for(
            "2-1-101",
            180,
            "装修垃圾未清运，扣清运费",
            purpose="deduct",
            target="income",
            income_item_id=self._item("LJF").id,
            attachment_ids=[Command.set(self._photo().ids)],
        )
        kept.with_user(accountant).validate_tier()
        self._as("accountant", "estate.cashier")._book_deduction(
            kept.with_user(accountant)
        )
        # This deposit was brought in with the opening balances.
        self._ask_for("1-2-402", 3000, "装修竣工验收合格，退还保证金")

    @api.model
    def _deposit_item(self):
        """The import of the opening balances has made it."""
        return self.env["estate.fee.item"].search(
            [("kind", "=", "deposit"), ("company_id", "=", self._ref("company").id)]
        )

    @api.model
    def _take_deposit(self, item, unit, amount, month):
        self._collect(
            "cashier",
            unit,
            unit.owner_id,
            [],
            [self._by("transfer", amount)],
            deposits=[(item, amount)],
            day=self._month(month).replace(day=8),
        )

    @api.model
    def _item(self, code):
        return self.env["estate.fee.item"].search(
            [("code", "=", code), ("company_id", "=", self._ref("company").id)]
        )

    @api.model
    def _photo(self):
        return self._as("front_desk", "ir.attachment").create(
            {"name": "现场照片.txt", "raw": "楼道堆放装修垃圾三袋".encode()}
        )

    @api.model
    def _ask_for(self, code, amount, reason, **values):
        row = self._as("front_desk", "estate.deposit").search(
            [
                ("unit_id", "=", self._unit(code).id),
                ("item_id", "=", self._deposit_item().id),
            ]
        )
        request = row.env["estate.deposit.request"].create(
            {"move_line_id": row.id, "amount": amount, "reason": reason, **values}
        )
        request.action_submit()
        return request

    @api.model
    def _pay_deposit(self, request):
        way = {"payment_method_line_id": self._method("cash", "outbound").id}
        cashier = self._as("cashier", "estate.cashier")
        cashier._pay_request(request.with_env(cashier.env), way)
