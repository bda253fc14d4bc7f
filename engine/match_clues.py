"""What a bank line tells about units, apart from its amount, weighed.

Weights are bits: log2 of how much likelier the line is if its money is for a unit.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import log2

from .match_channels import Addresses, Pointers
from .match_facts import Alias, BankLine, Key, Person, Policy, Role
from .match_index import TEXT_LIMIT, Facts, clean_account, clean_name
from .match_reasons import Lead, Reason, ReasonCode
from .unit_code import normalise, stated_unit_count

# ---- Weights --------------------------------------------------------------------

# How likely the people of a unit are to be the one who pays.
_ROLE = {Role.OWNER: -0.3, Role.CO_OWNER: -0.8, Role.TENANT: -0.5}
_OTHER_ROLE = -1.3
_WRONG_COUNT = -3.0
_UNKNOWN_PAYER = -2.7
"""One payment in six comes from somebody who is not on file."""
_UNKNOWN_PAYER_FOR_NAMED = -1.0
"""More of those that name somebody else in the text."""
_OTHER_UNIT = 0.05
"""Share of payments from a known account that are for another unit."""
_SERVICE = 3
"""An account that paid for so many different units is a payment service or an agent:
how often it came with a new one tells how often it will."""
_MOST_NEW = 0.9
"""More than that is not believed of it."""
_OTHER_NAME = -3.3
"""One in ten who names a resident pays for a unit that is not his."""
_UNCLEAR_NAME = -2.0
"""For a name that may be part of a longer one."""
_OTHER_REFERENCE = -6.0
_OTHER_PHONE = -3.0
_NOT_A_FEE = 6.0
"""Other money is so much likelier after a word of it."""
_UNKNOWN_ADDRESS = 1.0
"""... after an address that is none of ours."""

_SEVERAL_WORDS = re.compile("合并|名下|多套|几套|全部房|所有房|一并|一起")


# ---- A line -----------------------------------------------------------------------


class Clues:
    """All that a line tells, apart from its amount.

    :param size: bits of the number of units: what it takes to single one out
    """

    def __init__(
        self, facts: Facts, line: BankLine, policy: Policy, size: float
    ) -> None:
        self.facts = facts
        self.line = line
        self.size = size
        self._policy = policy
        self.text = normalise(line.text[:TEXT_LIMIT])
        self.payer = clean_name(line.payer)
        self.count = stated_unit_count(self.text) or 0
        places, self.unknown_places = facts.places_in(self.text)
        self.addresses = Addresses(places, self.count, size)
        self.text_names = facts.names_in(self.text)
        self._clearly_named: set[Key] = set()
        self._by_account: set[Key] = set()
        self.names = self._named()
        self.aliases = facts.aliases_of(line.account, line.payer)
        self.identity = self._identity()
        self.references, self.phones = self._numbers()
        # In the order in which their reasons are shown.
        channels = (
            self.addresses,
            self.references,
            self.phones,
            self.identity,
            self.names,
        )
        self.channels = tuple(channel for channel in channels if channel)
        self._units = {key for channel in self.channels for key in channel}
        numbers = {*self.references, *self.phones}
        told = {*numbers, *self._clearly_named, *self._by_account}
        self._named_units = {*told, *self.addresses.sure, *self.identity}
        self._backed = {*told, *self.addresses}
        self.not_a_fee = self._no_fee_word()

    @property
    def several(self) -> bool:
        """Whether the text says that the money is for more than one unit."""
        return self.count > 1 or bool(_SEVERAL_WORDS.search(self.text))

    @property
    def miss(self) -> float:
        """What all channels say of a unit to which no clue leads."""
        missed = sum(channel.miss for channel in self.channels)
        return missed + (_WRONG_COUNT if self.count > 1 else 0.0)

    @property
    def elsewhere(self) -> float:
        """Bits by which money for no unit known here is likelier than usual."""
        known = _NOT_A_FEE if self.not_a_fee is not None else 0.0
        return known + (_UNKNOWN_ADDRESS if self.unknown_places else 0.0)

    def units(self) -> list[Key]:
        """Return every unit to which a clue leads, in order."""
        return sorted(self._units)

    def weigh(self, keys: tuple[Key, ...]) -> float:
        """Return what all channels say for these units together."""
        bits = sum(channel.weigh(keys) for channel in self.channels)
        wrong = self.count > 1 and self.count != len(keys)
        return bits + (_WRONG_COUNT if wrong else 0.0)

    def reasons(self, keys: tuple[Key, ...]) -> list[Reason]:
        """Return what speaks for and against these units."""
        found = [r for channel in self.channels for r in channel.reasons(keys)]
        if self.count > 1:
            right = self.count == len(keys)
            code = ReasonCode.UNIT_COUNT if right else ReasonCode.OTHER_COUNT
            found.append(Reason(code, (self.count,), 0.0 if right else _WRONG_COUNT))
        return found

    def cautions(self) -> Iterator[Reason]:
        """Yield what a person should know, whatever unit is proposed."""
        if self.unknown_places:
            yield Reason(ReasonCode.UNKNOWN_ADDRESS, (self.unknown_places,))
        if self.payer and not self.identity:
            yield Reason(ReasonCode.THIRD_PARTY, (self.line.payer,))
        if self.not_a_fee is not None:
            yield Reason(ReasonCode.NOT_A_FEE, (self.not_a_fee,), -_NOT_A_FEE)

    def leaves_out(self, keys: tuple[Key, ...]) -> bool:
        """Whether the text tells of more or other units than these, besides them."""
        if self.count > 1 and self.count != len(keys):
            return True
        covered = self.addresses.covered(keys)
        told = len(self.addresses.places) + self.unknown_places
        return 0 < len(covered) < told

    def lead_to(self, keys: tuple[Key, ...]) -> Lead:
        """Return the best that leads to any of these units."""
        if not self._named_units.isdisjoint(keys):
            return Lead.NAMED
        return Lead.AMOUNT if self._units.isdisjoint(keys) else Lead.VAGUE

    def by_name_alone(self, keys: tuple[Key, ...]) -> bool:
        """Whether nothing but the payer's name leads to these units."""
        return not self._units.isdisjoint(keys) and self._backed.isdisjoint(keys)

    # ---- Building -------------------------------------------------------------

    def _among(self, many: int) -> float:
        """Return what a clue says that leads to one of so many units."""
        return self.size - log2(many)

    def _named(self) -> Pointers:
        """Weigh the names in the text, but for the payer's own."""
        names = [n for n in self.text_names if n.name != self.payer]
        written = tuple(name.name for name in names)
        channel = Pointers(_OTHER_NAME, Reason(ReasonCode.OTHER_NAME, written))
        rarest = 0.0
        for found in names:
            people = self.facts.by_name[found.name]
            rarest = min(rarest, self.facts.namesakes(found.name))
            self._clearly_named.update(people if found.clear else ())
            for key in sorted(people):
                unclear = 0.0 if found.clear else _UNCLEAR_NAME
                bits = self._among(len(people)) + _role_bits(people[key]) + unclear
                args = (found.name, people[key].role, len(people))
                channel.add(key, bits, ReasonCode.TEXT_NAME, *args)
        clear = any(name.clear for name in names)
        channel.miss = _OTHER_NAME + rarest if clear else _OTHER_NAME / 3
        return channel

    def _identity(self) -> Pointers:
        """Weigh who the payer is: what was learned, his mandate, his name."""
        against = Reason(ReasonCode.OTHER_PAYER, (self.line.payer,))
        channel = Pointers(log2(self._new_unit_share()), against)
        account = clean_account(self.line.account)
        if account or not self._bearers():
            self._add_learned(channel)
        self._add_mandates(channel, account)
        known = self._by_account = set(channel)
        if not known:
            self._add_names(channel, self._bearers())
            self._add_learned(channel)
        elif known.isdisjoint(self._bearers()):
            self._add_names(channel, self._bearers(), behind=channel.miss)
        else:
            # The account has told which of the namesakes he is.
            self._add_names(channel, known.intersection(self._bearers()))
        return channel

    def _bearers(self) -> dict[Key, Person]:
        """Return the units where somebody has the payer's name."""
        return self.facts.by_name.get(self.payer, {})

    def _add_names(
        self, channel: Pointers, keys: Iterable[Key], behind: float = 0.0
    ) -> None:
        """Weigh the payer's name for some of the units where somebody has it.

        :param behind: bits by which it counts less than an account that tells otherwise
        """
        people = self._bearers()
        alone = not channel
        for key in sorted(keys):
            bits = self._among(len(people)) + _role_bits(people[key]) + behind
            args = (self.line.payer, people[key].role, len(people))
            channel.add(key, bits, ReasonCode.PAYER, *args)
        if people and alone:
            stranger = _UNKNOWN_PAYER_FOR_NAMED if self.names else _UNKNOWN_PAYER
            channel.miss = stranger + self.facts.namesakes(self.payer)

    def _add_learned(self, channel: Pointers) -> None:
        """Weigh what accepted matches have taught of this payer."""
        # What is left for new units is not left for the known ones.
        total = sum(alias.times for alias in self.aliases)
        known = log2(1 - self._new_unit_share())
        bearers = max(len(self._bearers()), 1) if not self.line.account else 1
        for key, times in sorted(_times_of_units(self.aliases).items()):
            bits = self._among(bearers) + log2(times / total) + known
            channel.add(key, bits, ReasonCode.LEARNED, times, total)

    def _add_mandates(self, channel: Pointers, account: str) -> None:
        """Weigh the mandates of the payer's account."""
        mandates = self.facts.by_account.get(account, set()) if account else set()
        for key in sorted(mandates):
            bits = self._among(len(mandates))
            channel.add(key, bits, ReasonCode.MANDATE, len(mandates))

    def _new_unit_share(self) -> float:
        """Return how often a payer whose account is known pays for a new unit."""
        times = defaultdict(int)
        for alias in self.aliases:
            times[tuple(sorted(alias.keys))] += alias.times
        if len(times) < _SERVICE:
            return _OTHER_UNIT
        once = sum(count == 1 for count in times.values())
        return min(max(once / sum(times.values()), _OTHER_UNIT), _MOST_NEW)

    def _numbers(self) -> tuple[Pointers, Pointers]:
        """Weigh the references and phone numbers in the text."""
        references, phones = self.facts.numbers_in(self.text)
        return (
            self._number_channel(
                references,
                _OTHER_REFERENCE,
                ReasonCode.REFERENCE,
                ReasonCode.OTHER_REFERENCE,
            ),
            self._number_channel(
                phones, _OTHER_PHONE, ReasonCode.PHONE, ReasonCode.OTHER_PHONE
            ),
        )

    def _number_channel(
        self,
        found: dict[str, set[Key]],
        miss: float,
        code: ReasonCode,
        against: ReasonCode,
    ) -> Pointers:
        """Return the channel of numbers that lead to units."""
        channel = Pointers(miss, Reason(against, tuple(sorted(found))))
        for number, keys in sorted(found.items()):
            for key in sorted(keys):
                channel.add(key, self._among(len(keys)), code, number, len(keys))
        return channel

    def _no_fee_word(self) -> str | None:
        """Return the word that tells of other money, empty if the payer does so."""
        if self.aliases and not any(alias.keys for alias in self.aliases):
            return ""
        fee = any(word in self.text for word in self._policy.fee_words)
        words = self._policy.returned_words
        if not (fee or self.addresses.sure):
            words += self._policy.other_words
        return next((word for word in words if word in self.text), None)


def _role_bits(person: Person) -> float:
    """Return how likely somebody of this role is to be the one who pays."""
    return _ROLE.get(person.role, _OTHER_ROLE)


def _times_of_units(aliases: Iterable[Alias]) -> dict[Key, int]:
    """Return how often a payer paid for each unit, alone or with others."""
    times: dict[Key, int] = defaultdict(int)
    for alias in aliases:
        for key in alias.keys:
            times[key] += alias.times
    return times
