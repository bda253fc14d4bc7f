from . import estate_close_step, estate_fund_expense_step
