from . import report_bill_notice
