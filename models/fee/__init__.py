from . import (
    estate_bill_plan,
    estate_bill_run,
    estate_bill_run_publish,
    estate_bill_writer,
    estate_community,
    estate_fee_assignment,
    estate_fee_forecast,
    estate_fee_item,
    estate_fee_price,
    estate_fee_rule,
)
