from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

LIST = "/my/programmes"


class ProgrammePortal(CustomerPortal):
    """Residents sign up for what their community offers (R-423, B-19)."""

    def _estate_sessions(self):
        # Portal users hold no right on events; each search keeps to what is open for
        # sign-up in the communities where they have a home today.
        return request.env["event.event"].sudo()

    def _estate_offered(self):
        # As above: his homes are what his occupancies say.
        homes = request.env.user.partner_id.sudo()._estate_homes()
        return self._estate_sessions()._estate_offered(homes)

    @route([LIST, f"{LIST}/page/<int:page>"], type="http", auth="user", website=True)
    def estate_programmes(self, page=1, **_ignored):
        return self._estate_programmes_page(page)

    def _estate_programmes_page(self, page=1, error=None):
        sessions, offered = self._estate_sessions(), self._estate_offered()
        pager = portal_pager(
            url=LIST,
            total=sessions.search_count(offered),
            page=page,
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values()
        return request.render(
            "estate_service.portal_programmes",
            values
            | {
                "estate_programmes": sessions.search(
                    offered,
                    order="date_begin, id",
                    limit=self._items_per_page,
                    offset=pager["offset"],
                ),
                "partner": request.env.user.partner_id,
                "pager": pager,
                "error": error,
                "page_name": "estate_programmes",
                "default_url": LIST,
            },
        )

    @route(
        f"{LIST}/<int:session_id>/sign-up",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def estate_programme_sign_up(self, session_id, name="", **_ignored):
        """Take a seat; the second click finds the first."""
        session = self._estate_sessions().search(
            [("id", "=", session_id), *self._estate_offered()]
        )
        if not session:
            raise request.not_found()
        partner = request.env.user.partner_id
        try:
            with request.env.cr.savepoint():
                # As above: he is the one who is logged in.
                session._estate_sign_up(partner.sudo(), name)
        except UserError as error:
            return self._estate_programmes_page(error=str(error))
        return request.redirect(LIST)

    @route(
        f"{LIST}/seat/<int:seat_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def estate_programme_withdraw(self, seat_id, **_ignored):
        """Give a seat of one's own back."""
        # Seats are searched among his own alone.
        seats = request.env["event.registration"].sudo()
        seat = seats.search(
            [
                ("id", "=", seat_id),
                ("partner_id", "=", request.env.user.partner_id.id),
                ("estate_community_id", "!=", False),
                ("state", "=", "open"),
            ]
        )
        if not seat:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                seat._estate_withdraw()
        except UserError as error:
            return self._estate_programmes_page(error=str(error))
        return request.redirect(LIST)
