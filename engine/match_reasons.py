"""Why a bank line is thought to be for a unit: codes with arguments.

The engine writes no sentences; whoever shows a reason words its code.
"""

from dataclasses import dataclass
from enum import Enum


class Lead(str, Enum):
    """What leads to a proposal."""

    NAMED = "named"
    """An address, a number, a person, an account, a word of the books."""
    VAGUE = "vague"
    """A part of an address that several units share, or what may be part of a name."""
    AMOUNT = "amount"
    """Nothing but the amount."""


class ReasonCode(str, Enum):
    """Why a unit is proposed, or what speaks against it."""

    ADDRESS = "address"
    """args: address as read, :class:`Reading`, number of units it may mean."""
    REFERENCE = "reference"
    """args: number cited, units it may mean."""
    PHONE = "phone"
    """args: phone number, units it may mean."""
    PAYER = "payer"
    """args: name, :class:`Role`, units where somebody has this name."""
    TEXT_NAME = "text_name"
    """args: name, :class:`Role`, units where somebody has this name."""
    LEARNED = "learned"
    """args: times this payer paid for it, times he paid in all."""
    MANDATE = "mandate"
    """The payer's account is that of its mandate. args: units with this account."""
    UNIT_COUNT = "unit_count"
    """args: number of units the text states."""
    TOGETHER = "together"
    """args: number of units that belong to one person."""
    AMOUNT = "amount"
    """args: :class:`FitKind`, its count, difference to what it comes to."""
    EXPECTED = "expected"
    """args: key of the movement that the books hold already, its kind, its pieces."""
    EXPECTED_WORD = "expected_word"
    """args: word of the movement found in the line."""
    # Against, or for care:
    OTHER_ADDRESS = "other_address"
    """The text names another unit. args: the address as read."""
    OTHER_REFERENCE = "other_reference"
    OTHER_PHONE = "other_phone"
    OTHER_PAYER = "other_payer"
    """The payer is known, elsewhere. args: name."""
    OTHER_NAME = "other_name"
    """The text names somebody of another unit. args: name."""
    OTHER_COUNT = "other_count"
    """args: number of units the text states."""
    UNKNOWN_ADDRESS = "unknown_address"
    """The text names a unit that does not exist. args: how many."""
    THIRD_PARTY = "third_party"
    """Nobody on file has the payer's name. args: name."""
    NOT_A_FEE = "not_a_fee"
    """The words, or the payer's earlier money, are of no fee. args: word or empty."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a proposal; the caller puts it in words."""

    code: ReasonCode
    args: tuple = ()
    bits: float = 0.0
    """What it adds to the score."""
