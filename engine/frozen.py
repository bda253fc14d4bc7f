"""Reading what was frozen as JSON on a line: exact numbers, days, lists.

Decimals stand as strings (``"89.17"``), counts as integers, days in ISO form. Every bad
input raises ``ValueError`` whose only argument is the key at fault.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

# Bounded, so that a forged explanation cannot ask for numbers of a million digits.
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
_MAX_ITEMS = 1200

Frozen = Mapping[str, Any]


def decimal_at(frozen: Frozen, key: str, default: str | None = None) -> Decimal:
    """Return a decimal given as text; floats are refused, they are not exact."""
    return _decimal(frozen.get(key, default), key)


def decimals_at(frozen: Frozen, key: str) -> list[Decimal]:
    """Return a list of decimals."""
    return [_decimal(value, key) for value in list_at(frozen, key)]


def day_at(frozen: Frozen, key: str) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(frozen[key])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(key) from error


def list_at(frozen: Frozen, key: str) -> list[Any]:
    """Return a list of a bearable length; an empty one where there is none."""
    value = frozen.get(key, [])
    if not isinstance(value, list | tuple) or len(value) > _MAX_ITEMS:
        raise ValueError(key)
    return list(value)


def mappings_at(frozen: Frozen, key: str) -> list[Frozen]:
    """Return a list of dictionaries."""
    items = list_at(frozen, key)
    if not all(isinstance(item, Mapping) for item in items):
        raise ValueError(key)
    return items


def count_of(value: object, key: str, lowest: int, highest: int) -> int:
    """Return a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(key)
    if not lowest <= value <= highest:
        raise ValueError(key)
    return value


def plain(number: Decimal) -> str:
    """Return a decimal as it is frozen: all of its digits, no exponent."""
    return f"{number:f}"


def _decimal(value: object, key: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not (isinstance(value, str) and _DECIMAL.fullmatch(value)):
        raise ValueError(key)
    return Decimal(value)
