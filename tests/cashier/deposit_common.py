"""Deposits that were taken, and who asks, approves and pays."""

from odoo import Command

from .cashier_common import CashierCommon


class DepositCommon(CashierCommon):
    """The accountant approves up to 1,000, the manager what is more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deposit = cls._new_item("Renovation Deposit", 2000, kind="deposit")
        cls.company.estate_deposit_limit = 1000
        cls.manager = cls._new_staff("manager")
        cls.accountant_2 = cls._new_staff("accountant", login="accountant_two")
        cls.requests = cls.env["estate.deposit.request"]

    def _take(self, amount=2000, payer=None, unit=None):
        unit = unit or self.unit
        return self._collect(
            unit, [], deposits=[(self.deposit, amount)], payer=payer or unit.owner_id
        )

    def _rows(self, **values):
        self.env["estate.deposit"].invalidate_model()
        self.env.flush_all()
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["estate.deposit"].search(
            [("company_id", "=", self.company.id), *domain]
        )

    def _ask(self, amount, user=None, submit=True, row=None, **values):
        """Ask for a refund of the only deposit, as the front desk."""
        user = user or self.front_desk
        row = (row or self._rows(unit_id=self.unit.id)[:1]).with_user(user)
        asked = {"move_line_id": row.id, "reason": "Renovation accepted"}
        requests = self.requests.with_user(user)
        request = requests.create({**asked, "amount": amount, **values})
        if submit:
            request.action_submit()
        return request

    def _deduct(self, amount, user=None, submit=True, **values):
        files = self.env["ir.attachment"].with_user(user or self.front_desk)
        evidence = files.create({"name": "photo.jpg", "raw": b"x"})
        return self._ask(
            amount,
            user,
            submit,
            purpose="deduct",
            attachment_ids=[Command.set(evidence.ids)],
            **values,
        )

    def _approve(self, request, user=None):
        request.with_user(user or self.accountant).validate_tier()

    def _pay(self, request, user=None):
        user = user or self.cashier
        way = {"payment_method_line_id": self.cash_out.id}
        return self.service.with_user(user)._pay_request(request.with_user(user), way)

    def _deposit_account_balance(self):
        [[balance]] = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", self.company.estate_deposit_account_id.id),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["balance:sum"],
        )
        return balance

    def _assert_tied(self):
        """The tracker's balances add up to the account; each row's sums to its own."""
        rows = self._rows()
        self.assertAlmostEqual(
            sum(rows.mapped("amount")), -self._deposit_account_balance(), 2
        )
        for row in rows.filtered(lambda row: row.state != "loose"):
            self.assertAlmostEqual(
                row.taken - row.deducted - row.refunded, row.amount, 2
            )
