from . import report_receipt, report_statement
