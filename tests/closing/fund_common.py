"""A budget of fees and who asks for, approves and books expenses."""

import base64

from odoo import Command

from ..cashier.cashier_common import CashierCommon

PAPER = {"name": "resolution.pdf", "datas": base64.b64encode(b"%PDF-1.4")}


class FundCommon(CashierCommon):
    """2026: 20,000 for maintenance, 6,000 for cleaning; managers approve to 5,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_fund_manager_limit = 5000
        cls.manager = cls._new_staff("manager")
        cls.general_manager = cls._new_staff("general_manager")
        cls.maintenance, cls.cleaning, cls.security = (
            cls.env.ref(f"estate_service.fund_purpose_{name}")
            for name in ("maintenance", "cleaning", "security")
        )
        cls.vendor = cls.env["res.partner"].create({"name": "宏远电梯"})
        cls.budget = cls._budget()
        cls.budget.with_user(cls.accountant).action_adopt()

    @classmethod
    def _budget(cls, year=2026, **values):
        budgets = cls.env["estate.fund.budget"].with_user(cls.accountant)
        return budgets.create(
            {
                "community_id": cls.community.id,
                "date_from": f"{year}-01-01",
                "resolution": f"{year}-01",
                "decided_on": f"{year - 1}-12-20",
                "attachment_ids": [Command.create(PAPER)],
                "line_ids": [
                    Command.create({"purpose_id": purpose.id, "amount": amount})
                    for purpose, amount in (
                        (cls.maintenance, 20000),
                        (cls.cleaning, 6000),
                    )
                ],
                **values,
            }
        )

    def _ask(self, amount, user=None, submit=True, **values):
        expenses = self.env["estate.fund.expense"].with_user(user or self.supervisor)
        expense = expenses.create(
            {
                "community_id": self.community.id,
                "purpose_id": self.maintenance.id,
                "date": "2026-10-05",
                "amount": amount,
                "vendor_id": self.vendor.id,
                "note": "New rope for lift 2",
                **values,
            }
        )
        if submit:
            expense.action_submit()
        return expense

    def _approved(self, amount, **values):
        expense = self._ask(amount, **values)
        expense.with_user(self.general_manager).validate_tier()
        return expense

    def _vendor_bill(self, expense, amount=None, post=True):
        action = expense.with_user(self.accountant).action_bill()
        bill = self.env["account.move"].browse(action["res_id"])
        bill = bill.with_user(self.accountant)
        if amount is not None:
            bill.invoice_line_ids.price_unit = amount
        bill.invoice_line_ids.tax_ids = False
        if post:
            bill.action_post()
        return bill

    def _line(self, purpose=None):
        self.env.invalidate_all()
        purpose = purpose or self.maintenance
        return self.budget.line_ids.filtered(lambda line: line.purpose_id == purpose)

    def _figures(self, purpose=None):
        line = self._line(purpose)
        return (line.spent, line.committed, line.left)
