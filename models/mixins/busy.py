from odoo.exceptions import LockError, UserError


class BusyError(UserError):
    """Somebody else is booking on the same records at this moment."""


def lock(records):
    """Keep other users from booking on the same records until we are done.

    :raises BusyError: when somebody else is booking on one of them right now
    """
    try:
        records.lock_for_update(allow_referencing=True)
    except LockError as error:
        raise BusyError(
            records.env._(
                "Somebody else is booking on the same records at this moment. "
                "Try again, and look at the amounts first."
            )
        ) from error
