from . import (
    report_builder_notice,
    report_service,
    report_service_order,
    report_service_voucher,
    report_vendor_list,
    report_vendor_note,
    report_workorder,
)
