"""How people write the address of a unit: the alphabet and the grammar.

Text is first normalised (:func:`normalise`), then compacted (:func:`compact`), so
that the patterns below see one kind of digit, dash and blank, capital letters, and no
blanks inside a code. :mod:`unit_code` gives the matches their meaning.
"""

import re
import unicodedata
from collections.abc import Iterable

_DASHES = "‐‑‒–—―⸺⸻−─━ーｰ"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_UNIFY = {ord(dash): "-" for dash in _DASHES} | dict.fromkeys(map(ord, _ZERO_WIDTH))
_DASH_RUN = re.compile(r"\s*-[-\s]*")
# Bank terminals write the numeral "one" where a dash is meant: 17一1一403.
_NUMERAL_AS_DASH = re.compile(r"(?<=\d)一(?=\d)")
_BLANK_BEFORE_MARK = re.compile(r"(?<=[\dA-Z])\s+(?=[#栋幢座单门梯号室层])")
_BLANK_AFTER_MARK = re.compile(r"(?<=[#栋幢座楼元门梯层])\s+(?=[\dA-Z])")
_NUMBER_SIGN = re.compile(r"\bNO[.:]?\s*(?=\d)")

_CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_CHINESE_DIGITS |= {"零": 0, "两": 2}
_CN = "[〇零一二两三四五六七八九十]"

_BUILDING_MARK = "号楼|#楼|栋|幢|座|#|号|楼"
_SECTION_MARK = "单元|单|门|梯"
_ROOM_MARK = "室|号房|房|号|户"


def _full(building: str, section: str, room: str) -> str:
    """Return the pattern of a code that names its building."""
    return (
        rf"(?P<building>{building})(?:(?P<building_mark>{_BUILDING_MARK})-?|-)"
        rf"(?:(?P<section>{section})(?:(?P<section_mark>{_SECTION_MARK})-?|-))?"
        rf"(?:(?P<floor>\d{{1,2}})(?:层|楼|F)-?)?"
        rf"(?P<room>{room})(?P<room_mark>{_ROOM_MARK})?"
    )


def _section_led(section: str, room: str) -> str:
    """Return the pattern of a code that begins with its section (2单元1501)."""
    return (
        rf"(?P<section>{section})(?P<section_mark>单元|门)-?"
        rf"(?P<room>{room})(?P<room_mark>{_ROOM_MARK})?"
    )


# ---- A cell that holds nothing but a code ----------------------------------------

_CELL_BUILDING = rf"[A-Z]\d{{0,3}}|\d{{1,4}}[A-Z]?|{_CN}{{1,3}}"
_CELL_SECTION = rf"\d{{1,3}}|[A-Z]|{_CN}{{1,3}}"
_CELL_ROOM = rf"[A-Z]?\d{{1,5}}[A-Z]?|{_CN}{{1,5}}"

CELL_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<building>\d{2})(?P<section>\d{2})(?P<room>\d{4})",
        _full(_CELL_BUILDING, _CELL_SECTION, _CELL_ROOM),
        _section_led(_CELL_SECTION, _CELL_ROOM),
        rf"(?P<building>{_CELL_BUILDING})(?:号楼|#楼|栋|幢|座|#|楼)",
        rf"(?P<room>{_CELL_ROOM})(?:{_ROOM_MARK})?",
    )
)
"""Tried in turn on a whole cell; each has some of building, section, room, floor."""

CELL_LABEL = re.compile(r"^(?:房号|房间号?|房屋|室号|门牌号?|单元号|地址)[::]?\s*")
"""Words before the code that say only that a code follows."""

PART_PATTERNS = {
    "building": re.compile(rf"({_CELL_BUILDING})(?:{_BUILDING_MARK})?"),
    "section": re.compile(rf"({_CELL_SECTION})(?:{_SECTION_MARK})?"),
    "room": re.compile(rf"({_CELL_ROOM})(?:{_ROOM_MARK})?"),
}
"""A cell of its own for each part, as in an archive with three columns."""

# ---- Codes within free text -------------------------------------------------------

