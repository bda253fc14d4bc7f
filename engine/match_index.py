"""What a bank line may tell about units: addresses, names, numbers, accounts.

Built once per statement, asked once per line. Nothing here weighs; it only finds.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from math import log2

from . import unit_grammar as grammar
from .match_facts import Alias, Expected, Key, Person, UnitFacts
from .unit_code import UnitCode, find_unit_codes, normalise
from .unit_index import Reason, UnitIndex

TEXT_LIMIT = 1000
"""Characters read of a remark. Banks keep a few hundred; a hostile file may hold a
megabyte of codes, which would cost minutes and mean nothing."""

_NAME_LIMIT = 60
"""Characters of a name looked for in a text, and of an account."""
_RAREST = 0.1
"""Bearers that are expected outside at least, of each name on file."""
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/_\-]{3,}")
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}(?![A-Z0-9])")
_NOT_ALNUM = re.compile(r"[^A-Z0-9\u4e00-\u9fff]")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_LOOSE_CODE = re.compile(r"(?<![\dA-Z./\-])\d[\d./]{4,10}(?![\dA-Z./\-])")
_DATE = re.compile(r"(?:19|20)\d\d[./]?(?:0?[1-9]|1[0-2])(?:[./]?(?:[0-2]?\d|3[01]))?")
_BOUNDARY = re.compile(
    r"$|[^\u4e00-\u9fff]|[物管缴交付代的名家户业主房车停水电费款先女转汇补预及和、同租暂]"
)
"""What may follow a name in a text; after anything else 王芳 may be part of 王芳芳."""


class Reading(str, Enum):
    """How the text names a unit."""

    EXACT = "exact"
    PADDED = "padded"
    SHORT = "short"
    """Without building or section, where only one unit fits."""
    LOOSE = "loose"
    """By digits that look like a code only because such a unit exists."""
    VAGUE = "vague"
    """By a part of an address that several units share."""
    CUT_OFF = "cut_off"
    """By the beginning of a code at the end of the text."""


_READINGS = {Reason.EXACT: Reading.EXACT, Reason.PADDED: Reading.PADDED}


@dataclass(frozen=True, slots=True)
class Place:
    """An address that a text names, with every unit it may mean."""

    keys: tuple[Key, ...]
    reading: Reading
    written: str
    """The address in its canonical spelling."""

    @property
    def sure(self) -> bool:
        """Whether the address means one unit and was not cut off."""
        return len(self.keys) == 1 and self.reading is not Reading.CUT_OFF


@dataclass(frozen=True, slots=True)
class TextName:
    """A known name found in a text."""

    name: str
    clear: bool
    """Whether it ends where a name can end."""


class Facts:
    """The units of some communities, indexed by what a bank line may tell.

    :param communities: name of each community → further spellings of it
    :param aliases: what accepted matches have taught; ignored where they name a unit
        that is not here
    :param expected: movements that the books hold and the bank has yet to show
    :raise ValueError: ``duplicate_key`` when two units have the same key, or
        ``duplicate_code`` when two of one community have the same code,
        ``unknown_unit`` when a movement is for a unit that is not here.
    """

    def __init__(
        self,
        units: Iterable[UnitFacts],
        communities: Mapping[str, Iterable[str]] | None = None,
        aliases: Iterable[Alias] = (),
        expected: Iterable[Expected] = (),
    ) -> None:
        self.units: dict[Key, UnitFacts] = {}
        self.by_name: dict[str, dict[Key, Person]] = defaultdict(dict)
        self.by_identity: dict[Key, set[Key]] = defaultdict(set)
        self.by_account: dict[str, set[Key]] = defaultdict(set)
        self._by_phone: dict[str, set[Key]] = defaultdict(set)
        self._by_reference: dict[str, set[Key]] = defaultdict(set)
        self._codes: dict[str, dict[str, Key]] = defaultdict(dict)
        for unit in units:
            self._add(unit)
        self.expected = tuple(expected)
        if any(key not in self.units for one in self.expected for key in one.keys):
            raise ValueError("unknown_unit")
        self.aliases = _alias_index(
            alias for alias in aliases if self.units.keys() >= set(alias.keys)
        )
        self._spellings = _community_spellings(self._codes, communities or {})
        self._prefixes = sorted(self._spellings, key=lambda word: (-len(word), word))
        # The longest first: 金岚二期 does not name 金岚 as well.
        self._community_name = re.compile(
            "|".join(map(re.escape, self._prefixes)) or r"(?!)"
        )
        self._indexes = {name: UnitIndex(codes) for name, codes in self._codes.items()}
        self._longest_name = min(max(map(len, self.by_name), default=0), _NAME_LIMIT)
        self._bearers = {
            name: len({person.identity or (key,) for key, person in people.items()})
            for name, people in self.by_name.items()
        }
        self._unseen = _unseen_shares(self._bearers)

    # ---- Building -------------------------------------------------------------

    def _add(self, unit: UnitFacts) -> None:
        """Enter a unit under everything by which a line may mean it."""
        if unit.key in self.units:
            raise ValueError("duplicate_key")
        if unit.code in self._codes[unit.community]:
            raise ValueError("duplicate_code")
        self.units[unit.key] = unit
        self._codes[unit.community][unit.code] = unit.key
        for person in unit.people:
            self._add_person(unit.key, person)
        for account in unit.accounts:
            self.by_account[clean_account(account)].add(unit.key)
        for number in {*unit.references, *(line.bill for line in unit.lines)}:
            if cleaned := clean_reference(number):
                self._by_reference[cleaned].add(unit.key)

    def _add_person(self, key: Key, person: Person) -> None:
        """Enter a person of a unit."""
        name = clean_name(person.name)
        if len(name) > 1:
            self.by_name[name].setdefault(key, person)
        if person.identity != "":
            self.by_identity[person.identity].add(key)
        for phone in person.phones:
            self._by_phone[clean_account(phone)[-11:]].add(key)

    # ---- Reading a text -------------------------------------------------------

    def places_in(self, text: str) -> tuple[tuple[Place, ...], int]:
        """Return the addresses a text names, and the number of those of no unit here.

        Where the text names a community only its units count; otherwise a code that
        two communities share is vague.
        """
        places = [
            place
            for part, communities in self._parts(text[:TEXT_LIMIT])
            for place in self._places(part, communities)
        ]
        known: dict[tuple[Key, ...], Place] = {}
        for place in places:
            if place.keys:
                known.setdefault(place.keys, place)
        return tuple(known.values()), sum(not place.keys for place in places)

    def names_in(self, text: str) -> list[TextName]:
        """Return the known names in a text, each once, the longest reading first."""
        text = self._community_name.sub("|", normalise(text[:TEXT_LIMIT]).upper())
        text = clean_name(text)
        found: dict[str, bool] = {}
        at = 0
        while at < len(text):
            size = self._name_size(text, at)
            if size:
                clear = bool(_BOUNDARY.match(text, at + size))
                name = text[at : at + size]
                found[name] = found.get(name, False) or clear
            at += size or 1
        return [TextName(name, clear) for name, clear in found.items()]

    def numbers_in(self, text: str) -> tuple[dict[str, set[Key]], dict[str, set[Key]]]:
        """Return the references and the phone numbers of units that a text cites."""
        text = normalise(text[:TEXT_LIMIT]).upper()
        tokens = [*_REFERENCE.findall(text), *_PLATE.findall(text)]
        return (
            _known(self._by_reference, map(clean_reference, tokens)),
            _known(self._by_phone, _PHONE.findall(text)),
        )

    def namesakes(self, name: str) -> float:
        """Return in bits how much rarer a name is among strangers than on file.

        A name of three characters that one person in a thousand has is found on file
        just because its bearer lives there: the next stranger hardly bears it
        (Good-Turing). A name that twenty have is as common outside, and names of two
        characters are few, so that theirs repeat: each length is reckoned by itself.

        :param name: a name that is on file, cleaned
        """
        bearers = self._bearers[name]
        unseen = self._unseen[_length_of(name)]
        return log2(max(bearers - unseen, _RAREST) / bearers)

    def aliases_of(self, account: str, payer: str) -> list[Alias]:
        """Return what is learned of a payer, by account and name where both are known.

        The account alone comes second, and the name alone only where the bank
        showed no account.
        """
        account, payer = clean_account(account), clean_name(payer)
        for key in ((account, payer), (account, None), (None, payer)):
            if key == (None, payer) and account:
                break
            if any(key) and key in self.aliases:
                return self.aliases[key]
        return []

    def _parts(self, text: str) -> list[tuple[str, list[str]]]:
        """Return the parts of a text, each with the communities it may mean.

        One community named anywhere holds for the whole text; where several are, each
        holds for what follows it. Without any, all may be meant.
        """
        text = normalise(text).upper()
        ends = [match.span() for match in self._community_name.finditer(text)]
        named = {text[begin:end] for begin, end in ends}
        everywhere = list(self._indexes)
        if len(named) < 2:
            meant = self._spellings[named.pop()] if named else everywhere
            return [(text, [name for name in everywhere if name in meant])]
        parts = [(text[: ends[0][0]], everywhere)]
        stops = [begin for begin, _ in ends[1:]] + [len(text)]
        for (begin, end), stop in zip(ends, stops, strict=True):
            parts.append((text[end:stop], sorted(self._spellings[text[begin:end]])))
        return parts

    def _places(self, text: str, communities: list[str]) -> list[Place]:
        """Return the addresses in a part of a text."""
        codes = find_unit_codes(text, self._prefixes)
        places = [self._place(code, communities) for code in codes]
        if places and not places[-1].keys and text[-1:].isdecimal():
            places[-1] = self._cut_off(codes[-1], communities)
        return [*places, *self._loose_places(text, communities)]

    def _place(self, code: UnitCode, communities: list[str]) -> Place:
        """Return what a code may mean in any of the communities, or else in any at all:
        a text may name the community of its first code only."""
        keys: list[Key] = []
        reading = Reading.VAGUE
        for name in communities:
            resolution = self._indexes[name].resolve_code(code)
            keys += (self._codes[name][known] for known in resolution.candidates)
            if resolution.code:
                reading = _READINGS.get(resolution.reason, Reading.SHORT)
        if not keys and len(communities) < len(self._indexes):
            elsewhere = self._place(code, list(self._indexes))
            return _place_of(elsewhere.keys, Reading.LOOSE, code.code)
        return _place_of(keys, reading, code.code)

    def _cut_off(self, code: UnitCode, communities: list[str]) -> Place:
        """Return the units whose code may have lost its end."""
        keys = [
            self._codes[name][known]
            for name in communities
            for known in self._indexes[name].beginning_with(code)
        ]
        return Place(tuple(sorted(keys)), Reading.CUT_OFF, code.code)

    def _loose_places(self, text: str, communities: list[str]) -> Iterator[Place]:
        """Yield units by digits that are no code for the grammar (02011103)."""
        for token in _LOOSE_CODE.findall(grammar.compact(text, self._prefixes)):
            if _DATE.fullmatch(token) or _PHONE.fullmatch(token):
                continue
            keys: list[Key] = []
            for name in communities:
                found = self._indexes[name].resolve(token).candidates
                keys += (self._codes[name][known] for known in found)
            if keys:
                yield _place_of(keys, Reading.LOOSE, token)

    def _name_size(self, text: str, at: int) -> int:
        """Return the length of the longest known name that begins here; 0 if none."""
        for size in range(min(self._longest_name, len(text) - at), 1, -1):
            if text[at : at + size] in self.by_name:
                return size
        return 0


# ---- Spelling -------------------------------------------------------------------


def clean_name(text: str) -> str:
    """Return a person's or company's name as it is compared: no blanks, one width."""
    return "".join(normalise(text[:TEXT_LIMIT]).upper().split())


def clean_account(text: str) -> str:
    """Return an account number as it is compared: letters and digits only."""
    return _NOT_ALNUM.sub("", normalise(text[:_NAME_LIMIT]).upper())


def clean_reference(text: str) -> str:
    """Return a reference number as it is compared.

    Only letters and digits count; in a number without letters the separators do too,
    lest the card 321501 be the unit 3-2-1501.
    """
    cleaned = clean_account(text)
    if cleaned.isdecimal():
        return normalise(text[:_NAME_LIMIT]).replace("/", "-")
    return cleaned


def _length_of(name: str) -> int:
    """Return the length of a name, as far as it matters."""
    return min(len(name), 4)


def _unseen_shares(bearers: Mapping[str, int]) -> dict[int, float]:
    """Return by how much the count of a name exceeds what strangers would show, for
    names of each length."""
    counts = Counter((_length_of(name), number) for name, number in bearers.items())
    shares = {}
    for length in {length for length, _ in counts}:
        once, twice = counts[length, 1], counts[length, 2]
        # The more names are borne twice, the more often the next bearer is a namesake.
        # One more of each, lest a handful of names seem to be all there are.
        shares[length] = 1 - min((2 * twice + 1) / (once + 2), 1.0)
    return shares


def _place_of(keys: Iterable[Key], reading: Reading, written: str) -> Place:
    """Return a place, vague if several units fit."""
    ordered = tuple(sorted(set(keys)))
    return Place(ordered, reading if len(ordered) == 1 else Reading.VAGUE, written)


def _known(index: Mapping[str, set[Key]], words: Iterable[str]) -> dict[str, set[Key]]:
    """Return the entries of an index for those words that it has."""
    return {word: index[word] for word in words if word in index}


def _community_spellings(
    names: Iterable[str], further: Mapping[str, Iterable[str]]
) -> dict[str, set[str]]:
    """Return for each spelling the communities that it names, of those with units."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in (name, *further.get(name, ())):
            spellings[normalise(word).upper()].add(name)
    spellings.pop("", None)
    return dict(spellings)


def _alias_index(aliases: Iterable[Alias]) -> dict[tuple, list[Alias]]:
    """Return the aliases by account and name, by account, and by name."""
    index: dict[tuple, list[Alias]] = defaultdict(list)
    for alias in aliases:
        account, payer = clean_account(alias.account), clean_name(alias.payer)
        index[account, payer].append(alias)
        if account:
            index[account, None].append(alias)
        if payer:
            index[None, payer].append(alias)
    return dict(index)
