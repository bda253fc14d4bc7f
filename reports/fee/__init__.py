from . import report_bill_notice, report_fee_notice, report_fee_simulation
