"""A bank statement as it was read, whatever its format, and whether its sums hold.

Amounts are ``Decimal`` with two decimals in the account's currency, money received
above zero. Lines are in order of time, oldest first, as far as the file tells.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .fault import Faults

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One booking on the account."""

    line: int
    """Line or row of the file, from 1."""
    date: datetime.date
    amount: Decimal
    """Received above zero, paid below."""
    time: datetime.time | None = None
    balance: Decimal | None = None
    """Balance after this line."""
    name: str = ""
    """Counterparty (对方户名)."""
    account: str = ""
    """Counterparty's account."""
    bank: str = ""
    """Counterparty's bank."""
    summary: str = ""
    """The bank's own word for the booking (摘要)."""
    remark: str = ""
    """What the payer wrote (附言, 备注, 用途), different parts joined by a blank."""
    reference: str = ""
    """The bank's number of the booking."""


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A statement whose balances hold."""

    account: str
    """The account as the file tells it, else as it was expected."""
    lines: Sequence[StatementLine]
    opening: Decimal | None = None
    """Balance before the first line; ``None`` where nothing tells it."""
    closing: Decimal | None = None
    """Balance after the last line."""
    name: str = ""
    """The account's holder."""
    currency: str = ""
    skipped: Sequence[int] = ()
    """Rows below the header that move no money: totals, notes, repeated headers."""

    @property
    def received(self) -> Decimal:
        """Sum of the receipts."""
        return sum((ln.amount for ln in self.lines if ln.amount > 0), _NOTHING)

    @property
    def paid(self) -> Decimal:
        """Sum of the payments, above zero."""
        return -sum((ln.amount for ln in self.lines if ln.amount < 0), _NOTHING)


# ---- Account --------------------------------------------------------------------


def check_account(
    stated: str, expected: str, faults: Faults, line: int | None = None
) -> str:
    """Return the account of a file; a file of another account is refused.

    Blanks and dashes do not matter, and asterisks hide what they stand for.
    """
    if stated and expected and not _is_same(_bare(stated), _bare(expected)):
        place = {"line": line, "field": "account", "value": stated}
        faults.stop("other_account", **place, expected=expected, found=stated)
    return expected or stated


def pick_account(stated: Sequence[str], expected: str, faults: Faults) -> list[int]:
    """Return which of the statements in one file are of the account.

    Without an expected account they must all be of one (``several_accounts``).
    """
    if not expected:
        accounts = sorted({_bare(account) for account in stated})
        if len(accounts) > 1:
            faults.stop("several_accounts", field="account", accounts=accounts)
        return list(range(len(stated)))
    chosen = [
        place
        for place, account in enumerate(stated)
        if not account or _is_same(_bare(account), _bare(expected))
    ]
    if stated and not chosen:
        check_account(stated[0], expected, faults)
    return chosen


def _bare(account: str) -> str:
    """Return an account number without what only parts it."""
    return re.sub(r"[\s\-]", "", account)


def _is_same(stated: str, expected: str) -> bool:
    """Compare an account number that may be partly hidden."""
    if "*" not in stated:
        return stated == expected
    head, tail = stated.split("*")[0], stated.split("*")[-1]
    return (
        len(head) + len(tail) <= len(expected)
        and expected.startswith(head)
        and expected.endswith(tail)
    )


# ---- Balances -------------------------------------------------------------------


def in_order(lines: Sequence[StatementLine]) -> list[StatementLine]:
    """Return the lines oldest first; a file may begin with the newest.

    The running balance tells, by the direction in which more steps hold; where it
    does not, the dates do.
    """
    pairs = list(zip(lines, lines[1:], strict=False))
    forward = sum(_follows(before, after) for before, after in pairs)
    backward = sum(_follows(after, before) for before, after in pairs)
    if forward == backward and lines:
        backward += lines[0].date > lines[-1].date
    return list(reversed(lines)) if backward > forward else list(lines)


def _follows(before: StatementLine, after: StatementLine) -> bool:
    """Tell whether one line's balance is the other's plus its amount."""
    if before.balance is None or after.balance is None:
        return False
    return before.balance + after.amount == after.balance


def check_balances(
    lines: Sequence[StatementLine], opening: Decimal | None, faults: Faults
) -> None:
    """Check the running balance of lines in order, each wrong figure told once.

    A wrong figure breaks two steps, that to it and that from it: the line after may
    go on from the figure written or from the one that should have been.
    """
    ways = None if opening is None else (opening,)
    for line in lines:
        expected = None if ways is None else [way + line.amount for way in ways]
        if line.balance is None:
            ways = expected and tuple(expected)
        elif expected is None or line.balance in expected:
            ways = (line.balance,)
        else:
            ways = (line.balance, expected[0])
            place = {"line": line.line, "field": "balance", "value": line.balance}
            figures = {"expected": expected[0], "found": line.balance}
            faults.add("balance_broken", **place, **figures)


def ends_of(
    lines: Sequence[StatementLine],
    opening: Decimal | None,
    closing: Decimal | None,
    faults: Faults,
) -> tuple[Decimal | None, Decimal | None]:
    """Return the balances before and after lines in order.

    What the file states goes first, else what the lines tell; if opening and closing
    are stated, the lines must lead from the one to the other (``closing_differs``).
    """
    first = _first_balance(lines)
    opening = first if opening is None else opening
    if opening is None:
        return None, closing
    expected = opening + sum((line.amount for line in lines), _NOTHING)
    if closing is not None and closing != expected:
        figures = {"expected": expected, "found": closing}
        faults.add("closing_differs", field="closing", value=closing, **figures)
    return opening, expected


def _first_balance(lines: Sequence[StatementLine]) -> Decimal | None:
    """Return the balance before the first line, counted back from the first stated."""
    moved = _NOTHING
    for line in lines:
        moved += line.amount
        if line.balance is not None:
            return line.balance - moved
    return None
