# What the papers of the counter share comes first.
from . import voucher_report  # isort: skip
from . import (
    report_book,
    report_deposit_request,
    report_receipt,
    report_refund,
    report_session,
    report_statement,
    report_waivers,
)
