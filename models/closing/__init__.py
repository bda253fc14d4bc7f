from . import (
    account_analytic_account,
    account_move_fund,
    estate_fund_budget,
    estate_fund_budget_line,
    estate_fund_expense,
    estate_fund_expense_steps,
    estate_fund_purpose,
    estate_fund_report,
    estate_fund_report_line,
    estate_fund_report_publish,
    res_company_fund,
)
