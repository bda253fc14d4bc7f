from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..core.portal_list import portal_list

SENT = [("state", "!=", "todo")]
"""What was not sent yet says nothing."""


class PriceNoticePortal(CustomerPortal):
    """An owner reads the notice of a price adjustment, which proves it reached him."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "estate_price_notice_count" in counters:
            values["estate_price_notice_count"] = self._estate_notices().search_count(
                self._estate_own_notices()
            )
        return values

    @route(
        ["/my/price-notices", "/my/price-notices/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def estate_price_notices(self, page=1, **kw):
        """The notices to whoever is logged in; the list alone proves nothing."""
        return portal_list(
            self,
            page,
            "/my/price-notices",
            "estate_service.portal_price_notices",
            "estate_price_notices",
            self._estate_notices(),
            self._estate_own_notices(),
            order="sent_on desc, id desc",
        )

    def _estate_notices(self):
        # Somebody may own homes with two companies of which his login knows one: what
        # was sent to him is his to read. Each search keeps to his own.
        return request.env["estate.fee.adjustment.notice"].sudo()

    def _estate_own_notices(self):
        """Also for staff, whose rights reach further: to him, and sent."""
        return [("partner_id", "=", request.env.user.partner_id.id), *SENT]

    @route(
        "/my/price-notices/<int:notice_id>", type="http", auth="public", website=True
    )
    def estate_price_notice(self, notice_id, access_token=None, **kw):
        """The notice. Its owner, logged in, has read it now.

        Programs that look at mails open links as well: who comes by the link alone
        confirms that he has read it.
        """
        notice = self._estate_notice(notice_id, access_token)
        user = request.env.user
        if not user._is_public() and user.partner_id == notice.partner_id:
            notice._note_read()
        return self._estate_notice_page(notice, access_token)

    @route(
        "/my/price-notices/<int:notice_id>/read",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def estate_price_notice_read(self, notice_id, access_token=None, **kw):
        """Who holds the link says that he has read the notice."""
        notice = self._estate_notice(notice_id, access_token)
        holds = access_token and consteq(notice.access_token or "", access_token)
        if holds or request.env.user.partner_id == notice.partner_id:
            notice._note_read()
        return self._estate_notice_page(notice, access_token)

    def _estate_notice(self, notice_id, access_token):
        """Return the notice to its owner, or to who holds its token.

        :raises NotFound: to everybody else, whether there is such a notice or not
        """
        own = [("id", "=", notice_id), *self._estate_own_notices()]
        if notice := self._estate_notices().search(own):
            return notice
        try:
            return self._document_check_access(
                "estate.fee.adjustment.notice", notice_id, access_token
            )
        except (AccessError, MissingError) as error:
            raise request.not_found() from error

    def _estate_notice_page(self, notice, access_token):
        lang = notice.partner_id.lang or request.env.lang
        spoken = notice.with_context(lang=lang)
        return request.render(
            "estate_service.portal_price_notice",
            {
                "notice": spoken,
                "adjustment": spoken.adjustment_id,
                "token": access_token,
                "page_name": "estate_price_notice",
            },
        )
