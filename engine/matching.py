"""Whose money a bank line is: ranked proposals, each with its reasons (B-02).

A proposal's score adds up, in bits, what the line says for its units. Its confidence
is its share of everything that might explain the line: the other proposals, and the
payer whom nobody knows. So two namesakes with the same bill get one half each, and an
amount proves little where many owe the same. Only a match whose first proposal is near
certain, and to which more than an amount or a vague room leads, may be booked without
a person; for every other there is a verdict that says why not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import islice
from math import fsum, log2
from typing import NamedTuple

from .match_amount import WEIGHTS, Amounts, Fit, FitKind, fit_unit, fit_units
from .match_clues import Clues
from .match_facts import ZERO, BankLine, Expected, Key, Policy
from .match_groups import Group, groups_of
from .match_index import Facts
from .match_reasons import Lead, Reason, ReasonCode
from .match_share import Books, Share, share_out

_MOST_WITHHELD = 3
"""Movements that a charge may have lessened are many where takings are alike."""


class Verdict(str, Enum):
    """Whether the first proposal may be booked without a person, or why not."""

    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"
    """Another proposal is about as good."""
    UNCERTAIN = "uncertain"
    """Too little speaks for it."""
    VAGUE = "vague"
    """Only a part of an address, shared by several units, leads to it."""
    AMOUNT_ONLY = "amount_only"
    """Nothing but the amount leads to it."""
    INCOMPLETE = "incomplete"
    """The text tells of more units than it, or of another number."""
    UNEXPLAINED = "unexplained"
    """Its units are likely, but no payment of theirs comes to this amount."""
    NOT_A_FEE = "not_a_fee"
    """The line seems to be for something else."""
    NOTHING = "nothing"
    """Nothing to propose."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may pay."""

    keys: tuple[Key, ...]
    """Units, in order; none for a movement that is for no unit."""
    score: float
    """Bits for it: comparable among the proposals of one line."""
    confidence: float
    """Share of what may explain the line, 0 to 1."""
    fit: Fit
    reasons: tuple[Reason, ...]
    """What speaks for it and against it, the weightiest first."""
    shares: tuple[Share, ...]
    """What the amount pays; they add up to it and to what was withheld of it. None for
    an expected movement."""
    expected: Key | None = None
    """The movement of the books that the bank line shows."""
    lead: Lead = Lead.NAMED
    charge: Decimal = ZERO
    """What the bank withheld: the shares, or the movement, come to so much more."""


@dataclass(frozen=True, slots=True)
class Match:
    """What is thought of one bank line."""

    line: BankLine
    verdict: Verdict
    proposals: tuple[Proposal, ...]
    """Best first; those that only the amount suggests come last."""
    cautions: tuple[Reason, ...] = ()
    """What a person should know, whichever proposal he takes."""

    @property
    def certain(self) -> bool:
        """Whether the first proposal may be booked without a person."""
        return self.verdict is Verdict.CERTAIN


class Claim(NamedTuple):
    """What another line pays, whose match is certain and not in the books yet."""

    shares: tuple[Share, ...]
    whole: bool = True
    """Whether it is of whole bills or months."""


class Matcher:
    """Matches bank lines with what is known.

    Building it counts up every unit once; a line then costs a few milliseconds.
    """

    def __init__(self, facts: Facts, policy: Policy | None = None) -> None:
        self.facts = facts
        self.policy = policy or Policy()
        self._books = Books(facts.units, facts.expected)
        self.amounts = Amounts(self._books.owed, self.policy)
        self.size = log2(self.amounts.size)

    def match(
        self,
        lines: Iterable[BankLine],
        claims: Iterable[Claim] = (),
        shown: Iterable[Key] = (),
    ) -> list[Match]:
        """Match the lines of a statement, in the order given.

        They are worked off by date and key, whatever their order: what a certain
        match pays is no longer open for the others.

        :param claims: what lines before these pay; of unknown units it is ignored
        :param shown: movements that lines before these show
        :raise ValueError: ``duplicate_line`` when two lines have the same key.
        """
        lines = list(lines)
        books = self._claimed(claims, shown)
        matches: dict[Key, Match] = {}
        waiting = sorted(lines, key=lambda line: (line.date, line.key))
        if len({line.key for line in lines}) < len(lines):
            raise ValueError("duplicate_line")
        # What remains open when all certain lines are settled tells more of the rest.
        for _ in range(2):
            for line in waiting:
                match = matches[line.key] = self._match(line, books)
                if match.certain:
                    _take(match.proposals[0], books)
            waiting = [line for line in waiting if not matches[line.key].certain]
        return [matches[line.key] for line in lines]

    def _claimed(self, claims: Iterable[Claim], shown: Iterable[Key]) -> Books:
        """Return fresh books from which claims are taken."""
        books = self._books.fresh()
        for claim in claims:
            known = [share for share in claim.shares if share.unit in self.facts.units]
            books.take(known, claim.whole)
        for movement in shown:
            books.arrive(movement)
        return books

    def propose(self, line: BankLine) -> Match:
        """Match one line with all that is open, as if it came alone."""
        return self._match(line, self._books)

    def _match(self, line: BankLine, books: Books) -> Match:
        """Rank what a line may pay and judge the first."""
        return _LineMatch(self, line, books).result()


