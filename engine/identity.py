"""Numbers of identity documents: recognise, check, read and hide.

Resident identity numbers follow GB 11643: six digits of region, the birthday, a serial
number whose last digit is odd for men, and a check character. The region is not
looked up; regions are renumbered every year. Nothing here knows today's date.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))


class IdKind(str, Enum):
    """Kinds of identity documents that property offices meet."""

    RESIDENT = "resident"
    """Resident identity card, 18 characters (also residence permits, 8…/9…)."""
    RESIDENT_OLD = "resident_old"
    """Resident identity number of the first generation, 15 digits."""
    CREDIT_CODE = "credit_code"
    """Unified social credit code of an organisation (GB 32100)."""
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"
    OTHER = "other"
    """Officers' cards, household registers and whatever else is shown."""


_SHAPES = (
    (IdKind.RESIDENT, re.compile(r"\d{17}[\dX]", re.ASCII)),
    (IdKind.RESIDENT_OLD, re.compile(r"\d{15}", re.ASCII)),
    (IdKind.CREDIT_CODE, re.compile(rf"[{_CREDIT_ALPHABET}]{{18}}", re.ASCII)),
    (IdKind.HK_MACAO_PERMIT, re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII)),
    (IdKind.TAIWAN_PERMIT, re.compile(r"\d{8}", re.ASCII)),
    (IdKind.PASSPORT, re.compile(r"(?=.*\d)[A-Z]{1,2}[A-Z\d]\d{5,8}", re.ASCII)),
)
_OTHER = re.compile(r"[\w()/.\-]{4,40}")
_LIKE_RESIDENT = re.compile(r"\d{6,}[\dX]", re.ASCII)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number in its one spelling, with its kind."""

    number: str
    kind: IdKind


def identify(text: str) -> IdNumber:
    """Recognise the number of any identity document and check it where it can be.

    :raise ValueError: ``id_length`` (digits only, but too few or too many for any
        kind), ``id_birthday``, ``id_checksum`` or ``id_malformed``.
    """
    number = _normalise(text)
    for kind, shape in _SHAPES:
        if shape.fullmatch(number):
            if kind in (IdKind.RESIDENT, IdKind.RESIDENT_OLD):
                number = check_id_card(number)
            elif kind is IdKind.CREDIT_CODE:
                _check_credit_code(number)
            return IdNumber(number, kind)
    if number.isdecimal() or _LIKE_RESIDENT.fullmatch(number):
        raise ValueError("id_length")
    if not _OTHER.fullmatch(number):
        raise ValueError("id_malformed")
    return IdNumber(number, IdKind.OTHER)


def check_id_card(text: str) -> str:
    """Return a resident identity number in its one spelling, once it is checked.

    Eighteen characters with a right check character, or the fifteen digits of the
    first generation; both with a birthday that exists.

    :raise ValueError: ``id_length``, ``id_malformed``, ``id_birthday``,
        ``id_checksum``.
    """
    number = _normalise(text)
    if len(number) not in (15, 18):
        raise ValueError("id_length")
    if not any(shape.fullmatch(number) for _kind, shape in _SHAPES[:2]):
        raise ValueError("id_malformed")
    _birthday(number)
    if len(number) == 18 and check_character(number[:17]) != number[17]:
        raise ValueError("id_checksum")
    return number


def check_character(body: str) -> str:
    """Return the check character of the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(int(c) * weight for c, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def birthday_of(number: str) -> date | None:
    """Return the birthday told by a resident identity number, ``None`` for others."""
    number = _normalise(number)
    return _birthday(number) if _is_resident(number) else None


def gender_of(number: str) -> str | None:
    """Return ``male`` or ``female`` for a resident identity number, else ``None``."""
    number = _normalise(number)
    if not _is_resident(number):
        return None
    serial = number[16] if len(number) == 18 else number[14]
    return "male" if int(serial) % 2 else "female"


def mask(text: str, head: int = 3, tail: int = 4) -> str:
    """Hide the middle of a number, keeping its length: ``990***********5252``.

    A mobile number is ``139****6113``. A text too short to hide at least a third of it
    keeps only its first character.
    """
    hidden = len(text) - head - tail
    if hidden * 3 < len(text):
        return text[:1] + "*" * (len(text) - 1)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


def _normalise(text: str) -> str:
    """Return a number with ASCII characters, capital letters and no blanks."""
    text = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\u200b\ufeff]", "", text).replace("×", "X")


def _is_resident(number: str) -> bool:
    """Tell whether a number is a resident identity number that holds."""
    try:
        check_id_card(number)
    except ValueError:
        # Any other document tells neither birthday nor sex.
        return False
    return True


def _birthday(number: str) -> date:
    """Return the birthday in a resident identity number."""
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        raise ValueError("id_birthday") from error
    if not 1850 <= born.year <= 2100:
        raise ValueError("id_birthday")
    return born


def _check_credit_code(code: str) -> None:
    """Check the last character of a unified social credit code."""
    values = [_CREDIT_ALPHABET.index(c) for c in code]
    total = sum(v * w for v, w in zip(values, _CREDIT_WEIGHTS, strict=False))
    if (31 - total % 31) % 31 != values[17]:
        raise ValueError("id_checksum")
