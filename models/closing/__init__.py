from . import (
    account_analytic_account,
    account_move_fund,
    account_move_line_fund,
    estate_fund_budget,
    estate_fund_budget_line,
    estate_fund_expense,
    estate_fund_expense_steps,
    estate_fund_purpose,
    estate_fund_report,
    estate_fund_report_line,
    estate_fund_report_publish,
    estate_fund_report_receipt,
    estate_fund_report_due,
)  # isort: skip

# The parts of a model come after the file that names it.
from . import estate_close, estate_close_line, estate_diagnostic_finding  # isort: skip
from . import (
    account_move,
    estate_close_balance,
    estate_close_change,
    estate_close_figure,
    estate_close_file,
    estate_close_lock,
    estate_close_pack,
    estate_close_steps,
    estate_diagnostic,
    estate_diagnostic_fix,
    estate_diagnostic_sweep,
    ir_attachment,
    res_company,
    res_config_settings,
)
