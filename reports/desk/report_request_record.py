from odoo import api, models

from .record_words import choices, label, moment, reader_lang


class ReportRequestRecord(models.AbstractModel):
    """业户服务要求/意见记录表: what a resident wants, and what became of it (R-513)."""

    _name = "report.estate_service.report_request_record"
    _description = "Record of a Resident's Request or Opinion"

    @api.model
    def _get_report_values(self, docids, data=None):
        requests = self.env["estate.request"].browse(docids)
        requests.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "estate.request",
            "docs": requests,
            "pages": [self._page(request) for request in requests],
        }

    def _page(self, request):
        lang = reader_lang(request)
        request = request.with_context(lang=lang)
        visits = request._visits_since_work().with_context(lang=lang)
        visit = visits.filtered(lambda visit: visit.state == "done")[-1:]
        return {
            "request": request,
            "lang": lang,
            "company": request.company_id,
            "community": request.community_id,
            "place": " ".join(
                part
                for part in (
                    request.unit_id.code or request.building_id.name,
                    request.place,
                )
                if part
            ),
            "received": moment(request, request.received_at),
            "channel": label(request, "channel"),
            "kind": request.type_id.display_name,
            "urgencies": choices(request, "urgency"),
            "appointment": moment(request, request.appointment),
            # The head of a department is no secret; employees are closed to staff.
            "department": request.department_id.sudo().name or "",
            "handed": moment(request, request.handed_at),
            "done": moment(request, request.done_at),
            "visit": visit,
            "visit_at": moment(request, visit.done_at),
            "said": visit._in_words() if visit else "",
            "closed": moment(request, request.closed_at),
        }
