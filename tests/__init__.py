from .cashier import (
    test_cashier_collect,
    test_cashier_prepayment,
    test_cashier_report_receipt,
    test_cashier_report_statement,
    test_cashier_void,
)
from .counter import test_counter_click_everywhere, test_counter_collect
from .fee import (
    test_fee_plan,
    test_fee_report_notice,
    test_fee_report_print,
    test_fee_run,
    test_fee_writer,
)
from .registry import test_registry_occupants
