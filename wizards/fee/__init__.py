from . import (
    estate_bill_cancel,
    estate_bill_print,
    estate_bill_run_publish,
    estate_fee_adjustment_step,
    estate_fee_assignment_end,
    estate_fee_price_version,
    estate_fee_rule_apply,
    estate_fee_rule_apply_line,
    estate_meter_import,
    estate_meter_replace,
)
