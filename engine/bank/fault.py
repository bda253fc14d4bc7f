"""What is wrong with a bank file: a code, its place and the figures.

A file with faults is refused as a whole, so that nothing is half done (design.md
2.7), and all faults are told at once, so that its owner mends it once.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..table_error import TableError

_TOLD_CHARS = 60
_TOLD_FAULTS = 100


class FaultCode(str, Enum):
    """Why a file is refused; in brackets what ``params`` adds."""

    # The bytes (the codes of the table reader keep their parameters)
    EMPTY = "empty"
    FILE_TOO_LARGE = "file_too_large"
    BINARY = "binary"
    BAD_ENCODING = "bad_encoding"
    BAD_QUOTES = "bad_quotes"
    XLS_NOT_SUPPORTED = "xls_not_supported"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    UNPACKED_TOO_LARGE = "unpacked_too_large"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_MANY_SHEETS = "too_many_sheets"
    ENCRYPTED = "encrypted"
    DOCTYPE = "doctype"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    UNREADABLE = "unreadable"
    """Damaged (``detail``)."""
    WRONG_FORMAT = "wrong_format"
    """Another kind of file than the layout describes (``expected``)."""

    # The records
    HEADER_NOT_FOUND = "header_not_found"
    """No row names the columns (``fields``)."""
    COLUMNS_MISSING = "columns_missing"
    """The row of column names lacks some (``fields``)."""
    SHEET_MISSING = "sheet_missing"
    HEADER_MISSING = "header_missing"
    """The first line is no header (``expected``: the mark)."""
    TRAILER_MISSING = "trailer_missing"
    """The last line is no trailer (``expected``: the mark)."""
    UNKNOWN_RECORD = "unknown_record"
    """The line is no detail (``expected``: the mark)."""
    MISPLACED_RECORD = "misplaced_record"
    """A header or trailer among the details."""
    NO_LINES = "no_lines"
    LINE_TOO_LONG = "line_too_long"
    """(``limit``)"""
    LINE_TOO_SHORT = "line_too_short"
    """The line ends within a field (``limit``)."""
    TOO_MANY_FAULTS = "too_many_faults"
    """Reading stopped here (``limit``)."""

    # A value
    MISSING_VALUE = "missing_value"
    BAD_NUMBER = "bad_number"
    BAD_DATE = "bad_date"
    DIGITS_LOST = "digits_lost"
    FRACTION_OF_CENT = "fraction_of_cent"
    NEGATIVE = "negative"
    NOT_FINITE = "not_finite"
    CONSTANT_DIFFERS = "constant_differs"
    """(``expected``)"""
    SPLIT_CHARACTER = "split_character"
    """A position lies within a character of several bytes."""
    UNKNOWN_CODE = "unknown_code"
    """The bank's result code is not in the layout."""
    REPEATED_SEQUENCE = "repeated_sequence"
    """(``first``: the line that had it before)"""
    PAID_EXCEEDS_AMOUNT = "paid_exceeds_amount"
    """(``expected``: the amount)"""

    # A value that cannot be written
    TOO_LONG = "too_long"
    """(``limit``, ``size``: in the units the layout counts)"""
    NOT_ENCODABLE = "not_encodable"
    """(``character``, ``encoding``)"""
    CONTROL_CHARACTER = "control_character"
    DELIMITER_IN_VALUE = "delimiter_in_value"
    PAD_IN_VALUE = "pad_in_value"
    """The value begins or ends with the character that fills the field (``pad``)."""
    BAD_TEXT = "bad_text"
    """Not of the form that the message demands (``form``)."""
    SCHEMA = "schema"
    """The message breaks its schema (``detail``)."""

    # The sums (``expected``: what the lines say; ``found``: what is written)
    COUNT_DIFFERS = "count_differs"
    TOTAL_DIFFERS = "total_differs"
    OTHER_ACCOUNT = "other_account"
    OTHER_CURRENCY = "other_currency"
    BALANCE_BROKEN = "balance_broken"
    CLOSING_DIFFERS = "closing_differs"

    # A return compared with its batch (``expected``: of the batch; ``found``)
    NOT_IN_BATCH = "not_in_batch"
    PAYER_DIFFERS = "payer_differs"
    AMOUNT_DIFFERS = "amount_differs"
    NOT_ANSWERED = "not_answered"
    AMBIGUOUS_PAYER = "ambiguous_payer"
    """Several deductions have this account and amount, and their answers differ."""

    # A statement
    NO_AMOUNT = "no_amount"
    TWO_AMOUNTS = "two_amounts"
    UNKNOWN_MARK = "unknown_mark"
    """Neither a mark of receipts nor one of payments."""
    SEVERAL_ACCOUNTS = "several_accounts"
    """(``accounts``)"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    code: FaultCode
    line: int | None = None
    """Line or row of the file, from 1; of an item that is to be written, the line it
    would have had."""
    record: str = ""
    """``header``, ``detail`` or ``trailer``, where the file has such records."""
    field: str = ""
    """The field as the layout names it."""
    value: str = ""
    """The value as it was found, cut after some characters."""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """What the sentence needs beside the place, by the code."""


class BankFileError(Exception):
    """A bank file is refused; ``faults`` says why, in order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "; ".join(
            f"{fault.code.value} line={fault.line} {fault.field}={fault.value!r}"
            f" {dict(fault.params)}"
            for fault in self.faults[:5]
        )


class Faults:
    """Gathers the faults of one file; rubbish ends the reading early."""

    def __init__(self, record: str = "", limit: int | None = _TOLD_FAULTS) -> None:
        self.found: list[Fault] = []
        self.limit = limit
        self.record = record
        """Record that the next faults are told of."""

    def add(
        self,
        code: FaultCode | str,
        line: int | None = None,
        field: str = "",
        value: object = "",
        **params: Any,
    ) -> None:
        """Note a fault.

        :raise BankFileError: when so many are known that no one reads on.
        """
        self.found.append(
            Fault(FaultCode(code), line, self.record, field, told(value), params)
        )
        if len(self.found) == self.limit:
            limit = {"limit": self.limit}
            self.found.append(Fault(FaultCode.TOO_MANY_FAULTS, line, params=limit))
            self.check()

    def stop(self, code: FaultCode | str, **place: Any) -> None:
        """Note a fault after which nothing more can be said, and refuse the file."""
        self.add(code, **place)
        self.check()

    def check(self) -> None:
        """Refuse the file if anything is wrong.

        :raise BankFileError: with all faults found.
        """
        if self.found:
            raise BankFileError(self.found)


def refusal(code: FaultCode | str, **place: Any) -> BankFileError:
    """Return the refusal of a file for one reason."""
    faults = Faults()
    faults.add(code, **place)
    return BankFileError(faults.found)


def told(value: object) -> str:
    """Return a value as it is told to a person: on one line, not endless."""
    text = "" if value is None else str(value)
    text = "".join(
        char if char.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for char in text[: _TOLD_CHARS + 1]
    )
    return text if len(text) <= _TOLD_CHARS else text[:_TOLD_CHARS] + "…"


@contextmanager
def table_refusals() -> Iterator[None]:
    """Turn what the table reader refuses into a fault of the bank file."""
    try:
        yield
    except TableError as error:
        params = dict(error.params)
        line = params.pop("row", None)
        raise BankFileError(
            [Fault(FaultCode(error.code), line, params=params)]
        ) from error
