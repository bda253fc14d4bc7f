"""One reader for every spelling of a unit's address.

``3-2-1501``, ``3栋2单元1501室``, ``3#2-1501``, ``３座２门１５０１``,
``三栋二单元1501`` and the padded ``房号03021501`` are one unit. Nothing here knows
an estate: its name comes in as a prefix, and whether a unit exists is for
:mod:`unit_index` to say.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from . import unit_grammar as grammar
from .unit_grammar import normalise

__all__ = [
    "UnitCode",
    "find_unit_codes",
    "normalise",
    "parse_unit_code",
    "stated_unit_count",
    "unit_code_of_parts",
]


@dataclass(frozen=True, slots=True, order=True)
class UnitCode:
    """The address of a unit; a part that was not written is empty."""

    building: str = ""
    section: str = ""
    room: str = ""

    @property
    def code(self) -> str:
        """The canonical spelling ``3-2-1501``, empty parts left out."""
        return "-".join(filter(None, (self.building, self.section, self.room)))


# ---- Reading --------------------------------------------------------------------


def parse_unit_code(text: str, prefixes: Iterable[str] = ()) -> UnitCode | None:
    """Read a cell that holds just a code; ``None`` if it is anything else.

    A lone number is a room, ``3栋`` a building, eight digits are a padded code.
    A calendar date is not a code.
    """
    text = grammar.CELL_LABEL.sub("", grammar.compact(text, prefixes), count=1)
    text = re.sub(r"(?<=\d)[\s/._、](?=\d)", "-", text).replace(" ", "")
    for pattern in grammar.CELL_PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            code = _code_of(match)
            return None if _is_date(code) else code
    return None


def unit_code_of_parts(building: str, section: str, room: str) -> UnitCode | None:
    """Read a code from three cells (``1栋``, ``1单元``, ``101室``); empty ones allowed.

    ``None`` when a cell holds anything else, or no room is given.
    """
    parts = {"building": building, "section": section, "room": room}
    read = {}
    for name, text in parts.items():
        text = grammar.compact(text).replace(" ", "")
        match = grammar.PART_PATTERNS[name].fullmatch(text)
        if text and not match:
            return None
        read[name] = grammar.number_text(match[1]) if match else ""
    return UnitCode(**read) if read["room"] else None


def find_unit_codes(text: str, prefixes: Iterable[str] = ()) -> list[UnitCode]:
    """Return the codes that a free text names, each once, in order of appearance.

    Dates, amounts, telephone and account numbers are not codes. A lone room counts
    only where a word says so (``702业主``, ``1501室``, ``房号1501``).
    """
    text = grammar.compact(text, prefixes)
    found: list[tuple[int, UnitCode]] = []
    for pattern, accept in _TEXT_PATTERNS:
        for match in _matches(text, pattern, accept):
            found.append((match.start(), _code_of(match)))
            found.extend(_next_rooms(text, match.end(), found[-1][1]))
            text = _blank_out(text, match)
    return list(dict.fromkeys(code for _, code in sorted(found, key=itemgetter(0))))


def stated_unit_count(text: str) -> int | None:
    """Return for how many units a text says it pays (``等2套``), if it does.

    Tells a matcher that the codes named are not all of them.
    """
    match = grammar.TEXT_COUNT.search(normalise(text))
    return int(grammar.number_text(match[1])) if match else None


def _matches(
    text: str, pattern: re.Pattern[str], accept: Callable[[re.Match[str]], bool]
) -> Iterator[re.Match[str]]:
    """Yield the accepted matches; a refused one hides nothing that begins in it."""
    at = 0
    while match := pattern.search(text, at):
        accepted = accept(match)
        if accepted:
            yield match
        at = match.end() if accepted else match.start() + 1


def _blank_out(text: str, match: re.Match[str]) -> str:
    """Hide what was understood from the looser patterns, keeping every position."""
    return text[: match.start()] + "|" * len(match[0]) + text[match.end() :]


def _next_rooms(text: str, at: int, code: UnitCode) -> Iterator[tuple[int, UnitCode]]:
    """Yield the further rooms of the same section (3-2-1501、1502)."""
    while match := grammar.TEXT_NEXT_ROOM.match(text, at):
        room = grammar.number_text(match["room"])
        yield match.start(), UnitCode(code.building, code.section, room)
        at = match.end()


def _code_of(match: re.Match[str]) -> UnitCode:
    """Return the code a match has found."""
    groups = match.groupdict()
    room = grammar.number_text(groups.get("room") or "")
    if groups.get("floor") and room.isdecimal() and len(room) <= 2:
        room = groups["floor"].lstrip("0") + room.zfill(2)
    return UnitCode(
        grammar.number_text(groups.get("building") or ""),
        grammar.number_text(groups.get("section") or ""),
        room,
    )


def _is_date(code: UnitCode) -> bool:
    """Tell a year, month and day from a building, section and room."""
    parts = (code.building, code.section, code.room)
    if not all(part.isdecimal() for part in parts):
        return False
    year, month, day = map(int, parts)
    return 1900 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31


def _plausible(match: re.Match[str]) -> bool:
    """Tell a code in free text from the numbers that only look like one."""
    mark, section_mark = match["building_mark"], match["section_mark"]
    if mark == "号":
        # "3号" is a day of the month unless a section or 室 follows.
        return bool(section_mark or match["room_mark"] == "室")
    if mark == "楼":
        return bool(section_mark)
    if mark or section_mark:
        return True
    digits = sum(c.isdecimal() for c in match["room"])
    short = len(match["building"]) <= 2 or match["section"]
    return bool(3 <= digits <= 4 and short and match["building"].isascii())


def _always(match: re.Match[str]) -> bool:
    """Accept a match whose pattern leaves no doubt."""
    return bool(match)


_TEXT_PATTERNS = (
    (grammar.TEXT_PADDED, _always),
    (grammar.TEXT_FULL, _plausible),
    (grammar.TEXT_SECTION_LED, _always),
    (grammar.TEXT_LABELLED_ROOM, _always),
    (grammar.TEXT_ROOM, _always),
)
