"""Collection by bank (托收): the request a company sends, the return it gets (B-03).

Request and return are files by a :class:`layout.Layout`; this module gives their
records a meaning. Amounts are ``Decimal`` in yuan, two decimals.
"""

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..workbook import Limits
from .fault import Fault, Faults
from .layout import Layout, Outcome
from .records import Record, Records, read_records, write_records
from .values import Value

_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One deduction that the bank is asked for."""

    sequence: int | str
    """Tells the line within its file; the return names it."""
    account: str
    """The payer's account."""
    amount: Decimal
    name: str = ""
    contract: str = ""
    """Number of the mandate (委托合同号)."""
    unit: str = ""
    reference: str = ""
    """Number of the bill."""
    extra: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    """Further fields that the layout of a bank asks for, by their names there."""


@dataclass(frozen=True, slots=True)
class CollectionRequest:
    """A batch as it is sent to the bank."""

    account: str
    """The company's account, to be credited."""
    date: date
    lines: Sequence[RequestLine]
    name: str = ""
    """The company, as the account's holder."""
    batch: str = ""
    """The company's own number of the batch."""
    extra: Mapping[str, Value] = dataclasses.field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of deductions."""
        return len(self.lines)

    @property
    def total(self) -> Decimal:
        """Sum of all deductions."""
        return sum((line.amount for line in self.lines), _NOTHING)

    @property
    def fingerprint(self) -> str:
        """Hash of what is asked for: account, date, and each line; not of wording."""
        lines = [
            (str(ln.sequence), ln.account, ln.amount, ln.contract, ln.reference)
            for ln in self.lines
        ]
        return _fingerprint("request", self.account, self.date, lines)


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """The bank's answer to one deduction."""

    line: int
    """Line of the file, from 1."""
    sequence: int | str | None
    """``None`` where the bank's layout has none."""
    account: str
    amount: Decimal
    """What was asked for."""
    paid: Decimal
    """What was taken: the amount of a success unless the file tells less."""
    code: str
    outcome: Outcome
    reference: str = ""
    contract: str = ""
    unit: str = ""
    name: str = ""
    reason: str = ""
    """The bank's own words."""


@dataclass(frozen=True, slots=True)
class CollectionReturn:
    """A return file (回盘) whose sums hold."""

    account: str
    """The company's account as the file tells it, else as it was expected."""
    date: date | None
    """Day of the deductions; ``None`` where the file tells none."""
    lines: Sequence[ReturnLine]
    batch: str = ""

    @property
    def count(self) -> int:
        """Number of answers."""
        return len(self.lines)

    @property
    def total(self) -> Decimal:
        """Sum of what was asked for."""
        return sum((line.amount for line in self.lines), _NOTHING)

    @property
    def accepted(self) -> Sequence[ReturnLine]:
        """The lines that succeeded."""
        return [line for line in self.lines if line.outcome is Outcome.SUCCESS]

    @property
    def accepted_count(self) -> int:
        """Number of successes."""
        return len(self.accepted)

    @property
    def accepted_total(self) -> Decimal:
        """Sum of what was taken: the one credit to expect on the bank account."""
        return sum((line.paid for line in self.accepted), _NOTHING)

    @property
    def fingerprint(self) -> str:
        """Hash of what the file means, so that importing it again changes nothing.

        Account, date, and of each line its sequence, payer's account, reference,
        amounts and code. The order of lines, encoding, blanks and names do not matter.
        """
        lines = [
            (str(ln.sequence), ln.account, ln.reference, ln.amount, ln.paid, ln.code)
            for ln in self.lines
        ]
        return _fingerprint("return", self.account, self.date, lines)


