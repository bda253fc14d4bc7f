from . import report_request_record, report_visit_record
