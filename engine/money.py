"""Exact money: rounding, splitting and writing amounts.

Amounts are ``Decimal`` in the currency's main unit (yuan). Every rounding is half
away from zero, the same rule as ``round(numeric)`` of PostgreSQL, so that a value
computed here and one computed in SQL agree to the cent. Errors are ``ValueError``
whose only argument is a code.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

EXACT_DIGITS = 10
"""Decimals kept of an exact (not yet payable) amount.

A third and two thirds of a month must add up to a month: cumulated exact amounts
are brought to this many decimals first, which heals the lost tail of a periodic
fraction before it can push a tie to the wrong cent.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_CAPITALS_LIMIT = 10**16


def round_half_up(value: Decimal | Fraction, digits: int = 2) -> Decimal:
    """Round to ``digits`` decimals, ties away from zero; never returns ``-0``.

    :raise ValueError: ``not_finite`` for NaN and infinities.
    """
    exact = _fraction(value)
    scaled = abs(exact) * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return _from_units(-units if exact < 0 else units, digits)


def to_cents(amount: Decimal) -> int:
    """Return the whole number of cents (1/100) in ``amount``.

    :raise ValueError: ``fraction_of_cent`` when the amount is not payable, since
        silently dropping a part of a cent would break a file's control total.
    """
    return _to_units(amount, 2)


def from_cents(cents: int) -> Decimal:
    """Return the amount with two decimals of a whole number of cents."""
    return _from_units(cents, 2)


def decimal_of(value: Decimal | float | str) -> Decimal:
    """Return the decimal a person reads when ``value`` is shown.

    A float is read by its shortest text (249.68, not 249.680000000000006821), which
    is the number that was stored before the ORM turned it into a float.

    :raise ValueError: ``not_finite`` or ``not_a_number``.
    """
    try:
        result = Decimal(value if isinstance(value, Decimal) else str(value))
    except ArithmeticError as error:
        raise ValueError("not_a_number") from error
    if not result.is_finite():
        raise ValueError("not_finite")
    return result


def largest_remainder(
    total: Decimal, weights: Sequence[Decimal | Fraction], digits: int = 2
) -> list[Decimal]:
    """Split ``total`` in proportion to ``weights`` so that the parts add up exactly.

    Each part is the exact share cut to ``digits`` decimals; the units left over go to
    the largest cut-off remainders, ties to the earlier weight. A zero weight gets
    zero. A negative total is split like its positive twin.

    :raise ValueError: ``negative_weight``, ``no_weight`` (none, or all zero) or
        ``fraction_of_cent`` (the total itself has more than ``digits`` decimals).
    """
    shares = [_fraction(weight) for weight in weights]
    if any(share < 0 for share in shares):
        raise ValueError("negative_weight")
    whole = sum(shares, Fraction(0))
    if not whole:
        raise ValueError("no_weight")
    units = _to_units(total, digits)
    exact = [abs(units) * share / whole for share in shares]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for position in by_remainder[: abs(units) - sum(parts)]:
        parts[position] += 1
    return [_from_units(-part if units < 0 else part, digits) for part in parts]


def split_cumulative(
    exact_parts: Sequence[Decimal | Fraction], digits: int = 2
) -> list[Decimal]:
    """Round a chain of exact amounts so that the rounded sum is the sum rounded.

    Part *i* is ``round(cum_i) - round(cum_(i-1))``, where each cumulated value is
    first brought to :data:`EXACT_DIGITS` decimals. However a period is cut into
    slices, the slices add up to the amount of the uncut period.
    """
    sums = accumulate((_fraction(part) for part in exact_parts), initial=Fraction(0))
    steps = [round_half_up(round_half_up(x, EXACT_DIGITS), digits) for x in sums]
    # Differences of equally scaled decimals are taken in whole units: Decimal's own
    # subtraction would be cut to the precision of the caller's context.
    units = [_to_units(step, digits) for step in steps]
    return [
        _from_units(after - before, digits)
        for before, after in zip(units, units[1:], strict=False)
    ]


def chinese_capitals(amount: Decimal) -> str:
    """Write an amount in the capitals that Chinese receipts and cheques demand.

    Follows the central bank's rules for filling in payment instruments: "整" closes
    an amount that ends with yuan or jiao, not one that ends with fen; zeros in the
    middle are read as one "零"; where the rules leave a choice, the first of their
    printed examples is taken (1680.32 is 壹仟陆佰捌拾元零叁角贰分). Zero is 零元整,
    a negative amount begins with 负. The words 人民币 are the form's, not ours.

    :raise ValueError: ``fraction_of_cent``, or ``too_large`` from 10^16 yuan on.
    """
    cents = to_cents(amount)
    yuan, rest = divmod(abs(cents), 100)
    if yuan >= _CAPITALS_LIMIT:
        raise ValueError("too_large")
    sign = "负" if cents < 0 else ""
    if not cents:
        return "零元整"
    return sign + (_integer_capitals(yuan) + "元" if yuan else "") + _tail(yuan, rest)


def _tail(yuan: int, cents: int) -> str:
    """Write jiao and fen, with the zero that keeps them apart from the yuan."""
    jiao, fen = divmod(cents, 10)
    if not cents:
        return "整"
    gap = yuan and (not jiao or yuan % 10 == 0)
    text = "零" if gap else ""
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def _integer_capitals(number: int) -> str:
    """Write a positive integer below 10^16 in capitals."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            text = _integer_capitals(high) + name
            return text + _joined(low, unit // 10) if low else text
    return _group_capitals(number)


def _joined(low: int, highest_place: int) -> str:
    """Write what follows a 万 or 亿, after a zero if its first place is empty."""
    return ("零" if low < highest_place else "") + _integer_capitals(low)


def _group_capitals(number: int) -> str:
    """Write a positive number below 10,000."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return text


def _fraction(value: Decimal | Fraction) -> Fraction:
    """Return the exact rational value."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("not_finite")
    return Fraction(value)


def _to_units(amount: Decimal, digits: int) -> int:
    """Return ``amount`` in units of ``10**-digits``; it must be a whole number."""
    units = _fraction(amount) * Fraction(10**digits)
    if units.denominator != 1:
        raise ValueError("fraction_of_cent")
    return units.numerator


def _from_units(units: int, digits: int) -> Decimal:
    """Return ``units`` of ``10**-digits`` as a decimal with just that scale."""
    return Decimal(f"{units}E-{digits}")
