# The service's files extend the first of them, which therefore comes first.
from . import estate_cashier  # isort: skip
from . import estate_voucher_mixin  # isort: skip
from . import (
    account_move,
    estate_access_card,
    estate_bill_writer,
    estate_cashier_collect,
    estate_cashier_deposit,
    estate_cashier_open,
    estate_cashier_prepayment,
    estate_cashier_refund,
    estate_cashier_take_back,
    estate_cashier_uses,
    estate_cashier_void,
    estate_held_money,
    estate_receipt,
    estate_receipt_line,
    estate_refund,
    estate_unit,
)
