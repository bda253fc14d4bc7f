from . import fund_report
