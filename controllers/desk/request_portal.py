from datetime import datetime
from uuid import UUID, uuid4

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..core.attempt import attempt
from ..core.portal_list import portal_list

LIST = "/my/requests"
STEPS = ("remark", "withdraw", "answer", "reopen")


class RequestPortal(CustomerPortal):
    """Owners and tenants register requests and follow them (R-304, B-19)."""

    def _estate_requests(self):
        # Portal users hold no right on requests, and may have homes with a company
        # that their login does not know: each search keeps to what is theirs.
        return request.env["estate.request"].sudo()

    def _estate_own_requests(self):
        return self._estate_requests()._portal_domain(request.env.user.partner_id)

    def _estate_request(self, request_id):
        """Return a request of whoever is logged in.

        :raises NotFound: to everybody else, whether there is such a request or not
        """
        found = self._estate_requests().search(
            [("id", "=", request_id), *self._estate_own_requests()]
        )
        if not found:
            raise request.not_found()
        return found

    # -------------------------------------------------------------------- PAGES

    @route([LIST, f"{LIST}/page/<int:page>"], type="http", auth="user", website=True)
    def estate_requests(self, page=1, **_ignored):
        return portal_list(
            self,
            page,
            LIST,
            "estate_service.portal_requests",
            "estate_requests",
            self._estate_requests(),
            self._estate_own_requests(),
            order="id desc",
        )

    @route(f"{LIST}/<int:request_id>", type="http", auth="user", website=True)
    def estate_request(self, request_id, **_ignored):
        return self._estate_request_page(self._estate_request(request_id))

    def _estate_request_page(self, case, error=None, said=None):
        values = self._prepare_portal_layout_values()
        return request.render(
            "estate_service.portal_request",
            values
            | {
                "case": case,
                "visit": case._portal_visit(),
                "error": error,
                "said": said or {},
                "page_name": "estate_request",
            },
        )

    @route(
        f"{LIST}/<int:request_id>/photo/<int:photo_id>",
        type="http",
        auth="user",
        website=True,
    )
    def estate_request_photo(self, request_id, photo_id, **_ignored):
        """A photo of the request or of the work on it."""
        groups = self._estate_request(request_id)._portal_photos()
        for _heading, photos in groups:
            if photo := photos.filtered(lambda file: file.id == photo_id):
                # He reads no attachment by himself; this one belongs to his request.
                stream = request.env["ir.binary"].sudo()._get_stream_from(photo)
                return stream.get_response()
        raise request.not_found()

    # ----------------------------------------------------------------- REGISTER

    @route(f"{LIST}/new", type="http", auth="user", website=True, methods=["GET"])
    def estate_request_form(self, **_ignored):
        return self._estate_request_form({})

    @route(f"{LIST}/new", type="http", auth="user", website=True, methods=["POST"])
    def estate_request_register(self, **said):
        """Register the request, or show again what was typed and what is wrong."""
        try:
            case, error = attempt(lambda: self._estate_register(said))
        except UniqueViolation:
            # The first click of two is being registered this moment.
            return request.redirect(LIST)
        if error:
            return self._estate_request_form(said, error)
        return request.redirect(f"{LIST}/{case.id}")

    def _estate_register(self, said):
        return self._estate_requests()._portal_register(
            request.env.user.partner_id, self._estate_said(said), self._estate_uploads()
        )

    def _estate_request_form(self, said, error=None):
        partner = request.env.user.partner_id
        # As for the requests: his homes are what his occupancies say.
        homes = partner.sudo()._estate_homes()
        # What is offered to residents is no secret.
        kinds = request.env["estate.request.type"].sudo()._portal_types()
        values = self._prepare_portal_layout_values()
        return request.render(
            "estate_service.portal_request_new",
            values
            | {
                "homes": homes,
                "kinds": kinds,
                "said": said,
                "error": error,
                "token": said.get("token") or str(uuid4()),
                "page_name": "estate_request_new",
            },
        )

    def _estate_said(self, said):
        """Return what the form says, in the types of ``_portal_register``.

        :raises UserError: for what no form of ours sends
        """
        try:
            token = str(UUID(said.get("token") or ""))
        except ValueError as error:
            raise UserError(
                request.env._("Open the form again: it is out of date.")
            ) from error
        return {
            "unit_id": said.get("unit_id"),
            "type_id": said.get("type_id"),
            "summary": said.get("summary"),
            "content": said.get("content"),
            "place": said.get("place"),
            "phone": said.get("phone"),
            "appointment": self._estate_moment(said),
            "token": token,
        }

    def _estate_moment(self, said):
        """Return the time at home, typed by the clocks of the place, as naive UTC."""
        if not said.get("appointment"):
            return False
        # As for the requests: the clocks are those of one of his homes.
        homes = request.env.user.partner_id.sudo()._estate_homes()
        home = homes.filtered(lambda one: str(one.id) == said.get("unit_id"))
        try:
            local = datetime.strptime(said["appointment"], "%Y-%m-%dT%H:%M")
            # Without a home it is refused in any case.
            return home.community_id._utc(local) if home else local
        except (ValueError, OverflowError) as error:
            raise UserError(request.env._("Say day and time once more.")) from error

    def _estate_uploads(self):
        """Return the files that came with the form: pairs (name, bytes)."""
        uploads = []
        for file in request.httprequest.files.getlist("photos"):
            # After a conflict the request is answered anew, and core winds back only
            # the first file of each name.
            file.seek(0)
            if file.filename:
                uploads.append((file.filename, file.read()))
        return uploads

    # -------------------------------------------------------------------- STEPS

    @route(
        f"{LIST}/<int:request_id>/<string:step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def estate_request_step(self, request_id, step, **said):
        """Take a step of ``STEPS``, or say what is wrong with it."""
        case = self._estate_request(request_id)
        if step not in STEPS:
            raise request.not_found()
        _done, error = attempt(lambda: getattr(self, f"_estate_{step}")(case, said))
        if error:
            return self._estate_request_page(case, error, said)
        return request.redirect(f"{LIST}/{case.id}")

    def _estate_remark(self, case, said):
        case._portal_remark(said.get("text"), self._estate_uploads())

    def _estate_withdraw(self, case, said):
        case._portal_withdraw(said.get("text"))

    def _estate_reopen(self, case, said):
        case._portal_reopen(said.get("text"))

    def _estate_answer(self, case, said):
        answers = {
            line.id: said.get(f"answer_{line.id}")
            for line in case._portal_visit().answer_ids
        }
        case._portal_answer(said.get("satisfaction"), answers, said.get("wishes"))
