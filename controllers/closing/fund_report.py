from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class FundReportPage(CustomerPortal):
    """The published report on the use of fees, by the link on its paper (R-807)."""

    @http.route(
        "/estate/fund/<int:report_id>", type="http", auth="public", website=True
    )
    def fund_report(self, report_id, access_token=None, paper=None, **_ignored):
        try:
            report = self._document_check_access(
                "estate.fund.report", report_id, access_token
            )
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
        if report.state != "published":
            raise request.not_found()
        if paper:
            stream = request.env["ir.binary"]._get_stream_from(report.attachment_id)
            return stream.get_response(as_attachment=True)
        # A visitor with the link may read what was published to all owners.
        values = (
            request.env["report.estate_service.report_fund"]
            .sudo()
            ._values(report.with_context(lang=request.env.lang))
        )
        return request.render(
            "estate_service.fund_report_page",
            {
                "page": values,
                "page_name": "fund_report",
                "paper_url": f"{report.access_url}?access_token={access_token or ''}"
                "&paper=1",
            },
        )
