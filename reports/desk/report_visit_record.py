from odoo import api, models

from .record_words import choices, label, moment, reader_lang


class ReportVisitRecord(models.AbstractModel):
    """回访记录表: what was asked and said at a visit (R-511, R-513).

    Printed before the visit it is a form to be filled in and signed.
    """

    _name = "report.estate_service.report_visit_record"
    _description = "Visit Record"

    @api.model
    def _get_report_values(self, docids, data=None):
        visits = self.env["estate.visit"].browse(docids)
        visits.check_access("read")
        pages = {visit.id: self._page(visit) for visit in visits}
        return {
            "doc_ids": docids,
            "doc_model": "estate.visit",
            "docs": visits,
            "pages": [pages[visit.id] for visit in visits],
        }

    def _page(self, visit):
        lang = reader_lang(visit)
        visit = visit.with_context(lang=lang)
        request = visit.request_id
        return {
            "visit": visit,
            "lang": lang,
            "company": visit.company_id,
            "community": visit.community_id,
            "unit": visit.unit_id.code or "",
            "kind": label(visit, "kind"),
            "methods": choices(visit, "method"),
            "satisfaction": choices(visit, "satisfaction"),
            "request": request,
            "request_done": moment(visit, request.done_at),
            "at": moment(visit, visit.done_at if visit.state == "done" else False),
            "visitor": (visit.done_by_id or visit.user_id).name or "",
            "answers": [
                (line.question, line.answer or "") for line in visit.answer_ids
            ],
        }
