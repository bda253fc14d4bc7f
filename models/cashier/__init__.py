# The service's files extend the first of them, which therefore comes first.
from . import estate_cashier  # isort: skip
from . import estate_voucher_mixin  # isort: skip
from . import (
    account_move,
    estate_access_card,
    estate_bill_writer,
    estate_cash_denomination,
    estate_cash_deposit,
    estate_cashier_cash,
    estate_cashier_collect,
    estate_cashier_deposit,
    estate_cashier_handover,
    estate_cashier_in_session,
    estate_cashier_open,
    estate_cashier_prepaid_days,
    estate_cashier_prepayment,
    estate_cashier_refund,
    estate_cashier_session,
    estate_cashier_session_cash,
    estate_cashier_session_fapiao,
    estate_cashier_session_line,
    estate_cashier_session_reminder,
    estate_cashier_session_steps,
    estate_cashier_take_back,
    estate_cashier_uses,
    estate_cashier_void,
    estate_deposit,
    estate_deposit_request,
    estate_deposit_request_steps,
    estate_held_money,
    estate_receipt,
    estate_receipt_book,
    estate_receipt_book_number,
    estate_receipt_book_range,
    estate_receipt_book_steps,
    estate_receipt_line,
    estate_receipt_paper,
    estate_refund,
    estate_refund_request,
    estate_unit,
)

# They add to steps of the files above, which therefore come first.
from . import (  # isort: skip
    estate_cashier_book,
    estate_cashier_deposit_request,
    estate_cashier_fapiao,
)

# Waivers and late fees build on the service.
from . import (  # isort: skip
    estate_waiver,
    estate_waiver_bulk,
    estate_waiver_job,
    estate_waiver_line,
    estate_waiver_steps,
    ir_attachment,
    estate_cashier_waiver,
    estate_vacancy,
    estate_cashier_vacancy,
    account_move_waiver,
    estate_late_fee_run,
    estate_late_fee_job,
    estate_late_fee_line,
    estate_late_fee_book,
    account_move_late_fee,
)

# So do the differences of months billed ahead.
from . import (  # isort: skip
    estate_fee_rebill,
    estate_fee_adjustment,
    estate_cashier_rebill,
    account_move_rebill,
)
