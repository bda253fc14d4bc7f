"""What any line of a bill or credit note costs, from its frozen explanation alone.

Nothing is looked up (B-08): whoever holds the line can check it years later. Each kind
of explanation is recomputed where its arithmetic lives. A line frozen before all of
this was written down lacks what its kind came to need since: it stays readable, and
recomputing it raises ``ValueError`` with the missing key.
"""

from decimal import Decimal

from .adjustment import recompute_difference
from .bill_amount import recompute
from .frozen import Frozen
from .late_fee import recompute_late_fee
from .settlement import recompute_settlement
from .waiver import recompute_waiver

_KINDS = {
    "late_fee": recompute_late_fee,
    "rebill": recompute_difference,
    "settlement": recompute_settlement,
    "waiver": recompute_waiver,
}


def explained_amount(explanation: Frozen, digits: int = 2) -> Decimal:
    """Return the amount of the line; a price difference may be negative.

    :param digits: decimals of the currency
    :raise ValueError: the key of the explanation that is missing or unusable.
    """
    kind = explanation.get("kind")
    if kind is None:
        return recompute(explanation)
    if kind not in _KINDS:
        raise ValueError("kind")
    return _KINDS[kind](explanation, digits)
