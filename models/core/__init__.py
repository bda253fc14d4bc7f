from . import (
    account_move,
    account_move_line,
    account_payment,
    account_payment_method_line,
    account_payment_register,
    ir_actions_report,
    ir_http,
    res_company,
    res_config_settings,
    res_partner,
    res_users,
)
