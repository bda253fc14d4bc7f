from . import estate_fund_expense_step