_NOT_INSIDE = r"(?<![\dA-Z])(?<![\dA-Z][.:/\-])"
_NOT_A_QUANTITY = r"(?!\d|[.:\-]\d|[元块圆年月日])"
_TEXT_BUILDING = rf"[A-Z]\d{{0,3}}|\d{{1,3}}[A-Z]?|{_CN}{{1,3}}"
_TEXT_SECTION = rf"\d{{1,2}}|[A-Z]|{_CN}{{1,3}}"
_TEXT_ROOM = rf"[A-Z]?\d{{2,5}}(?:[A-Z](?![A-Z]))?|{_CN}{{3,4}}"
_LONE_ROOM = r"\d{3,4}(?:[A-Z](?![A-Z]))?(?![万平%])"

TEXT_FULL = re.compile(
    _NOT_INSIDE + _full(_TEXT_BUILDING, _TEXT_SECTION, _TEXT_ROOM) + _NOT_A_QUANTITY
)
TEXT_SECTION_LED = re.compile(
    _NOT_INSIDE + _section_led(_TEXT_SECTION, _TEXT_ROOM) + _NOT_A_QUANTITY
)
TEXT_PADDED = re.compile(
    r"(?:房号|房间号?|室号|门牌号?)[::]?\s*"
    r"(?P<building>\d{2})(?P<section>\d{2})(?P<room>\d{4})(?!\d)"
)
TEXT_LABELLED_ROOM = re.compile(
    rf"(?:房号|房间号?|室号|门牌号?)[::]?\s*(?P<room>{_LONE_ROOM}){_NOT_A_QUANTITY}"
)
TEXT_ROOM = re.compile(
    rf"{_NOT_INSIDE}(?P<room>{_LONE_ROOM})(?:室|号?房(?![租款贷产价])|业主|住户|户主)"
)
TEXT_NEXT_ROOM = re.compile(
    rf"[、/和与及&+]\s*(?P<room>{_LONE_ROOM})(?:室|房)?{_NOT_A_QUANTITY}"
)
"""A further room of the section just named: 3-2-1501、1502."""

TEXT_COUNT = re.compile(rf"(?<!\d)(\d{{1,2}}|{_CN}{{1,2}})套")
"""For how many units a payment says it is."""

# ---- Alphabet -------------------------------------------------------------------


def unify(text: str) -> str:
    """Make full-width forms ASCII (NFKC) and every dash a ``-``; drop the invisible."""
    return unicodedata.normalize("NFKC", text).translate(_UNIFY)


def normalise(text: str) -> str:
    """Unify digits, letters, dashes and blanks of a text.

    Full-width forms become ASCII (NFKC), every dash becomes one ``-`` without blanks
    around it, runs of blanks (the ideographic one included) become one space, and
    invisible characters go.
    """
    text = _NUMERAL_AS_DASH.sub("-", unify(text))
    return " ".join(_DASH_RUN.sub("-", text).split())


def compact(text: str, prefixes: Iterable[str] = ()) -> str:
    """Normalise, capitalise and take out the prefixes and the blanks inside codes.

    A prefix is the name of the estate; it is replaced by a blank wherever it stands,
    the longest first, so that a name that ends with a digit does not stick to a code.
    """
    text = normalise(text).upper()
    for prefix in sorted(map(normalise, prefixes), key=len, reverse=True):
        if prefix:
            text = text.replace(prefix.upper(), " ")
    text = _NUMBER_SIGN.sub(" ", text)
    text = _BLANK_BEFORE_MARK.sub("", text)
    return _BLANK_AFTER_MARK.sub("", text).strip()


def number_text(text: str) -> str:
    """Return a part of a code without padding and in Arabic digits.

    ``03`` is ``3``, ``十二`` is ``12``, ``一五〇一`` is ``1501``, ``B02`` stays.
    """
    if text and all(c in _CHINESE_DIGITS or c == "十" for c in text):
        text = _chinese_number(text)
    return text.lstrip("0") or text[-1:]


def _chinese_number(text: str) -> str:
    """Read 十二 as twelve and 一二 digit by digit."""
    if "十" not in text:
        return "".join(str(_CHINESE_DIGITS[c]) for c in text)
    tens, _, ones = text.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return text
    high = _CHINESE_DIGITS[tens] if tens else 1
    return str(high * 10 + (_CHINESE_DIGITS[ones] if ones else 0))
