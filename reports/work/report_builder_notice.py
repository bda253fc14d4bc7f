from odoo import api, fields, models

from .. import formats


class ReportBuilderNotice(models.AbstractModel):
    """保修整改通知单: the written notice to the builder (R-416)."""

    _name = "report.estate_service.report_builder_notice"
    _description = "Notice to the Builder"

    @api.model
    def _get_report_values(self, docids, data=None):
        defects = self.env["estate.defect"].browse(docids)
        defects.check_access("read")
        # Who may read a defect may print its notice; its partners need no right.
        return {
            "doc_ids": docids,
            "doc_model": defects._name,
            "docs": defects,
            "pages": [self._page(defect) for defect in defects.sudo()],
        }

    def _page(self, defect):
        lang = defect.builder_id.lang or self.env.lang or "en_US"
        defect = defect.with_context(lang=lang)
        env = defect.env
        day = defect.noticed_on or fields.Date.context_today(defect)
        return {
            "defect": defect,
            "lang": lang,
            "company": defect.company_id,
            "community": defect.community_id,
            "number": f"{defect.name}-{max(defect.notice_count, 1)}",
            "date": formats.day(env, day),
            "reported": formats.day(env, defect.reported_on),
            "place": self._place(defect),
            "part": defect.rule_id.name,
            "months": defect.rule_id.months,
            "basis": defect.rule_id.basis,
            "begin": formats.day(env, defect.warranty_begin),
            "until": formats.day(env, defect.warranty_until),
            "deadline": formats.day(env, defect.builder_deadline),
            "developer": defect.community_id.developer_id.name,
        }

    def _place(self, defect):
        """Say where it is; who lives there is none of the builder's business."""
        names = [
            defect.community_id.name,
            defect.unit_id.code or defect.building_id.name,
            defect.place,
        ]
        return " ".join(name for name in names if name)
