from odoo.http import request, route

from ..core.attempt import attempt
from ..desk.request_portal import LIST, RequestPortal


class QuotePortal(RequestPortal):
    """The resident agrees to what a repair costs (R-404, B-19)."""

    @route(
        f"{LIST}/<int:request_id>/quote/<int:order_id>/<string:mark>",
        type="jsonrpc",
        auth="user",
        website=True,
    )
    def estate_request_consent(
        self, request_id, order_id, mark, name=None, signature=None
    ):
        """Answer the portal's form for signatures: agreed, or ``error`` in words."""
        case = self._estate_request(request_id)
        order = case._portal_orders().filtered(lambda one: one.id == order_id)
        if not order:
            raise request.not_found()
        _done, error = attempt(lambda: order._portal_consent(mark, name, signature))
        if error:
            return {"error": error}
        return {"force_refresh": True, "redirect_url": f"{LIST}/{case.id}"}
