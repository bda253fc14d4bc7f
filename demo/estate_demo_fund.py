from dateutil.relativedelta import relativedelta

from odoo import Command, api, models

from .estate_demo import MONTHS

BUDGET = {
    "management": 18000,
    "maintenance": 26000,
    "cleaning": 15000,
    "security": 21000,
}
SPENT = (
    # purpose, amount, vendor, what for, months ago
    ("cleaning", 3200, "绿源保洁服务部", "楼道与园区保洁（季度）", 3),
    ("maintenance", 4600, "宏远电梯维保公司", "电梯半年维保", 2),
    ("security", 2900, "安盾保安服务部", "门岗秩序维护（月）", 1),
)


class EstateDemo(models.AbstractModel):
    """A budget of the fees, what was spent of it, and the report to the owners."""

    _inherit = "estate.demo"

    @api.model
    def _leave_fund(self):
        self._adopt_budgets()
        for purpose, amount, vendor, note, months in SPENT:
            day = self._month(MONTHS - months).replace(day=10)
            expense = self._ask_to_spend(purpose, amount, vendor, note, day)
            expense.with_user(self._ref("user_general_manager")).validate_tier()
            self._bill_expense(expense, day)
        today = self._month(MONTHS)
        self._ask_to_spend(
            "maintenance", 7800, "宏远电梯维保公司", "3 栋电梯更换钢丝绳", today
        )
        self._ask_to_spend(
            "cleaning", 460, "绿源保洁服务部", "补种绿篱", today, submit=False
        )
        self._report_use()

    @api.model
    def _adopt_budgets(self):
        """One a year: the history crosses two new years."""
        years = {self._month(MONTHS - back).year for back in range(13)}
        for year in sorted(years):
            paper = {"name": f"{year} 年业主大会决议.txt", "raw": "同意".encode()}
            budget = self._as("accountant", "estate.fund.budget").create(
                {
                    "community_id": self._community().id,
                    "date_from": f"{year}-01-01",
                    "decided_by": "assembly",
                    "resolution": f"业主大会 {year}-01 号",
                    "decided_on": f"{year - 1}-12-20",
                    "attachment_ids": [Command.create(paper)],
                    "line_ids": [
                        Command.create(
                            {
                                "purpose_id": self._purpose(purpose).id,
                                "amount": amount,
                            }
                        )
                        for purpose, amount in BUDGET.items()
                    ],
                }
            )
            budget.action_adopt()

    @api.model
    def _purpose(self, name):
        return self.env.ref(f"estate_service.fund_purpose_{name}")

    @api.model
    def _ask_to_spend(self, purpose, amount, vendor, note, day, submit=True):
        partners = self.env["res.partner"]
        company = self._ref("company")
        seller = partners.search(
            [("name", "=", vendor), ("company_id", "=", company.id)]
        ) or partners.create(
            {"name": vendor, "is_company": True, "company_id": company.id}
        )
        expense = self._as("supervisor", "estate.fund.expense", day).create(
            {
                "community_id": self._community().id,
                "purpose_id": self._purpose(purpose).id,
                "date": day,
                "amount": amount,
                "vendor_id": seller.id,
                "note": note,
            }
        )
        if submit:
            expense.action_submit()
        return expense

    @api.model
    def _bill_expense(self, expense, day):
        booked = expense.with_user(self._ref("user_accountant"))
        action = booked.with_context(lang=self._lang()).action_bill()
        bill = booked.env["account.move"].browse(action["res_id"])
        bill.invoice_date = day
        bill.invoice_line_ids.tax_ids = False
        bill.action_post()
        booked.action_done()

    @api.model
    def _report_use(self):
        """The three months before this one, confirmed and not yet published."""
        first = self._month(MONTHS - 3)
        report = self._as("accountant", "estate.fund.report").create(
            {
                "community_id": self._community().id,
                "date_from": first,
                "date_to": first + relativedelta(months=3, days=-1),
                "words": "本期按年度预算执行，电梯半年维保一次，其余为日常支出。",
            }
        )
        report.action_confirm()
