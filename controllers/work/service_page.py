from odoo import http
from odoo.http import request
from odoo.tools import groupby

from odoo.addons.portal.controllers.portal import CustomerPortal


class ServicePage(CustomerPortal):
    """What a community publishes: hotline, services, prices and addresses (R-311).

    The page is for everybody; it exists only where the community says so.
    """

    @http.route(
        "/estate/services/<int:community_id>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def services(self, community_id, **_ignored):
        # A visitor holds no right at all: what the community publishes is read here,
        # and nothing else.
        communities = request.env["estate.community"].sudo()
        community = communities.search(
            [("id", "=", community_id), ("publishes_services", "=", True)]
        )
        if not community:
            raise request.not_found()
        self._estate_speak(community)
        community = community.with_env(request.env(su=True))
        community = community.with_company(community.company_id)
        paper = community.env["report.estate_service.report_service_list"]
        values = paper._get_report_values(community.ids)
        return request.render(
            "estate_service.service_page",
            {
                "page": values["pages"][0],
                "headings": self._estate_directory(community),
                "page_name": "estate_services",
            },
        )

    def _estate_speak(self, community):
        """Answer a new visitor in the language of his browser, else the company's.

        Who has signed in or chosen a language before keeps it.

        :param community: with all rights
        """
        if request.cookies.get("frontend_lang") or not request.env.user._is_public():
            return
        routing = request.env["ir.http"]
        own = community.company_id.partner_id.lang
        code = routing.get_nearest_lang(request.best_lang) or own
        if code:
            request.lang = request.env["res.lang"]._get_data(code=code)
            request.update_context(lang=code)

    def _estate_directory(self, community):
        """Return the pages of the information desk: pairs (heading, entries, R-420).

        :param community: with all rights
        """
        entries = community.env["estate.directory.entry"].search(
            [
                ("company_id", "=", community.company_id.id),
                ("community_ids", "in", [*community.ids, False]),
            ]
        )
        return [
            (heading.name, [*found])
            for heading, found in groupby(entries, lambda entry: entry.category_id)
        ]
