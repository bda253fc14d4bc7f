from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..core.attempt import attempt
from ..core.portal_list import portal_list

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
        return portal_list(
            self,
            page,
            LIST,
            "estate_service.portal_programmes",
            "estate_programmes",
            self._estate_sessions(),
            self._estate_offered(),
            order="date_begin, id",
            partner=request.env.user.partner_id,
            error=error,
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
        # Where he lives is read with all rights; he is the one who is logged in.
        partner = request.env.user.partner_id.sudo()
        _seat, error = attempt(lambda: session._estate_sign_up(partner, name))
        if error:
            return self._estate_programmes_page(error=error)
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
        _done, error = attempt(seat._estate_withdraw)
        if error:
            return self._estate_programmes_page(error=error)
        return request.redirect(LIST)
