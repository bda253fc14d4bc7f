from . import report_settlement, report_settlement_own, settlement_rows
