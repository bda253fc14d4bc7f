from odoo import api, models


class ReportFundLetter(models.AbstractModel):
    """The published report, for owners whom no mail reached (R-807)."""

    _name = "report.estate_service.report_fund_letter"
    _description = "Report on the Use of Fees by Post"

    @api.model
    def _get_report_values(self, docids, data=None):
        receipts = self.env["estate.fund.report.receipt"].browse(docids)
        receipts.check_access("read")
        # Who may read to whom it goes may print it; the report's data need no right.
        receipts = receipts.sudo()
        return {
            "doc_ids": docids,
            "doc_model": receipts._name,
            "docs": receipts,
            "pages": [self._page(receipt) for receipt in receipts],
        }

    def _page(self, receipt):
        lang = receipt.partner_id.lang or self.env.lang or "en_US"
        papers = self.env["report.estate_service.report_fund"]
        values = papers._values(receipt.report_id.with_context(lang=lang))
        to = (receipt.partner_id.name, receipt.units)
        return dict(values, lang=lang, addressee=" · ".join(filter(None, to)))
