"""What the matching of bank lines is told: units, people, dues, earlier matches.

Plain values that a caller fills from its records. Amounts are ``Decimal`` in the
currency's main unit (yuan); a key is any identifier of the caller, of one sortable type
(a database id, a code).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

Key = int | str
"""Identifies a unit, an open line or a bank line for the caller."""

ZERO = Decimal(0)
_HUNDRED = Decimal(100)


class Role(str, Enum):
    """What a person is to a unit."""

    OWNER = "owner"
    CO_OWNER = "co_owner"
    TENANT = "tenant"
    FAMILY = "family"
    OTHER = "other"
    """Staff of a tenant company, an agent, a friend."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody from whom money for a unit may come."""

    name: str
    role: Role = Role.OWNER
    identity: Key = ""
    """The same for one person in all his units; empty if unknown. Tells an owner of
    three units from three namesakes."""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A charged line, or an opening balance, of which something is still open."""

    key: Key
    bill: str
    """Number of its bill; lines with the same number are paid together."""
    due: date
    amount: Decimal
    """What is open, above zero."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit as a payment may mean it."""

    key: Key
    community: str
    code: str
    """Its code within the community, in any spelling."""
    people: tuple[Person, ...] = ()
    lines: tuple[OpenLine, ...] = ()
    """All that is open, in any order."""
    monthly: Decimal = ZERO
    """What a month costs now: the step of payments ahead. Zero if unknown."""
    reminded: tuple[Decimal, ...] = ()
    """What the last reminder of each of its payers asked for."""
    settled: tuple[Decimal, ...] = ()
    """Totals of bills paid lately: an equal amount may be a second payment."""
    accounts: frozenset[str] = frozenset()
    """Bank accounts of its mandates."""
    references: frozenset[str] = frozenset()
    """Numbers that mean this unit where a text cites them: mandates, cards (four Latin
    letters or digits at least), plates. Those of its open bills are known anyway."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line of a bank statement."""

    key: Key
    date: date
    amount: Decimal
    """Above zero for a credit, below for a debit."""
    payer: str = ""
    """Name of the other party."""
    account: str = ""
    """Account of the other party, blanks and dashes ignored."""
    text: str = ""
    """Remark and purpose."""


@dataclass(frozen=True, slots=True)
class Alias:
    """What accepted matches have taught about a payer."""

    account: str
    payer: str
    keys: tuple[Key, ...]
    """The units he paid for together; none if his money was no fee."""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Expected:
    """A movement that our books already hold and the bank has yet to show.

    The credit of a collection batch, a settlement of the card terminal, cash brought to
    the bank, a transfer receipted at the counter, a refund on its way (below zero).
    """

    key: Key
    amount: Decimal
    date_from: date
    date_to: date
    """First and last day on which the bank may show it."""
    words: tuple[str, ...] = ()
    """Any of them in the text or the payer's name confirms it."""
    keys: tuple[Key, ...] = ()
    """Units it is for; none for a batch."""
    kind: str = ""
    """What it is, in the caller's words: a day's takings, several slips."""
    count: int = 1
    """Pieces of which it is the sum."""
    bits: float = 0.0
    """What speaks for it before any clue: below zero for one sum of many."""
    chargeable: bool = True
    """Whether banks may withhold a charge of it; of cash they do not."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers of the matching; the caller takes some of them from settings.

    :raise ValueError: ``least_confidence`` outside of 0.5 to 1, ``tolerance`` below
        zero or a charge of all
    """

    least_confidence: float = 0.99
    """From which confidence on a match may be booked without a person."""
    least_confidence_by_name: float = 0.997
    """The same where nothing but the payer's name, and the amount, leads to the unit:
    a stranger of that name may owe the same. 1 leaves all these to a person."""
    cents_off: Decimal = Decimal("0.05")
    """A difference up to this is a slip, not another amount."""
    charges: tuple[Decimal, ...] = ()
    """Amounts that banks withhold from a transfer on its way."""
    charge_percent: Decimal = ZERO
    """So much of a hundred, at most, card terminals and wallets keep of what the books
    expect of them."""
    months_ahead: int = 12
    """Payments ahead are understood up to so many months."""
    most_together: int = 4
    """Units of one payer are combined up to so many, or all he has."""
    most_proposals: int = 8
    fee_words: tuple[str, ...] = (
        *("物业", "物管", "管理费", "停车", "车位", "车库"),
        *("水费", "电费", "卫生费", "垃圾费", "照明"),
    )
    """Words of money for fees."""
    other_words: tuple[str, ...] = (
        *("利息", "结息", "往来款", "货款", "贷款", "借款", "工资", "奖金", "租金"),
        *("房租", "广告", "押金", "保证金", "定金", "订金", "手续费", "理财", "赎回"),
        *("报销", "赔款", "保险", "工程款", "备用金", "资金归集"),
    )
    """Words of other money, where neither a fee nor an address is named."""
    returned_words: tuple[str, ...] = ("退款", "退回", "退汇", "退票")
    """Words of money that comes back, whatever fee or address it was for: a transfer
    that failed is no payment of the bill it happens to equal."""

    def __post_init__(self) -> None:
        # Above one half two equally good candidates can never both, or either, pass.
        least = (self.least_confidence, self.least_confidence_by_name)
        if not all(0.5 < one <= 1 for one in least):
            raise ValueError("least_confidence")
        if self.cents_off < 0 or any(charge <= 0 for charge in self.charges):
            raise ValueError("tolerance")
        if not 0 <= self.charge_percent < _HUNDRED:
            raise ValueError("tolerance")

    def withholds(self, expected: Decimal, amount: Decimal) -> bool:
        """Whether a charge explains that less came than the books expect."""
        off = expected - amount
        return off in self.charges or (
            0 < off and 0 < amount and off * _HUNDRED <= expected * self.charge_percent
        )

    def most_expected(self, amount: Decimal) -> Decimal:
        """Return the most of which an amount may be what a charge leaves."""
        most = amount + max(self.charges, default=ZERO)
        if amount > 0:
            most = max(most, amount * _HUNDRED / (_HUNDRED - self.charge_percent))
        return most