def _fingerprint(
    kind: str, account: str, day: date | None, lines: Iterable[tuple[Any, ...]]
) -> str:
    """Return the SHA-256 of a canonical text, as 64 hexadecimal digits."""
    rows = sorted([str(part) for part in line] for line in lines)
    text = json.dumps([kind, account, str(day), rows], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# ---- Request --------------------------------------------------------------------


def write_request(layout: Layout, request: CollectionRequest) -> bytes:
    """Return the request file in a bank's layout.

    :raise BankFileError: with each value that does not fit its field, never cut; also
        ``no_lines``, ``repeated_sequence`` and, for an amount of nothing,
        ``missing_value``.
    """
    faults = Faults("detail")
    if not request.lines:
        faults.stop("no_lines")
    _check_sequences(
        [(n, ln.sequence) for n, ln in enumerate(request.lines, 1)], faults
    )
    for number, line in enumerate(request.lines, 1):
        if not line.amount:
            faults.add("missing_value", number, "amount", line.amount)
    faults.check()
    head: dict[str, Value] = {
        **request.extra,
        "account": request.account,
        "name": request.name,
        "date": request.date,
        "batch": request.batch,
    }
    return write_records(layout, [_line_values(ln) for ln in request.lines], head, head)


def _line_values(line: RequestLine) -> dict[str, Value]:
    """Return a line's values by the layout's names."""
    names = ("sequence", "account", "amount", "name", "contract", "unit", "reference")
    return {**line.extra, **{name: getattr(line, name) for name in names}}


# ---- Return ---------------------------------------------------------------------


def read_return(
    data: bytes,
    layout: Layout,
    account: str = "",
    limits: Limits | None = None,
) -> CollectionReturn:
    """Read a return file; count and totals of header and trailer are checked.

    :param account: the company's account, where it is known: a file of another
        account is refused.
    :raise BankFileError: with all faults.
    """
    records = read_records(data, layout, limits)
    faults = Faults("header")
    stated = str(records.value("account") or "")
    if account and stated and stated != account:
        place = {"line": 1 if records.header else None, "field": "account"}
        faults.stop("other_account", **place, expected=account, found=stated)
    faults.record = "detail"
    if not records.details:
        faults.stop("no_lines")
    sequences = [(r.line, r.values.get("sequence")) for r in records.details]
    _check_sequences(sequences, faults)
    lines = [_return_line(record, layout, faults) for record in records.details]
    faults.check()
    day = _return_date(records)
    batch = str(records.value("batch") or "")
    return CollectionReturn(stated or account, day, lines, batch)


def _return_line(record: Record, layout: Layout, faults: Faults) -> ReturnLine:
    """Return a line with the meaning of its code."""
    values = record.values
    code = str(values.get("code") or "")
    outcome = layout.codes.get(code)
    if outcome is None:
        faults.add("unknown_code", record.line, "code", code)
    amount = _amount(values, "amount") or _NOTHING
    paid = _NOTHING
    if outcome is Outcome.SUCCESS:
        stated = _amount(values, "paid")
        paid = amount if stated is None else stated
    if paid > amount:
        faults.add("paid_exceeds_amount", record.line, "paid", paid, expected=amount)
    texts = ("account", "reference", "contract", "unit", "name", "reason")
    return ReturnLine(
        line=record.line,
        sequence=values.get("sequence"),
        amount=amount,
        paid=paid,
        code=code,
        outcome=outcome or Outcome.STOP,
        **{name: str(values.get(name) or "") for name in texts},
    )


def _amount(values: Mapping[str, Value], name: str) -> Decimal | None:
    """Return an amount of a record, ``None`` where it has none."""
    value = values.get(name)
    return value if isinstance(value, Decimal) else None


def _return_date(records: Records) -> date | None:
    """Return the day of a return: of header or trailer, else the one of all lines."""
    day = records.value("date")
    days = {record.values.get("date") for record in records.details}
    if day is None and len(days) == 1:
        day = days.pop()
    return day if isinstance(day, date) else None


def _check_sequences(sequences: Iterable[tuple[int, Value]], faults: Faults) -> None:
    """Note every sequence that stands twice."""
    seen: dict[Value, int] = {}
    for line, sequence in sequences:
        if sequence in (None, ""):
            continue
        first = seen.setdefault(sequence, line)
        if first != line:
            faults.add("repeated_sequence", line, "sequence", sequence, first=first)


# ---- Return against request -----------------------------------------------------


def compare_return(
    request: CollectionRequest, answer: CollectionReturn
) -> tuple[Fault, ...]:
    """Tell where a return does not fit the batch it answers, matched by sequence.

    ``not_in_batch`` (an answer to nothing), ``payer_differs``, ``amount_differs``,
    ``not_answered`` (a deduction without answer; the field ``line`` is empty). A
    return without sequences is compared in order.
    """
    faults = Faults("detail", limit=None)
    asked = {str(line.sequence): line for line in request.lines}
    if all(line.sequence is None for line in answer.lines):
        asked = {str(n): line for n, line in enumerate(request.lines)}
    for number, line in enumerate(answer.lines):
        key = str(number if line.sequence is None else line.sequence)
        wanted = asked.pop(key, None)
        if wanted is None:
            faults.add("not_in_batch", line.line, "sequence", key)
            continue
        _compare("payer_differs", "account", wanted, line, faults)
        _compare("amount_differs", "amount", wanted, line, faults)
    for sequence in asked:
        faults.add("not_answered", field="sequence", value=sequence)
    return tuple(faults.found)


def _compare(
    code: str, field: str, wanted: RequestLine, line: ReturnLine, faults: Faults
) -> None:
    """Note a field in which an answer differs from what was asked for."""
    expected, found = getattr(wanted, field), getattr(line, field)
    if expected != found:
        figures = {"expected": expected, "found": found}
        faults.add(code, line.line, field, found, **figures)
