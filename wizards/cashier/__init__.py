# What the screens share comes first.
from . import counter_paper, counter_ways  # isort: skip
from . import (
    estate_card_deposit,
    estate_cash_deposit_make,
    estate_cashier_reason,
    estate_cashier_session_open,
    estate_deposit_step,
    estate_deposit_take,
    estate_held_money_refund,
    estate_receipt_book_export,
    estate_receipt_book_step,
    estate_receipt_fapiao,
    estate_receipt_void,
    estate_refund_void,
    estate_statement,
    estate_statement_line,
    estate_waiver_report,
    estate_waiver_step,
)
