"""Moments by the clocks of a place and as they are stored."""

from datetime import datetime

import pytz


def as_utc(local: datetime, zone: str) -> datetime:
    """Return when the clocks of a zone show ``local``, as a naive UTC moment.

    Of an hour that comes twice in autumn the second is meant, standard time.

    :param local: naive
    :param zone: a name such as ``Asia/Shanghai``
    """
    moment = pytz.timezone(zone).localize(local)
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
