from . import report_duty_shift, report_request_record, report_visit_record
