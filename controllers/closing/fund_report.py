from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..core.portal_list import portal_list


class FundReportPage(CustomerPortal):
    """The published report on the use of fees, for owners of the community (R-807).

    They find it in the portal, or come by the link on its paper.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "estate_fund_report_count" in counters:
            reports, domain = self._estate_own_reports()
            values["estate_fund_report_count"] = reports.search_count(domain)
        return values

    @http.route(
        ["/my/fund-reports", "/my/fund-reports/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def fund_reports(self, page=1, **_ignored):
        """What was published in the communities where the reader is an owner now."""
        return portal_list(
            self,
            page,
            "/my/fund-reports",
            "estate_service.portal_fund_reports",
            "estate_fund_reports",
            *self._estate_own_reports(),
        )

    def _estate_own_reports(self):
        """Return the reports and which of them the reader may see.

        He holds no right on them nor on who owns what; the domain is what he may see.
        """
        reports = request.env["estate.fund.report"].sudo()  # as said above
        owned = reports.env["estate.occupancy"].search(
            [
                ("partner_id", "=", request.env.user.partner_id.id),
                ("role", "in", ("owner", "co_owner")),
                ("is_current", "=", True),
            ]
        )
        return reports, [
            ("state", "=", "published"),
            ("community_id", "in", owned.community_id.ids),
        ]

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
