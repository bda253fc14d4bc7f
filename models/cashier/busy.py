from odoo.exceptions import UserError


class BusyError(UserError):
    """Somebody else is booking on the same records at this moment."""
