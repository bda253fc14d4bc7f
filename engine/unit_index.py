"""The units of one estate, found by whatever part of their address is written.

The index never guesses: what two units could mean resolves to neither, with both
named, since a payment posted to the wrong unit costs more than a question.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from . import unit_grammar as grammar
from .unit_code import UnitCode, find_unit_codes, parse_unit_code


class Reason(str, Enum):
    """How a text was resolved, or why it was not."""

    EXACT = "exact"
    SECTION_OMITTED = "section_omitted"
    BUILDING_OMITTED = "building_omitted"
    ROOM_ONLY = "room_only"
    PADDED = "padded"
    AMBIGUOUS = "ambiguous"
    """Several units fit what is written."""
    SEVERAL = "several"
    """The text names several units, where one was asked for."""
    NOT_FOUND = "not_found"
    """A readable code of no unit of this index."""
    INCOMPLETE = "incomplete"
    """No room is named."""
    UNREADABLE = "unreadable"
    """No code in the text."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means within an index."""

    code: str | None
    """The unit's code as the index spells it, or ``None``."""
    candidates: tuple[str, ...]
    """All codes that fit, in order; the one code when resolved."""
    reason: Reason


class UnitIndex:
    """The units of one estate, found by whatever part of their address is written.

    Codes of the index may be spelled any way; results repeat that spelling. A code
    that the grammar cannot read is still found by its own text.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._by_text: dict[str, list[str]] = defaultdict(list)
        self._by_parts: dict[UnitCode, list[str]] = defaultdict(list)
        self._order: dict[str, int] = {}
        self._padded: dict[str, list[str]] | None = None
        self._by_section: dict[tuple[str, str], list[str]] | None = None
        self._parsed: dict[str, UnitCode] = {}
        for code in codes:
            if code not in self._order:
                self._add(code)
        self._buildings = {parsed.building for parsed in self._parsed.values()}

    def _add(self, code: str) -> None:
        """Enter one code under each set of parts by which it may be called."""
        self._order[code] = len(self._order)
        self._by_text[grammar.compact(code)].append(code)
        parsed = parse_unit_code(code)
        if parsed is None or not parsed.room:
            return
        self._parsed[code] = parsed
        building, section, room = parsed.building, parsed.section, parsed.room
        for key in {
            UnitCode(building, section, room),
            UnitCode(building, "", room),
            UnitCode("", section, room),
            UnitCode("", "", room),
        }:
            self._by_parts[key].append(code)

    def resolve(self, text: str, prefixes: Iterable[str] = ()) -> Resolution:
        """Return the one unit a cell or a short text means, or why there is none."""
        prefixes = tuple(prefixes)
        own = self._by_text.get(grammar.compact(text, prefixes), [])
        if len(own) == 1:
            return Resolution(own[0], tuple(own), Reason.EXACT)
        padded = self._resolve_padded(text, prefixes)
        if padded:
            return padded
        parsed = parse_unit_code(text, prefixes)
        if parsed:
            return self.resolve_code(parsed)
        found = self.find(text, prefixes)
        if not found:
            return Resolution(None, (), Reason.UNREADABLE)
        return found[0] if len(found) == 1 else self._several(found)

    def find(self, text: str, prefixes: Iterable[str] = ()) -> list[Resolution]:
        """Resolve each code that a free text names, in order of appearance."""
        return [self.resolve_code(code) for code in find_unit_codes(text, prefixes)]

    def resolve_code(self, code: UnitCode) -> Resolution:
        """Return the one unit that bears all the written parts, or why there is none.

        A building is left out, or taken for a section, only where the estate leaves
        no choice (``2-1501`` in an estate of one building).
        """
        if not code.room:
            return Resolution(None, (), Reason.INCOMPLETE)
        exact = [c for c in self._by_parts.get(code, []) if self._parsed[c] == code]
        if exact:
            return self._choose(exact, Reason.EXACT)
        if code.building and code.section:
            return Resolution(None, (), Reason.NOT_FOUND)
        if len(self._buildings) == 1 and code.building not in {"", *self._buildings}:
            code = UnitCode("", code.building, code.room)
        return self._choose(self._by_parts.get(code, []), _omitted(code))

    def beginning_with(self, code: UnitCode) -> list[str]:
        """Return the units whose room begins with the one written (3-2-15 of a text
        that was cut off), in order; building and section must agree."""
        if self._by_section is None:
            self._by_section = defaultdict(list)
            for known, parsed in self._parsed.items():
                self._by_section[parsed.building, parsed.section].append(known)
        same = self._by_section.get((code.building, code.section), [])
        return [c for c in same if self._parsed[c].room.startswith(code.room)]

    def _choose(self, codes: list[str], reason: Reason) -> Resolution:
        """Return the only code, or all of them with the reason why none was taken."""
        if not codes:
            return Resolution(None, (), Reason.NOT_FOUND)
        if len(codes) > 1:
            return Resolution(None, tuple(codes), Reason.AMBIGUOUS)
        return Resolution(codes[0], tuple(codes), reason)

    def _several(self, found: list[Resolution]) -> Resolution:
        """Return all units of a text that names more than one."""
        codes = {code for resolution in found for code in resolution.candidates}
        ordered = tuple(sorted(codes, key=self._order.__getitem__))
        if len(ordered) == 1 and all(resolution.code for resolution in found):
            return found[0]
        return Resolution(None, ordered, Reason.SEVERAL)

    def _resolve_padded(
        self, text: str, prefixes: tuple[str, ...]
    ) -> Resolution | None:
        """Resolve digits without any separator, longer than a room number."""
        digits = grammar.CELL_LABEL.sub("", grammar.compact(text, prefixes), count=1)
        if not (digits.isdecimal() and digits.isascii() and 5 <= len(digits) <= 10):
            return None
        if self._padded is None:
            self._padded = self._padded_codes()
        rooms = self._by_parts.get(UnitCode("", "", grammar.number_text(digits)), [])
        codes = {*self._padded.get(digits, []), *rooms}
        ordered = sorted(codes, key=self._order.__getitem__)
        return self._choose(ordered, Reason.PADDED)

    def _padded_codes(self) -> dict[str, list[str]]:
        """Return the units by each way to pad the parts of their code with zeros."""
        longest = max(map(len, self._buildings), default=0)
        padded: dict[str, list[str]] = defaultdict(list)
        for code, parsed in self._parsed.items():
            for digits in _paddings(parsed, longest):
                padded[digits].append(code)
        return padded


def _paddings(code: UnitCode, longest_building: int) -> set[str]:
    """Return the digit strings that spell a code without separators.

    Three digits for the building are tried only in an estate that has so many:
    ``020`` + ``1`` would read like ``02`` + ``01``.
    """
    if not (code.building + code.section + code.room).isdecimal():
        return set()
    sections = (1, 2) if code.section else (0,)
    return {
        code.building.zfill(b) + code.section.zfill(s) + code.room.zfill(r)
        for b in range(1, max(longest_building, 2) + 1)
        for s in sections
        for r in (3, 4)
        if len(code.building) <= b and len(code.section) <= s and len(code.room) <= r
    }


def _omitted(code: UnitCode) -> Reason:
    """Return the reason that names what a partial code leaves out."""
    if code.building:
        return Reason.SECTION_OMITTED
    return Reason.BUILDING_OMITTED if code.section else Reason.ROOM_ONLY
