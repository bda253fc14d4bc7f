from . import report_fund