def _take(proposal: Proposal, books: Books) -> None:
    """Note in the books what a certain match pays."""
    if proposal.expected is None:
        books.take(proposal.shares, proposal.fit.plain)
    else:
        books.arrive(proposal.expected)


class _Candidate(NamedTuple):
    """Units or a movement that a line may pay, not yet worded."""

    keys: tuple[Key, ...]
    fit: Fit
    score: float
    lead: Lead
    more: tuple[Reason, ...] = ()
    """Reasons apart from the clues and the amount."""
    expected: Key | None = None

    @property
    def rank(self) -> tuple:
        """Sorts what only the amount suggests last, ties by unit."""
        return self.lead is Lead.AMOUNT, -self.score, self.keys, str(self.expected)


class _LineMatch:
    """The work on one line."""

    def __init__(self, matcher: Matcher, line: BankLine, books: Books) -> None:
        self.policy = matcher.policy
        self.amounts = matcher.amounts
        self.line = line
        self.books = books
        self.clues = Clues(matcher.facts, line, matcher.policy, matcher.size)
        self.common = self.amounts.expected(line.amount)

    def result(self) -> Match:
        """Return the match with its proposals, ranked."""
        found = list(self._movements())
        if self.line.amount > 0:
            found += self._payments({key for one in found for key in one.keys})
        found.sort(key=lambda one: one.rank)
        whole = self._whole(found)
        proposals = tuple(
            self._proposal(one, whole) for one in found[: self.policy.most_proposals]
        )
        cautions = tuple(self.clues.cautions())
        return Match(self.line, self._verdict(proposals), proposals, cautions)

    # ---- Candidates -----------------------------------------------------------

    def _payments(self, arriving: set[Key]) -> Iterator[_Candidate]:
        """Yield the payments that a clue or the amount suggests.

        :param arriving: units from which the books expect just this amount
        """
        units = self.clues.units()
        for key in units:
            yield self._unit(key)
        for group in groups_of(self.clues, self.policy):
            candidate = self._group(group)
            if candidate:
                yield candidate
        known = arriving.union(units)
        payers = (k for k in self.amounts.payers(self.line.amount) if k not in known)
        for key in islice(payers, self.policy.most_proposals):
            yield self._unit(key)

    def _unit(self, key: Key) -> _Candidate:
        """Return a single unit as a candidate."""
        owed, amount = self.books.owed[key], self.line.amount
        if self.books.changed(key):
            fit = fit_unit(owed, amount, self.policy)
        else:
            fit = self.amounts.fit(key, owed, amount)
        return self._candidate((key,), fit)

    def _group(self, group: Group) -> _Candidate | None:
        """Return several units as a candidate, unless nothing joins them."""
        owed = [self.books.owed[key] for key in group.keys]
        fit = fit_units(owed, self.line.amount, self.policy)
        if group.told:
            return self._candidate(group.keys, fit, group.bits)
        if not fit.explained:
            return None
        together = Reason(ReasonCode.TOGETHER, (len(group.keys),), group.bits)
        return self._candidate(group.keys, fit, group.bits, (together,))

    def _movements(self) -> Iterator[_Candidate]:
        """Yield the movements of the books that the line may show."""
        for movement in self.books.expected(self.line.amount):
            if movement.date_from <= self.line.date <= movement.date_to:
                yield self._movement(movement, FitKind.EXPECTED)
        withheld = (
            movement
            for movement in self.books.withheld(self.line.amount, self.policy)
            if movement.date_from <= self.line.date <= movement.date_to
        )
        for movement in islice(withheld, _MOST_WITHHELD):
            yield self._movement(movement, FitKind.WITHHELD)

    def _movement(self, movement: Expected, kind: FitKind) -> _Candidate:
        """Return a movement of the books as a candidate."""
        about = (movement.key, movement.kind, movement.count)
        more = [Reason(ReasonCode.EXPECTED, about)]
        word = self._word_of(movement)
        bits = self.clues.size if word else 0.0
        if word:
            more.append(Reason(ReasonCode.EXPECTED_WORD, (word,), bits))
        fit = Fit(kind, movement.amount, weight=WEIGHTS[kind])
        base = self._candidate(movement.keys, fit, bits + movement.bits, tuple(more))
        lead = Lead.NAMED if word else base.lead
        return base._replace(expected=movement.key, lead=lead)

    def _candidate(
        self,
        keys: tuple[Key, ...],
        fit: Fit,
        prior: float = 0.0,
        more: tuple[Reason, ...] = (),
    ) -> _Candidate:
        """Return units as a candidate, with their score."""
        score = self.clues.weigh(keys) + prior + self.amounts.bits(fit, self.common)
        return _Candidate(keys, fit, score, self.clues.lead_to(keys), more)

    def _word_of(self, movement: Expected) -> str:
        """Return the word of a movement that the line bears."""
        text = f"{self.clues.text} {self.clues.payer}"
        return next((word for word in movement.words if word and word in text), "")

    # ---- Proposals ------------------------------------------------------------

    def _whole(self, found: list[_Candidate]) -> float:
        """Return the weight of all that may explain the line."""
        # Anybody might pay for any unit, and it is by chance that this one fits: the
        # ground above which a candidate must rise. What only the amount suggests is
        # part of it.
        ground = 2 ** (self.clues.miss + self.clues.size + self.clues.elsewhere)
        led = [2**one.score for one in found if one.lead is not Lead.AMOUNT]
        return fsum([ground, *led])

    def _proposal(self, one: _Candidate, whole: float) -> Proposal:
        """Return a candidate with its confidence, reasons and shares."""
        off = self.line.amount - one.fit.target
        bits = self.amounts.bits(one.fit, self.common)
        reasons = [
            *one.more,
            *self.clues.reasons(one.keys),
            Reason(ReasonCode.AMOUNT, (one.fit.kind, one.fit.count, off), bits),
        ]
        owed = {key: self.books.owed[key] for key in one.keys}
        arrived = one.expected is not None
        withheld = one.fit.kind is FitKind.WITHHELD
        paid = one.fit.target if withheld else self.line.amount
        return Proposal(
            keys=one.keys,
            score=one.score,
            confidence=min(2**one.score / whole, 1.0),
            fit=one.fit,
            reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.bits))),
            shares=() if arrived else share_out(paid, one.fit, owed),
            expected=one.expected,
            lead=one.lead,
            charge=paid - self.line.amount,
        )

    # ---- Judgement --------------------------------------------------------------

    def _verdict(self, found: tuple[Proposal, ...]) -> Verdict:
        """Judge the first proposal."""
        arrived = bool(found) and found[0].expected is not None
        if self.clues.not_a_fee is not None and not arrived:
            return Verdict.NOT_A_FEE
        if not found:
            return Verdict.NOTHING
        first = found[0]
        if first.lead is not Lead.NAMED:
            return Verdict.VAGUE if first.lead is Lead.VAGUE else Verdict.AMOUNT_ONLY
        if first.confidence < self._least_confidence(first):
            close = len(found) > 1 and found[1].confidence > first.confidence / 8
            return Verdict.AMBIGUOUS if close else Verdict.UNCERTAIN
        if self.clues.leaves_out(first.keys):
            return Verdict.INCOMPLETE
        if first.charge:
            # Who bears a charge is for a person to say.
            return Verdict.UNCERTAIN
        return Verdict.CERTAIN if self._plausible(first) else Verdict.UNEXPLAINED

    def _least_confidence(self, first: Proposal) -> float:
        """Return from which confidence on a proposal is certain."""
        least = self.policy.least_confidence
        # Where no bill comes to the amount, address or name may be the mistake.
        odd = 0.0 if first.fit.plain else 1 - (1 - least) / 10
        if self.clues.by_name_alone(first.keys):
            least = self.policy.least_confidence_by_name
        return max(least, odd)

    def _plausible(self, first: Proposal) -> bool:
        """Whether the amount is one that the units may well pay."""
        if first.fit.explained:
            return True
        if len(first.keys) > 1:
            return False
        owed = self.books.owed[first.keys[0]]
        most = owed.open + owed.monthly * self.policy.months_ahead
        return self.line.amount <= most
